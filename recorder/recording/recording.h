/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a recording says of itself, and where it lies.
 *
 *     SPOOL/ROOM/2026-11-22T180000Z.opus.part   while it runs
 *     SPOOL/ROOM/2026-11-22T180000Z.opus        finished
 *     SPOOL/ROOM/2026-11-22T180000Z.jsonl       its ledger
 *
 * The facts travel in OpusTags, so that the .opus alone carries them:
 * TITLE, DATE, ENCODER, R128_TRACK_GAIN (RFC 7845 5.2.1), and ROOMCAST_ID,
 * ROOMCAST_SESSION, ROOMCAST_PART, ROOMCAST_OFFSET, ROOMCAST_CONTINUES,
 * ROOMCAST_ROOM, ROOMCAST_START,
 * ROOMCAST_NORMALIZE, ROOMCAST_TARGET, CHAPTER000, CHAPTER000NAME and so on,
 * ROOMCAST_INTEGRATED, ROOMCAST_RANGE, ROOMCAST_TRUE_PEAK, ROOMCAST_SHORT.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_H
#define ROOMCAST_RECORDING_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/audio/loudness_meter.h"
#include "recorder/base/err.h"
#include "recorder/base/identifier.h"

#define RECORDING_PART_SUFFIX ".opus.part"
#define RECORDING_SUFFIX ".opus"
#define RECORDING_NEW_SUFFIX ".opus.new" /* before its headers are on disk */
#define RECORDING_LEDGER_SUFFIX ".jsonl"
#define RECORDING_EMPTY_SUFFIX ".opus.empty" /* it had no sound */
#define RECORDING_TAIL_SUFFIX ".tail" /* what a repair cut off, not zeros */

/* Known when it begins. Strings are UTF-8. */
struct recording_facts {
    char id[IDENTIFIER_BYTES];
    /* Of a session in several parts: the id of the first, and the number of
     * this one. "" and 0 stand for the id itself and 1. */
    char session[IDENTIFIER_BYTES];
    int part;
    int64_t offset_48k; /* where this part begins in the session */
    /* It goes on where a failure or a full disk ended the part before, of
     * which a little may be in both or in neither: `offset_48k` tells. To
     * whoever listens they are one recording, and this is the number of its
     * first part, which it may have outlived; 0: it begins one. */
    int continues;
    char room[65];
    char title[256];  /* "" when there is none */
    char source[256]; /* without credentials; for the ledger */
    int64_t start_utc_ns;
    int normalize; /* enum normalize */
    double target_lufs;
    int channels;
    int preskip_48k;
    int input_rate_hz; /* of the source, for OpusHead */
};

/* Known when it ends. */
struct recording_result {
    int64_t frames_48k;       /* its exact length, without pre-skip */
    int gain_q8;              /* OpusHead output gain */
    struct loudness loudness; /* after that gain */
    double short_lu;          /* below the target because of true peak */
};

/* The number of the first part of what is one recording to a listener. */
int recording_first_part(const struct recording_facts *facts);

/* The path without its last suffix(es): "X.opus.part" and "X.opus" give "X".
 * To be freed; NULL when out of memory. */
char *recording_stem(const char *path);

/* Stem and suffix; to be freed; NULL when out of memory. */
char *recording_path(const char *stem, const char *suffix);

/* The path of what lies beside a recording with that suffix in place of its
 * own; to be freed, NULL when out of memory. */
char *recording_path_beside(const char *path, const char *suffix);

/* STEM, STEM-2, STEM-3 and so on, by the number from 1; to be freed. */
char *recording_numbered_stem(const char *stem, int number, struct err *err);

/* The first free one of STEM, STEM-2, STEM-3 and so on. Free means that none
 * of the three names is there, a ledger alone being the rest of a recording
 * too; the writer's O_EXCL has the last word. To be freed. */
char *recording_next_stem(const char *stem, struct err *err);

/* The first free one of STEM.suffix, STEM-2.suffix and so on, whatever else is
 * there of those names: for what is put aside. To be freed. */
char *recording_free_path(
    const char *stem, const char *suffix, struct err *err);

/* recording_next_stem() for a recording that begins now: FOLDER/2026-…Z, and so
 * on. */
char *recording_free_stem(
    const char *folder, int64_t start_utc_ns, struct err *err);

#endif
