/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/page_sources.h"

#include "publisher/episode/episode_extra.h"
#include "recorder/base/own.h"

static bool read_extra(struct store *store, const char *stem,
    enum episode_extra extra, struct text *bytes, struct err *err)
{
    own_value(text) key = {0};

    text_appendf(&key, "%s%s", stem, episode_extra_suffix(extra));
    return text_finish(&key, err) &&
           store_get_bytes(store, text_string(&key), bytes, err) &&
           text_finish(bytes, err);
}

bool page_sources_read(struct page_sources *sources, struct store *store,
    const char *stem, struct err *err)
{
    own_value(text) words = {0};
    own_value(text) curve = {0};
    struct err damage = {0};

    if (!read_extra(store, stem, EXTRA_VTT, &words, err) ||
        !read_extra(store, stem, EXTRA_CURVE, &curve, err))
        return false;
    if (words.length &&
        !transcript_parse(&sources->words, text_string(&words), &damage))
        transcript_clear(&sources->words);
    if (damage.kind == ERR_MEMORY)
        return err_no_memory(err);
    sound_curve_parse(&sources->curve, text_string(&curve));
    sources->waveform = (struct podcast_waveform){
        .peaks = sources->curve.peaks,
        .loudness_lufs = sources->curve.loudness_lufs,
        .count = sources->curve.count,
    };
    return true;
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
}

void page_sources_clear(struct page_sources *sources)
{
    transcript_clear(&sources->words);
    *sources = (struct page_sources){0};
}
