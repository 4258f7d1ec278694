/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/item_notes.h"

#include <string.h>

#include "feeds/chapter_list.h"
#include "feeds/clean_text.h"
#include "feeds/text/markup.h"
#include "feeds/text/show_notes.h"
#include "recorder/base/own.h"

/* How much of a description the chapters may take from the notes. */
#define MOST_CHAPTER_BYTES 2400

static bool lists_chapters(const struct podcast_episode *episode)
{
    bool is_listed = episode->description != NULL;

    for (size_t i = 0; i < episode->chapter_count && is_listed; i++) {
        own_value(text) clock = {0};
        chapter_append_clock(&clock, episode->chapters[i].start_ms);
        is_listed = strstr(episode->description, text_string(&clock)) != NULL;
    }
    return is_listed;
}

static void write_chapter(
    struct markup *notes, const struct podcast_chapter *chapter)
{
    own_value(text) line = {0};

    chapter_append_clock(&line, chapter->start_ms);
    text_append(&line, " ");
    clean_line_append(&line, chapter->title ? chapter->title : "");
    markup_check(notes, &line);
    markup_text(notes, text_string(&line));
}

static bool make_chapters(
    const struct podcast_episode *episode, struct text *html, struct err *err)
{
    own(markup) list = markup_new(MARKUP_FRAGMENT);
    bool is_first = true;

    markup_open(list, "p");
    for (size_t i = 0; i < episode->chapter_count; i++) {
        const struct podcast_chapter *chapter = &episode->chapters[i];
        if (chapter->is_hidden)
            continue;
        if (!is_first) {
            markup_open(list, "br");
            markup_close(list);
        }
        is_first = false;
        write_chapter(list, chapter);
    }
    markup_close(list);
    if (is_first)
        return true;
    return markup_finish(list, html, err);
}

/* Where even the first block is too long its beginning has to do; the mark-up
 * and escapes around the words take what is not given to them here. */
static bool make_brief(const char *description, enum podcast_markup written,
    size_t most_bytes, struct text *brief, struct err *err)
{
    own(markup) start = markup_new(MARKUP_FRAGMENT);
    own_value(text) excerpt = {0};

    show_notes_excerpt(&excerpt, description, written, most_bytes / 2);
    markup_check(start, &excerpt);
    markup_open(start, "p");
    markup_text(start, text_string(&excerpt));
    markup_close(start);
    return markup_finish_start(start, most_bytes, brief, err);
}

static bool make_both(struct item_notes *notes, const char *description,
    enum podcast_markup written, const struct text *chapters, struct err *err)
{
    own(markup) all = markup_new(MARKUP_FRAGMENT);
    own_value(text) html = {0};
    size_t room = ITEM_NOTES_MOST_BYTES;

    show_notes_write(all, description, written);
    if (!markup_finish(all, &html, err))
        return false;
    if (html.length + chapters->length <= ITEM_NOTES_MOST_BYTES) {
        text_append_bytes(&notes->brief, html.bytes, html.length);
        text_append_bytes(&notes->brief, chapters->bytes, chapters->length);
        return text_finish(&notes->brief, err);
    }
    bool has_room = chapters->length <= MOST_CHAPTER_BYTES;
    room -= has_room ? chapters->length : 0;
    if (!markup_finish_start(all, room, &notes->brief, err) ||
        (!notes->brief.length &&
            !make_brief(description, written, room, &notes->brief, err)))
        return false;
    if (has_room)
        text_append_bytes(&notes->brief, chapters->bytes, chapters->length);
    text_append_bytes(&notes->whole, html.bytes, html.length);
    text_append_bytes(&notes->whole, chapters->bytes, chapters->length);
    return text_finish(&notes->brief, err) && text_finish(&notes->whole, err);
}

bool item_notes_make(const struct podcast_episode *episode,
    struct item_notes *notes, struct err *err)
{
    own_value(text) chapters = {0};

    if (!lists_chapters(episode) && !make_chapters(episode, &chapters, err))
        return false;
    return make_both(notes, episode->description, episode->description_markup,
        &chapters, err);
}

bool item_notes_make_show(
    const struct podcast_show *show, struct item_notes *notes, struct err *err)
{
    static const struct text none = {0};

    return make_both(
        notes, show->description, show->description_markup, &none, err);
}

void item_notes_clear(struct item_notes *notes)
{
    text_clear(&notes->brief);
    text_clear(&notes->whole);
}
