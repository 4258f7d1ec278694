/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One recording of one room, from its first sound to its finished file.
 *
 *     session = session_new(&settings, err);            with an open source
 *     struct sound_sink sink = session_sink(session);
 *     session_set_start(session, utc_ns);
 *     source_read(source, now, &sink, err);              …
 *     session_tick(session, monotonic, utc, err);        now and then
 *     session_finish(session, &end, &report, err);
 *     session_free(session);
 *
 * The file is created at the first sound, so a room that never spoke leaves
 * none. Freed unfinished, it leaves a .part that the next run finishes.
 *
 * It goes on in another file when it is split, stands still while it is
 * paused, and has chapters where it was marked; all of this is in its ledger.
 */
#ifndef ROOMCAST_RECORDER_SESSION_SESSION_H
#define ROOMCAST_RECORDER_SESSION_SESSION_H

#include "recorder/session/track.h"
#include "recorder/source/source.h"

struct session_settings {
    const char *stem;   /* where it goes: STEM.opus; NULL: by the next two */
    const char *folder; /* FOLDER/2026-…Z.opus, made when missing */
    const char *second_folder; /* or NULL; see track_place.h for these two */
    int64_t least_free_bytes;
    const char *room;         /* its name */
    const char *title;        /* NULL: none */
    const char *source;       /* its address without credentials */
    const struct source *tap; /* asked for its format at the first sound;
                                 borrowed, must outlive the session */
    int normalize;            /* enum normalize */
    double target_lufs;
    int bitrate;
    int64_t most_frames_48k; /* it ends there; INT64_MAX: never */
    int64_t resume_ns;  /* the first goes on with a session that an outage ended
                           no longer ago; 0: never */
    bool is_pause_kept; /* as silence; else it is left out */
    const char *level_state; /* see level_memory.h; NULL: not remembered */
    const char *follow_mark; /* asked each second; see follow_mark.h; NULL:
                                nobody follows */
    struct track_listener listener;
};

struct session;

/* Strings are borrowed, and must outlive the session. */
struct session *session_new(
    const struct session_settings *settings, struct err *err);

/* Where its source shall hand sound over to. Valid as long as the session. */
struct sound_sink session_sink(struct session *session);

/* When the first sound was made; without it, it is the moment it comes. */
void session_set_start(struct session *session, int64_t utc_ns);

/* Time goes by: writes a clock line each minute. */
bool session_tick(struct session *session, int64_t monotonic_ns, int64_t utc_ns,
    struct err *err);

/* How often in a second what came is to be handed over and the time told, by
 * a source that has noted when it came. What a kill takes depends on it, and
 * how late a listener hears. */
int session_batches_per_second(const struct session *session);

/* Waits for the disk, between two reads of a source that is no live one. */
bool session_wait_for_disk(struct session *session, struct err *err);

/* Has anything been recorded? Is it as long as it may be? */
bool session_has_begun(const struct session *session);
bool session_is_full(const struct session *session);

/* How much has been taken in, with what a resampler still holds. */
int64_t session_frames_48k(const struct session *session);

/* From here on, which is `utc_ns`, in another file: see track.h. */
void session_split(struct session *session, int64_t utc_ns);

/* From here on nothing is recorded, until it is resumed. Each is idempotent,
 * and fails only when the ledger does. */
bool session_pause(struct session *session, struct err *err);
bool session_resume(struct session *session, struct err *err);

/* A chapter of that title (UTF-8) begins here. */
bool session_mark(struct session *session, const char *title, struct err *err);

/* Somebody is to be heard from now on, as "Ada Lovelace (guest)". */
bool session_person(struct session *session, const char *who, struct err *err);

/* The file that is written, NULL before the first sound: see track_path(); and
 * its size. */
const char *session_path(const struct session *session);
int64_t session_bytes(const struct session *session);

/* For people, while it runs: reading the loudness takes a while. */
struct session_status {
    int64_t frames_48k;
    struct loudness loudness; /* of that file, before the header gain */
    int64_t clipped_samples;  /* of the input */
    int64_t recovered;        /* lost packets that the next one repeated */
    const char *failure;      /* why it waits in memory; NULL: it is written */
};
struct session_status session_status(const struct session *session);

struct session_end {
    int64_t frames_48k; /* what is behind is cut off; INT64_MAX: nothing */
    const char *cause;  /* for the ledger */
    struct source_counters counters; /* the same */
};

/* Completes the file. Only after session_has_begun(). */
bool session_finish(struct session *session, const struct session_end *end,
    struct track_report *report, struct err *err);

/* Removes what was written, in place of finishing it; parts that are finished
 * stay. Only after session_has_begun(). */
bool session_discard(struct session *session, struct err *err);

/* Is it in its first file? */
bool session_is_in_first_part(const struct session *session);

/* NULL is fine. */
void session_free(struct session *session);
OWNED(session)

#endif
