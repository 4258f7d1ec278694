/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A track that numbered packets are pushed into, and whether its files hold
 * them all, whatever failed meanwhile.
 *
 *     pushed_track_begin(&pushed, folder, NULL, &err);
 *     pushed_track_push(&pushed, 25, &err); …
 *     pushed_track_finish(&pushed, &err);
 *     pushed_track_end(&pushed);
 *     track_parts_collect(&parts, folder, NULL);
 *     track_parts_check(&parts, pushed_track_frames_48k(&pushed));
 */
#ifndef ROOMCAST_TESTS_RECORDER_PUSHED_TRACK_H
#define ROOMCAST_TESTS_RECORDER_PUSHED_TRACK_H

#include "recorder/session/track.h"

#define PUSHED_PACKET_48K 960
#define TRACK_PARTS_MOST 64

struct pushed_track {
    struct track *track;
    int packets;
    int64_t safe_48k; /* acknowledged: the disk has so much */
    int troubles;     /* that were told */
    char trouble[sizeof(struct err)];
    int resumed;
    int parts_done;
};

/* `second` may be NULL. */
bool pushed_track_begin(struct pushed_track *pushed, const char *folder,
    const char *second, struct err *err);

/* CELT packets of 20 ms (RFC 6716 3.1) whose sound does not matter; each is
 * another one, so that a wrong order would show. */
bool pushed_track_push(struct pushed_track *pushed, int count, struct err *err);

/* The same, each half second on the disk before the next. */
bool pushed_track_push_slowly(
    struct pushed_track *pushed, int count, struct err *err);

bool pushed_track_finish(struct pushed_track *pushed, struct err *err);

int64_t pushed_track_frames_48k(const struct pushed_track *pushed);

void pushed_track_end(struct pushed_track *pushed);

/* --- What came of it ----------------------------------------------------- */

struct pushed_part {
    char path[300];
    struct recording_facts facts;
};

struct track_parts {
    struct pushed_part list[TRACK_PARTS_MOST];
    int count;
};

/* Repairs what is left in the folders and lists what is then there; a writer
 * that was given up may still be at it. */
void track_parts_collect(
    struct track_parts *parts, const char *folder, const char *second);

const struct pushed_part *track_parts_find(
    const struct track_parts *parts, int number);

/* They hold what was pushed up to there at least, each packet in its place,
 * in one session, and are as the standards want them. */
void track_parts_check(const struct track_parts *parts, int64_t least_48k);

#endif
