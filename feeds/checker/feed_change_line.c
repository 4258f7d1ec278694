/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/feed_change_line.h"

/* Notes are long; of a value the start tells enough. */
#define SHOWN_BYTES 100

/* On one line, cut between characters. */
static void append_value(struct text *line, const char *value)
{
    size_t shown = 0;

    for (; *value; value++) {
        bool is_start = ((unsigned char)*value & 0xC0) != 0x80;
        if (is_start && shown >= SHOWN_BYTES)
            break;
        text_append_byte(
            line, (unsigned char)*value < ' ' ? ' ' : (uint8_t)*value);
        shown++;
    }
    text_append(line, *value ? "\xE2\x80\xA6" : "");
}

static void append_quoted(struct text *line, const char *value)
{
    if (!*value)
        return;
    text_append(line, " \"");
    append_value(line, value);
    text_append(line, "\"");
}

void feed_change_append(struct text *line, const struct feed_change *change)
{
    text_appendf(line, "%s: %s", change->where, change->what);
    append_quoted(line, change->before);
    if (*change->before && *change->after)
        text_append(line, " becomes");
    append_quoted(line, change->after);
    if (!*change->before && *change->after)
        text_append(line, " is new");
    if (*change->before && !*change->after)
        text_append(line, " is gone");
}
