/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long the parts of a session are as one recording.
 *
 * A part that the next one continues (recording_facts.continues) ends where
 * that begins, by their offsets: what both hold is heard once, and what
 * neither holds is silence. Otherwise parts follow each other as they are.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_SESSION_PART_H
#define ROOMCAST_PUBLISHER_MEDIA_SESSION_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/media/edit_list.h"
#include "recorder/base/err.h"

/* A longer hole is a wrong clock: it counts as one of this length. */
#define SESSION_HOLE_MOST_48K (INT64_C(3600) * 48000)

/* Of part `at` of `count`, in frames heard: shorter than its file where the
 * next one overlaps it, longer where there is a hole behind it. */
bool session_part_length_48k(const char *const *paths, size_t count, size_t at,
    int64_t *length_48k, struct err *err);

/* Adds to `cut` what neither of two parts holds, for all of them. */
bool session_part_cut_holes(const char *const *paths, size_t count,
    struct edit_spans *cut, struct err *err);

#endif
