/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One recording of one room, from its first sound to its finished file.
 *
 *     session = session_new(&settings, err);            with an open source
 *     struct sound_sink sink = session_sink(session);
 *     source_read(source, now, &sink, err);              …
 *     session_tick(session, monotonic, utc, err);        now and then
 *     session_finish(session, &counters, "stopped", &report, err);
 *     session_free(session);
 *
 * The file is created at the first sound, so a room that never spoke leaves
 * none. Freed unfinished, it leaves a .part that the next run finishes.
 */
#ifndef ROOMCAST_RECORDER_SESSION_H
#define ROOMCAST_RECORDER_SESSION_H

#include "recorder/audio/recording.h"
#include "recorder/source/source.h"

struct session_settings {
    const char *stem;   /* where it goes: STEM.opus; NULL: by the next two */
    const char *folder; /* FOLDER/2026-…Z.opus, made when missing */
    const char *room;   /* its name */
    const char *title;  /* NULL: none */
    const char *source; /* its address without credentials */
    const struct source *tap; /* asked for its format at the first sound;
                                 borrowed, must outlive the session */
    int normalize;            /* enum normalize */
    double target_lufs;
    int bitrate;
    int64_t most_frames_48k; /* it ends there; INT64_MAX: never */
};

struct session;

/* Strings are copied. */
struct session *session_new(
    const struct session_settings *settings, struct err *err);

/* Where its source shall hand sound over to. Valid as long as the session. */
struct sound_sink session_sink(struct session *session);

/* Time goes by: writes a clock line each minute. */
bool session_tick(struct session *session, int64_t monotonic_ns, int64_t utc_ns,
    struct err *err);

/* Waits for the disk, between two reads of a source that is no live one. */
bool session_wait_for_disk(struct session *session, struct err *err);

/* Has anything been recorded? Is it as long as it may be? */
bool session_has_begun(const struct session *session);
bool session_is_full(const struct session *session);

/* The path of its files without suffixes; NULL as long as it is not known. */
const char *session_stem(const struct session *session);

/* For people, while it runs. */
struct session_status {
    int64_t frames_48k;
    struct loudness loudness; /* before the header gain */
};
struct session_status session_status(const struct session *session);

/* What came of it. */
struct session_report {
    char path[512];
    struct recording_result result;
};

/* Completes the file. `cause` says why it ended, for the ledger. Only after
 * session_has_begun(). */
bool session_finish(struct session *session,
    const struct source_counters *counters, const char *cause,
    struct session_report *report, struct err *err);

/* NULL is fine. */
void session_free(struct session *session);
OWNED(session)

#endif
