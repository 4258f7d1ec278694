/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/chapter_markup.h"

#include "feeds/chapter_list.h"

static void write_chapter(
    struct markup *feed, const struct podcast_chapter *chapter)
{
    own_value(text) start = {0};

    chapter_append_clock(&start, chapter->start_ms);
    text_appendf(&start, ".%03d", (int)(chapter->start_ms % 1000));
    markup_check(feed, &start);
    markup_open(feed, "psc:chapter");
    markup_attribute(feed, "start", text_string(&start));
    markup_attribute(feed, "title", chapter->title);
    markup_attribute(feed, "href", chapter->url);
    markup_attribute(feed, "image", chapter->image_url);
    markup_close(feed);
}

void chapter_markup_psc(
    struct markup *feed, const struct podcast_chapter *chapters, size_t count)
{
    bool is_open = false;

    for (size_t i = 0; i < count; i++) {
        if (chapters[i].is_hidden || chapters[i].start_ms < 0)
            continue;
        if (!is_open) {
            markup_open(feed, "psc:chapters");
            markup_attribute(feed, "version", "1.2");
        }
        is_open = true;
        write_chapter(feed, &chapters[i]);
    }
    if (is_open)
        markup_close(feed);
}
