/* SPDX-License-Identifier: BSD-2-Clause */
/* What people lay beside a recording, notes and transcripts, and what becomes
 * of it: tags of an item, chapters. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "publisher/episode/episode_marks.h"
#include "publisher/episode/episode_notes.h"
#include "publisher/texts/item_tags.h"
#include "publisher/texts/transcript.h"
#include "recorder/base/own.h"

static void check_notes(const char *text)
{
    own_value(episode_notes) notes = {0};
    struct err err = {0};

    if (!episode_notes_parse(text, &notes, &err)) {
        assert(err.kind != ERR_NONE && err.text[0]);
        assert(!notes.title && !notes.body);
    }
}

/* What was read is written so that it is read again. */
static void check_transcript(const char *text)
{
    own_value(transcript) words = {0};
    own_value(transcript) again = {0};
    own_value(text) vtt = {0};
    struct err err = {0};

    if (!transcript_parse(&words, text, &err)) {
        assert(err.kind == ERR_FORMAT && words.count == 0);
        return;
    }
    transcript_write_vtt(&words, &vtt);
    assert(transcript_parse(&again, text_string(&vtt), &err));
    assert(again.count == words.count);
    for (size_t i = 0; i < words.count; i++)
        assert(words.cues[i].start_ms == again.cues[i].start_ms);
}

/* What is read is written so that it is read as the same. */
static void check_tags(const char *text)
{
    own(feed_storage) storage = feed_storage_new();
    struct podcast_episode item = {0};
    struct podcast_episode again = {0};
    struct err err = {0};

    if (!storage || !item_tags_read(text, storage, &item, &err))
        return;
    own_heap(char) tags = item_tags_format(&item, true, &err);
    assert(tags && item_tags_read(tags, storage, &again, &err));
    own_heap(char) same = item_tags_format(&again, true, &err);
    assert(same && strcmp(tags, same) == 0);
}

static void check_chapters(const char *text)
{
    own_value(episode_marks) marks = {0};
    struct err err = {0};

    if (!episode_marks_read_json(&marks, text, strlen(text), &err))
        return;
    for (size_t i = 0; i < marks.count; i++)
        assert(marks.chapters[i].start_ms >= 0 && marks.chapters[i].title);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_heap(char) text = strndup((const char *)bytes, length);
    own_value(episode_marks) marks = {0};
    struct err err;

    if (!text)
        return 0;
    check_notes(text);
    check_transcript(text);
    check_tags(text);
    check_chapters(text);
    assert(episode_marks_parse(&marks, text, &err));
    return 0;
}
