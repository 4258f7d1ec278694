/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/command_words.h"

#include <string.h>

#include "recorder/base/own.h"

#define BLANKS " \t\n\r\v\f"

/* Appends what stands between quotes; the place behind the closing one, NULL
 * when there is none. */
static const char *take_quoted(
    struct text *words, const char *at, char quote, struct err *err)
{
    for (; *at && *at != quote; at++) {
        if (quote == '"' && at[0] == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        text_append_byte(words, (uint8_t)*at);
    }
    if (*at)
        return at + 1;
    err_set(err, ERR_CONFIG, "expected a closing %c", quote);
    return NULL;
}

/* Appends one word and its NUL; the place behind it, or NULL. */
static const char *take_word(
    struct text *words, const char *at, struct err *err)
{
    while (at && *at && !strchr(BLANKS, *at)) {
        if (*at == '\'' || *at == '"') {
            at = take_quoted(words, at + 1, *at, err);
            continue;
        }
        if (*at == '\\' && !*++at) {
            err_set(err, ERR_CONFIG, "expected a character behind the last \\");
            return NULL;
        }
        text_append_byte(words, (uint8_t)*at++);
    }
    text_append_byte(words, '\0');
    return at;
}

/* The array and behind it the bytes that it points into. */
static char **make_block(
    const struct text *words, size_t count, struct err *err)
{
    size_t array_bytes = (count + 1) * sizeof(char *);
    char **block = malloc(array_bytes + words->length);

    if (!block) {
        err_no_memory(err);
        return NULL;
    }
    char *at = memcpy((char *)block + array_bytes, words->bytes, words->length);
    for (size_t i = 0; i < count; i++) {
        block[i] = at;
        at += strlen(at) + 1;
    }
    block[count] = NULL;
    return block;
}

char **command_words_parse(const char *command, struct err *err)
{
    own_value(text) words = {0};
    size_t count = 0;

    for (const char *at = command + strspn(command, BLANKS); *at;
         at += strspn(at, BLANKS)) {
        at = take_word(&words, at, err);
        if (!at)
            return NULL;
        count++;
    }
    if (!text_finish(&words, err))
        return NULL;
    if (!count || !words.bytes[0]) {
        err_set(err, ERR_CONFIG, "expected a program to run");
        return NULL;
    }
    return make_block(&words, count, err);
}

void command_words_quote(struct text *command, const char *word)
{
    text_append(command, "\"");
    for (; *word; word++) {
        if (*word == '"' || *word == '\\')
            text_append(command, "\\");
        text_append_byte(command, (uint8_t)*word);
    }
    text_append(command, "\"");
}
