/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A growing run of bytes, always followed by a NUL.
 *
 * Appends return nothing: the first failure sticks, later appends do nothing,
 * and text_finish() reports it. So a long text is built without a check per
 * line:
 *
 *     own_value(text) line = {0};
 *     text_append(&line, "title=");
 *     text_append(&line, title);
 *     if (!text_finish(&line, err))
 *         return false;
 *
 * A zeroed struct is an empty text. Not for use by two threads at once.
 */
#ifndef ROOMCAST_BASE_TEXT_H
#define ROOMCAST_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

struct text {
    char *bytes; /* NULL while empty: read it by text_string() */
    size_t length;
    size_t capacity;
    bool has_failed;
};

void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const void *bytes, size_t length);
void text_append_byte(struct text *text, uint8_t byte);
void text_appendf(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Numbers of four and eight bytes, least significant first (Ogg, WAV, ID3
 * use both orders). */
void text_append_le32(struct text *text, uint32_t number);
void text_append_be32(struct text *text, uint32_t number);

/* False if any append ran out of memory. */
bool text_finish(const struct text *text, struct err *err);

/* What was built, "" when nothing was. Valid until the next append. */
const char *text_string(const struct text *text);

/* Gives the bytes away, to be freed by the caller; the text is empty then.
 * NULL if an append failed or memory runs out. */
char *text_take(struct text *text);

/* Forgets the contents and keeps the room for the next. */
void text_reset(struct text *text);

void text_clear(struct text *text);

/* Are all bytes the same? */
bool text_equals(const struct text *one, const struct text *other);

/* Does it end so? Also when there is nothing before. */
bool text_has_suffix(const char *string, const char *suffix);

/* Are they the same but for their numbers? A message that says how long it took
 * or how much was free is seldom the same twice. */
bool text_is_alike(const char *one, const char *other);

/* True if the string is well-formed UTF-8 (RFC 3629). */
bool text_is_utf8(const char *string);

/* How many characters (code points) a string of UTF-8 has. */
size_t text_characters(const char *string);

/* Appends what others wrote, such as the name of a file, with U+FFFD in place
 * of each byte that is not UTF-8; and in the second, for a line on a
 * terminal, "?" in place of control characters. */
void text_append_as_utf8(struct text *text, const char *string);
void text_append_shown(struct text *text, const char *string);

/* How many bytes of a string are left when it is cut to `most` of them, not
 * within a character of UTF-8. */
size_t text_cut_length(const char *string, size_t most);

#endif
