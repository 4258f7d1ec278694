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

void feed_change_append(struct text *line, const struct feed_change *change)
{
    text_appendf(line, "%s: %s", change->where, change->what);
    if (*change->before) {
        text_append(line, " \"");
        append_value(line, change->before);
        text_append(line, "\"");
    }
    if (*change->after) {
        text_append(line, *change->before ? " becomes \"" : " \"");
        append_value(line, change->after);
        text_append(line, "\"");
    }
}
