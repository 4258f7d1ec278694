/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A command as people write it in the configuration, in words. No shell has a
 * part in it, so nothing in a file name can be taken for a command:
 *
 *     - blanks separate words;
 *     - 'single quotes' keep everything between them as it is;
 *     - "double quotes" keep blanks, and \" and \\ in them are " and \;
 *     - outside quotes, \ takes the next character as it is;
 *     - all else is itself: $, *, |, >, & and ; mean nothing.
 *
 * Who wants a shell names a script, or writes: sh -c '…'.
 */
#ifndef ROOMCAST_BASE_COMMAND_WORDS_H
#define ROOMCAST_BASE_COMMAND_WORDS_H

#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* The words, with a NULL behind the last, as execve(2) takes them. One block:
 * free() frees all. ERR_CONFIG when there is no word, the first is empty, a
 * quote is not closed or a \ is last. */
char **command_words_parse(const char *command, struct err *err);

/* Appends a word so that command_words_parse() reads it back. */
void command_words_quote(struct text *command, const char *word);

#endif
