/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chapters of a recording: where each begins, and its title. They come
 * as marks, in the order of time, and go into OpusTags at the end, by the
 * chapter extension of Vorbis comments:
 *
 *     CHAPTER000=00:12:03.500
 *     CHAPTER000NAME=Budget
 *
 * A zeroed struct is an empty list.
 */
#ifndef ROOMCAST_RECORDING_CHAPTERS_H
#define ROOMCAST_RECORDING_CHAPTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/recording/stream_tags.h"

#define CHAPTERS_MOST 1000 /* three digits */

struct chapter {
    int64_t at_frames_48k;
    char *title; /* UTF-8 */
};

struct chapters {
    struct chapter *list;
    size_t count;
};

/* A copy of the title at the end of the list. */
bool chapters_add(struct chapters *chapters, int64_t at_frames_48k,
    const char *title, struct err *err);

/* Puts those that begin before `end_frames_48k` into the tags, as many as fit
 * in tags of `most_bytes`. Returns how many did not. */
size_t chapters_set_tags(const struct chapters *chapters,
    int64_t end_frames_48k, struct stream_tags *tags, size_t most_bytes);

void chapters_clear(struct chapters *chapters);

#endif
