/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/stream_title.h"

#include <string.h>

/* How many bytes a character of UTF-8 (RFC 3629 section 4) takes that begins
 * with this one; 0: none does. */
static size_t stated_bytes(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2)
        return 0;
    if (first < 0xe0)
        return 2;
    if (first < 0xf0)
        return 3;
    return first < 0xf5 ? 4 : 0;
}

/* The length of the character at hand; 0: there is none. */
static size_t character_bytes(const unsigned char *at)
{
    size_t length = stated_bytes(at[0]);

    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    }
    bool is_overlong =
        (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool is_surrogate = at[0] == 0xed && at[1] >= 0xa0;
    bool is_beyond = at[0] == 0xf4 && at[1] >= 0x90;
    return is_overlong || is_surrogate || is_beyond ? 0 : length;
}

static bool is_control(unsigned char byte)
{
    return byte < 0x20 || byte == 0x7f;
}

static void append_tag(
    struct text *line, const struct stream_tags *tags, const char *name)
{
    const char *value = stream_tags_get(tags, name);

    if (!value || !*value)
        return;
    if (line->length)
        text_append(line, " - ");
    text_append(line, value);
}

static void copy_clean(const char *line, char title[STREAM_TITLE_BYTES])
{
    const unsigned char *at = (const unsigned char *)line;
    size_t used = 0;

    while (*at) {
        size_t length = character_bytes(at);
        size_t taken = length ? length : 1;
        if (used + taken >= STREAM_TITLE_BYTES)
            break;
        memcpy(title + used, at, taken);
        if (length == 0)
            title[used] = '?';
        else if (is_control(*at))
            title[used] = ' ';
        used += taken;
        at += taken;
    }
    title[used] = '\0';
}

void stream_title_from_tags(
    const struct stream_tags *tags, char title[STREAM_TITLE_BYTES])
{
    own_value(text) line = {0};

    append_tag(&line, tags, "ARTIST");
    append_tag(&line, tags, "TITLE");
    copy_clean(text_string(&line), title);
}
