/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_cover.h"

#include <inttypes.h>
#include <stdio.h>

#include "feeds/text/markup.h"
#include "recorder/base/own.h"

#define ACCENTS 8
#define BARS 15

/* FNV-1a: any number that is the same for the same show. */
static uint32_t show_hash(const struct podcast_show *show)
{
    const char *name = show->guid ? show->guid : show->title;
    uint32_t hash = UINT32_C(2166136261);

    for (const char *at = name ? name : ""; *at; at++)
        hash = (hash ^ (uint8_t)*at) * UINT32_C(16777619);
    return hash;
}

void page_cover_accent(
    const struct podcast_show *show, char accent[PAGE_ACCENT_BYTES])
{
    snprintf(accent, PAGE_ACCENT_BYTES, "accent-%" PRIu32,
        show_hash(show) % ACCENTS);
}

static void write_bar(struct markup *svg, int at, int height)
{
    markup_open(svg, "rect");
    markup_attribute_number(svg, "x", 28 + at * 12);
    markup_attribute_number(svg, "y", 108 - height / 2);
    markup_attribute(svg, "width", "6");
    markup_attribute_number(svg, "height", height);
    markup_attribute(svg, "rx", "3");
    markup_close(svg);
}

/* A few bars of sound, lower towards both ends. */
bool page_cover_draw(
    const struct podcast_show *show, struct text *svg, struct err *err)
{
    own(markup) drawing = markup_new(MARKUP_FRAGMENT);
    uint32_t random = show_hash(show);

    markup_open(drawing, "svg");
    markup_attribute(drawing, "class", "cover");
    markup_attribute(drawing, "viewBox", "0 0 216 216");
    markup_attribute(drawing, "aria-hidden", "true");
    markup_open(drawing, "rect");
    markup_attribute(drawing, "class", "ground");
    markup_attribute(drawing, "width", "216");
    markup_attribute(drawing, "height", "216");
    markup_close(drawing);
    for (int at = 0; at < BARS - 1; at++) {
        int edge = at < BARS / 2 ? at + 1 : BARS - 1 - at;
        random = random * UINT32_C(1664525) + UINT32_C(1013904223);
        write_bar(
            drawing, at, 10 + (int)((random >> 16) % 80) * edge / 7 + edge * 6);
    }
    markup_close(drawing);
    return markup_finish(drawing, svg, err);
}
