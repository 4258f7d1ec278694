/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/clean_text.h"

#include <stdint.h>
#include <string.h>

#define REPLACEMENT UINT32_C(0xFFFD)

/* What may follow a lead byte (Unicode 15, table 3-7): the second byte's
 * range rules out surrogates, overlong forms and what is past U+10FFFF. */
struct lead {
    uint8_t first, last; /* lead bytes of this row */
    uint8_t more;        /* bytes that follow */
    uint8_t low, high;   /* range of the first of them */
};

static const struct lead leads[] = {
    {0xC2, 0xDF, 1, 0x80, 0xBF},
    {0xE0, 0xE0, 2, 0xA0, 0xBF},
    {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F},
    {0xEE, 0xEF, 2, 0x80, 0xBF},
    {0xF0, 0xF0, 3, 0x90, 0xBF},
    {0xF1, 0xF3, 3, 0x80, 0xBF},
    {0xF4, 0xF4, 3, 0x80, 0x8F},
};

static const struct lead *find_lead(uint8_t byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    return NULL;
}

/* The NUL at the end fits no range, so that a cut sequence ends before it. */
uint32_t clean_text_next_code(const uint8_t **at)
{
    uint8_t byte = *(*at)++;

    if (byte < 0x80)
        return byte;
    const struct lead *lead = find_lead(byte);
    if (!lead)
        return REPLACEMENT;

    uint32_t code = byte & (0x3FU >> lead->more);
    uint8_t low = lead->low;
    uint8_t high = lead->high;
    for (int i = 0; i < lead->more; i++) {
        if (**at < low || **at > high)
            return REPLACEMENT;
        code = code << 6 | (*(*at)++ & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return code;
}

static bool is_dropped(uint32_t code)
{
    if (code == '\t' || code == '\n')
        return false;
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) ||
           (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

static bool is_space(uint32_t code)
{
    return code == ' ' || code == '\t' || code == '\n' || code == 0x2028 ||
           code == 0x2029;
}

static void append_code(
    struct text *out, uint32_t code, const uint8_t *from, const uint8_t *to)
{
    if (code == REPLACEMENT)
        text_append(out, "\xEF\xBF\xBD");
    else
        text_append_bytes(out, from, (size_t)(to - from));
}

/* The next code point that stays, 0 at the end; *from is where it begins. */
static uint32_t next_kept(const uint8_t **at, const uint8_t **from)
{
    while (**at) {
        *from = *at;
        uint32_t code = clean_text_next_code(at);
        if (code == '\r' && **at == '\n')
            continue;
        if (code == '\r')
            return '\n';
        if (!is_dropped(code))
            return code;
    }
    return 0;
}

/* Most of what there is: letters of ASCII that stay as they are. Appends them,
 * and returns how many. */
static size_t append_plain(struct text *out, const uint8_t *at, uint8_t least)
{
    size_t length = 0;

    while (at[length] >= least && at[length] < 0x7F)
        length++;
    text_append_bytes(out, at, length);
    return length;
}

void clean_text_append(struct text *out, const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    const uint8_t *from = at;
    uint32_t code;

    at += append_plain(out, at, ' ');
    while ((code = next_kept(&at, &from))) {
        if (code == '\n')
            text_append_byte(out, '\n');
        else
            append_code(out, code, from, at);
        at += append_plain(out, at, ' ');
    }
}

void clean_line_append(struct text *out, const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    const uint8_t *from = at;
    bool is_begun = false;
    bool is_gap = false;
    uint32_t code;

    while ((code = next_kept(&at, &from))) {
        if (is_space(code)) {
            is_gap = is_begun;
            continue;
        }
        if (is_gap)
            text_append_byte(out, ' ');
        append_code(out, code, from, at);
        at += append_plain(out, at, '!');
        is_begun = true;
        is_gap = false;
    }
}

bool is_clean_text(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;

    while (*at) {
        const uint8_t *from = at;
        uint32_t code = clean_text_next_code(&at);
        bool is_broken = code == REPLACEMENT &&
                         strncmp((const char *)from, "\xEF\xBF\xBD", 3);
        if (is_broken || (is_dropped(code) && code != '\r'))
            return false;
    }
    return true;
}

bool is_blank_text(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    const uint8_t *from = at;
    uint32_t code;

    while (at && (code = next_kept(&at, &from)))
        if (!is_space(code))
            return false;
    return true;
}
