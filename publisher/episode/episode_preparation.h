/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that an episode is made from, before anything is made: its sound as a
 * montage, and what goes with it, in the times of the episode.
 *
 *     own_value(episode_preparation) prepared = {0};
 *     if (!episode_prepare(&order, &prepared, err))
 *         return false;
 *     … &prepared.montage, prepared.chapters->chapters, &prepared.words …
 *
 * It looks at the recordings, at NAME.md, NAME.vtt or .srt and NAME.jpg, .jpeg
 * or .png beside the first of them, and decodes only the ends of recordings.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_PREPARATION_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_PREPARATION_H

#include "feeds/chapter_list.h"
#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/episode/episode_marks.h"
#include "publisher/episode/episode_notes.h"
#include "publisher/media/montage.h"
#include "publisher/texts/transcript.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct episode_preparation_order {
    const char *state; /* where made covers and transcripts are kept */
    const struct config_show *show;
    const struct catalogue_episode *episode; /* with what people have set */
    const char *const *parts; /* paths of its recordings, in their order */
    size_t part_count;
};

struct episode_preparation {
    struct episode_notes notes;
    struct edit_list edits; /* of the notes, of people, of silent ends */
    struct montage montage; /* borrows the edits */
    int64_t intro_48k;
    int64_t duration_ms; /* what the montage lasts, to 3 ms a seam */
    struct chapter_list *chapters;
    struct transcript words; /* empty: there are none */
    char *soundbites;        /* see episode_soundbites.h */
    char *cover;             /* path of a picture that directories take */
    bool has_own_cover;      /* it is not the show's */
    struct err trouble;      /* of a transcript that could not be made: kind and
                                text; it stops nothing. ERR_NONE: none */
};

/* ERR_FORMAT or ERR_CONFIG with path and line for what people wrote. The
 * record must not be moved while the montage is used. */
bool episode_prepare(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err);

void episode_preparation_clear(struct episode_preparation *prepared);

#endif
