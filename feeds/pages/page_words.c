/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_words.h"

#include <inttypes.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/feed_date.h"
#include "feeds/pages/page_entry.h"

#define CUE_BYTES 32        /* of markup around the words */
#define PARAGRAPH_BYTES 180 /* the same */
#define PAUSE_MS 3000
#define LONG_BYTES 600

static void append_clock(struct text *clock, int64_t seconds)
{
    if (seconds >= 3600)
        text_appendf(clock, "%" PRId64 ":%02d:%02d", seconds / 3600,
            (int)(seconds / 60 % 60), (int)(seconds % 60));
    else
        text_appendf(
            clock, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
}

void page_words_set_moment(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place,
    int64_t start_ms)
{
    const struct podcast_media *media = page_entry_media(episode);
    int64_t seconds = start_ms < 0 ? 0 : start_ms / 1000;
    char period[FEED_DATE_BYTES];
    own_value(text) clock = {0};
    own_value(text) address = {0};

    append_clock(&clock, seconds);
    feed_date_period(seconds, period);
    page_data_set_number(data, "seconds", seconds);
    page_data_set(data, "period", period);
    page_data_set_text(data, "clock", &clock);
    if (media && feed_address_may_be_link(media->url))
        page_place_append(place, media->url, &address);
    text_appendf(&address, "#t=%" PRId64, seconds);
    page_data_set_text(data, "url", &address);
}

static bool has_same_speaker(
    const struct podcast_cue *cue, const struct podcast_cue *next)
{
    if (!cue->speaker || !next->speaker)
        return cue->speaker == next->speaker;
    return !strcmp(cue->speaker, next->speaker);
}

/* The first cue after the paragraph that begins with this one. */
static size_t paragraph_end(const struct podcast_episode *episode, size_t at)
{
    const struct podcast_cue *cues = episode->cues;
    size_t bytes = 0;

    do {
        bytes += cues[at].words ? strlen(cues[at].words) : 0;
        at++;
    } while (at < episode->cue_count && bytes < LONG_BYTES &&
             has_same_speaker(&cues[at - 1], &cues[at]) &&
             cues[at].start_ms - cues[at - 1].end_ms < PAUSE_MS);
    return at;
}

static void add_cue(struct page_data *data, const struct podcast_cue *cue)
{
    own_value(text) seconds = {0};

    if (is_blank_text(cue->words))
        return;
    struct page_data *item = page_data_add(data, "cues");
    text_appendf(&seconds, "%" PRId64 ".%d", cue->start_ms / 1000,
        (int)(cue->start_ms % 1000 / 100));
    page_data_set_text(item, "seconds", &seconds);
    page_data_set(item, "words", cue->words);
}

void page_words_set(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    for (size_t at = 0, end; at < episode->cue_count; at = end) {
        const struct podcast_cue *cue = &episode->cues[at];
        struct page_data *paragraph = page_data_add(data, "paragraphs");
        end = paragraph_end(episode, at);
        page_data_set(paragraph, "speaker", cue->speaker);
        page_words_set_moment(paragraph, episode, place, cue->start_ms);
        for (size_t i = at; i < end; i++)
            add_cue(paragraph, &episode->cues[i]);
    }
}

size_t page_words_bytes(const struct podcast_episode *episode)
{
    size_t bytes = 0;

    for (size_t at = 0, end; at < episode->cue_count; at = end) {
        end = paragraph_end(episode, at);
        bytes += PARAGRAPH_BYTES;
        for (size_t i = at; i < end; i++)
            if (episode->cues[i].words)
                bytes += strlen(episode->cues[i].words) + CUE_BYTES;
    }
    return bytes;
}
