/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct text *text, size_t more)
{
    size_t wanted = text->length + more + 1;
    size_t capacity = text->capacity ? text->capacity : 64;

    if (text->has_failed)
        return false;
    if (wanted <= text->capacity)
        return true;
    while (capacity < wanted)
        capacity *= 2;
    char *bytes = realloc(text->bytes, capacity);
    if (!bytes) {
        text->has_failed = true;
        return false;
    }
    text->bytes = bytes;
    text->capacity = capacity;
    return true;
}

void text_append_bytes(struct text *text, const void *bytes, size_t length)
{
    if (!reserve(text, length))
        return;
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_append(struct text *text, const char *string)
{
    text_append_bytes(text, string, strlen(string));
}

void text_append_byte(struct text *text, uint8_t byte)
{
    text_append_bytes(text, &byte, 1);
}

void text_appendf(struct text *text, const char *format, ...)
{
    va_list list;
    va_list again;

    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    if (length < 0) {
        text->has_failed = true;
    } else if (reserve(text, (size_t)length)) {
        vsnprintf(
            text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
    va_end(list);
}

void text_append_le32(struct text *text, uint32_t number)
{
    for (int shift = 0; shift < 32; shift += 8)
        text_append_byte(text, (uint8_t)(number >> shift));
}

void text_append_be32(struct text *text, uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        text_append_byte(text, (uint8_t)(number >> shift));
}

bool text_finish(const struct text *text, struct err *err)
{
    return !text->has_failed || err_no_memory(err);
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

char *text_take(struct text *text)
{
    if (!reserve(text, 0)) {
        text_clear(text);
        return NULL;
    }
    char *bytes = text->bytes;
    bytes[text->length] = '\0';
    *text = (struct text){0};
    return bytes;
}

void text_reset(struct text *text)
{
    text->length = 0;
    text->has_failed = false;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_clear(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

bool text_has_suffix(const char *string, const char *suffix)
{
    size_t length = strlen(string);
    size_t end = strlen(suffix);

    return length >= end && strcmp(string + length - end, suffix) == 0;
}

/* The length of the character there, 0 when it is none: the table of RFC 3629
 * section 4, in which only the second byte has narrower bounds. */
static size_t character_length(const unsigned char *at)
{
    unsigned char least = 0x80;
    unsigned char most = 0xbf;
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

    if (length == 1)
        return 1;
    if (at[0] < 0xc2 || at[0] > 0xf4)
        return 0;
    if (at[0] == 0xe0)
        least = 0xa0;
    if (at[0] == 0xed)
        most = 0x9f;
    if (at[0] == 0xf0)
        least = 0x90;
    if (at[0] == 0xf4)
        most = 0x8f;
    if (at[1] < least || at[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

bool text_equals(const struct text *one, const struct text *other)
{
    return one->length == other->length &&
           memcmp(text_string(one), text_string(other), one->length) == 0;
}

static const char *behind_digits(const char *text)
{
    while (isdigit((unsigned char)*text))
        text++;
    return text;
}

bool text_is_alike(const char *one, const char *other)
{
    for (;; one++, other++) {
        one = behind_digits(one);
        other = behind_digits(other);
        if (*one != *other)
            return false;
        if (!*one)
            return true;
    }
}

bool text_is_utf8(const char *string)
{
    const unsigned char *at = (const unsigned char *)string;

    while (*at) {
        size_t length = character_length(at);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

size_t text_characters(const char *string)
{
    size_t count = 0;

    for (; *string; string++)
        count += ((unsigned char)*string & 0xc0) != 0x80;
    return count;
}

void text_append_as_utf8(struct text *text, const char *string)
{
    while (*string) {
        size_t length = character_length((const unsigned char *)string);
        if (length)
            text_append_bytes(text, string, length);
        else
            text_append(text, "\xEF\xBF\xBD");
        string += length ? length : 1;
    }
}

/* C0, DEL, and C1, which UTF-8 has behind 0xC2. */
static bool is_control(const unsigned char *at)
{
    return at[0] < 0x20 || at[0] == 0x7f ||
           (at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0);
}

void text_append_shown(struct text *text, const char *string)
{
    while (*string) {
        const unsigned char *at = (const unsigned char *)string;
        size_t length = character_length(at);
        if (!length)
            text_append(text, "\xEF\xBF\xBD");
        else if (is_control(at))
            text_append(text, "?");
        else
            text_append_bytes(text, string, length);
        string += length ? length : 1;
    }
}

size_t text_cut_length(const char *string, size_t most)
{
    size_t length = strnlen(string, most + 1);

    if (length <= most)
        return length;
    length = most;
    while (length > 0 && ((unsigned char)string[length] & 0xc0) == 0x80)
        length--;
    return length;
}
