/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The transcript of an episode's recordings: NAME.vtt or NAME.srt beside each,
 * or what a command makes of it, kept in STATE/transcripts/ so that it is
 * asked once.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_WORDS_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_WORDS_H

#include "publisher/texts/transcript.h"

struct episode_words_order {
    const char *state;
    const char *command; /* NULL: none is made */
    int64_t limit_ns;    /* for the command */
    const char *const *parts;
    size_t part_count;
    const char *id; /* of the first recording */
};

/* Times are those of the session. A file that people laid there and that is
 * no transcript is a failure, so that somebody mends it; a command that fails
 * is *trouble, and the words of that part are missing. */
bool episode_words_find(const struct episode_words_order *order,
    struct transcript *words, struct err *trouble, struct err *err);

#endif
