/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/page_sources.h"

#include <string.h>

#include "publisher/episode/episode_extra.h"
#include "publisher/episode/episode_marks.h"
#include "recorder/base/own.h"

/* What the address stands for in the store; "" when it lies elsewhere. All
 * that is ours lies below the folder that the feed is in. */
static void append_key(
    const struct show_files *files, const char *address, struct text *key)
{
    const char *feed = files->show->feed_url;
    const char *slash = feed ? strrchr(feed, '/') : NULL;
    size_t length = slash ? (size_t)(slash - feed) + 1 : 0;

    if (length && address && strncmp(address, feed, length) == 0 &&
        !strstr(address, "..") && !strpbrk(address, "?#%"))
        text_appendf(key, "%s/%s", files->folder, address + length);
}

static bool read_file(const struct show_files *files, const struct text *key,
    struct text *bytes, struct err *err)
{
    if (!text_finish(key, err))
        return false;
    return !key->length ||
           (store_get_bytes(files->store, text_string(key), bytes, err) &&
               text_finish(bytes, err));
}

static const char *words_address(const struct podcast_episode *episode)
{
    for (size_t i = 0; i < episode->transcript_count; i++) {
        const struct podcast_transcript *one = &episode->transcripts[i];
        if (one->type && strcmp(one->type, "text/vtt") == 0)
            return one->url;
    }
    return NULL;
}

/* Damage leaves them empty. */
static bool read_words(struct page_sources *sources,
    const struct show_files *files, const struct podcast_episode *episode,
    struct err *err)
{
    own_value(text) key = {0};
    own_value(text) bytes = {0};
    struct err damage = {0};

    append_key(files, words_address(episode), &key);
    if (!read_file(files, &key, &bytes, err))
        return false;
    if (bytes.length &&
        !transcript_parse(&sources->words, text_string(&bytes), &damage))
        transcript_clear(&sources->words);
    return damage.kind != ERR_MEMORY || err_no_memory(err);
}

static bool read_curve(struct page_sources *sources,
    const struct show_files *files, const struct podcast_episode *episode,
    struct err *err)
{
    own_value(text) key = {0};
    own_value(text) bytes = {0};

    text_appendf(&key, "%s/%s/%s%s", files->folder, episode->slug,
        episode->slug, episode_extra_suffix(EXTRA_CURVE));
    if (!read_file(files, &key, &bytes, err))
        return false;
    sound_curve_parse(&sources->curve, text_string(&bytes));
    sources->waveform = (struct podcast_waveform){
        .peaks = sources->curve.peaks,
        .loudness_lufs = sources->curve.loudness_lufs,
        .count = sources->curve.count,
    };
    return true;
}

static bool read_chapters(struct page_sources *sources,
    const struct show_files *files, const struct podcast_episode *episode,
    struct err *err)
{
    own_value(text) key = {0};
    own_value(text) bytes = {0};
    own_value(episode_marks) marks = {0};
    struct err damage = {0};

    if (episode->chapter_count)
        return true;
    append_key(files, episode->chapters_url, &key);
    if (!read_file(files, &key, &bytes, err))
        return false;
    if (bytes.length &&
        !episode_marks_read_json(&marks, bytes.bytes, bytes.length, &damage))
        return damage.kind != ERR_MEMORY || err_no_memory(err);
    const struct chapter_marks found = {
        .chapters = marks.chapters,
        .count = marks.count,
        .duration_ms = episode->duration_ms,
        .opening = episode->title,
    };
    sources->chapters = chapter_list_new(&found, err);
    return sources->chapters != NULL;
}

bool page_sources_read(struct page_sources *sources,
    const struct show_files *files, const struct podcast_episode *episode,
    struct err *err)
{
    return read_words(sources, files, episode, err) &&
           read_curve(sources, files, episode, err) &&
           read_chapters(sources, files, episode, err);
}

void page_sources_fill(
    const struct page_sources *sources, struct podcast_episode *episode)
{
    if (!episode->cue_count) {
        episode->cues = sources->words.cues;
        episode->cue_count = sources->words.count;
    }
    if (!episode->waveform && sources->waveform.count)
        episode->waveform = &sources->waveform;
    if (!episode->chapter_count && sources->chapters) {
        episode->chapters = sources->chapters->chapters;
        episode->chapter_count = sources->chapters->count;
    }
}

void page_sources_clear(struct page_sources *sources)
{
    transcript_clear(&sources->words);
    chapter_list_free(sources->chapters);
    *sources = (struct page_sources){0};
}
