/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a room's recorder is asked to do, as the configuration says;
 * record_command.h adds what the command line says.
 */
#ifndef ROOMCAST_RECORDER_SESSION_RECORD_JOB_H
#define ROOMCAST_RECORDER_SESSION_RECORD_JOB_H

#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/secret.h"

struct source;

struct record_job {
    struct config *config; /* keeps the strings alive; NULL without one */
    const char *source;
    const char *format; /* of raw PCM, or NULL */
    const char *user;   /* whom an HTTP server knows us as; NULL: nobody */
    char *password;     /* the user's; NULL: none is told */
    const char *room;
    const char *title;   /* or NULL */
    char *srtp_key;      /* of an encrypted source; NULL: none is told */
    char *level_state;   /* where it is kept how loud its talkers are; NULL */
    char *follow_mark;   /* which whoever relays it holds; NULL */
    char *srtp_state;    /* where it is kept how far that has come */
    char *warning;       /* to be told before it begins; NULL: nothing */
    char *stem;          /* of --output; NULL: a new name in `folder` */
    char *folder;        /* SPOOL/ROOM; NULL with --output */
    char *second_folder; /* where it goes on when that fails; or NULL */
    int64_t disk_least_bytes; /* it begins only where that much is free */
    int normalize;            /* enum normalize */
    double target_lufs;
    int bitrate;
    int64_t duration_ns; /* INT64_MAX: until it is stopped */
    bool lists_devices;  /* nothing is recorded, and all else unset */
    /* What begins and ends recordings, as in struct config_room; zeros: the
     * first packet begins one, and nothing but the above ends it. */
    int start;
    const char *schedule; /* or NULL */
    int64_t idle_ns;
    int64_t silence_ns;
    double silence_lufs;
    int64_t pre_roll_ns;
    int64_t post_roll_ns;
    int64_t least_ns;
    bool is_sender_split;
    const char *split; /* or NULL */
    int64_t resume_ns; /* see interrupted.h; 0: never */
    bool is_pause_kept;
    /* It goes on when a recording has ended, and tries again when something
     * has failed; else it makes one, or fails. */
    bool keeps_on;
    char *place; /* of the room in the configuration, for messages; NULL: the
                    source does not come from there */
    const char *metrics;  /* the file; NULL: none */
    const char *progress; /* for progress_parse(); NULL: none */
    bool is_verbose;
    /* --all: every room of the configuration that has a source; the job says
     * nothing of any of them. See record_job_for_room(). */
    bool is_all;
    int workers;     /* processes to share them between; 0: this one alone */
    int shard;       /* of shard_count, counted from 1: these rooms only */
    int shard_count; /* 1: all */
};

/* Takes what a room of the configuration says, but for its secrets. Room and
 * configuration must outlive the job. */
bool record_job_take_room(struct record_job *job, const struct config *config,
    const struct config_room *room, struct err *err);

/* Who we are to the source. Only the configuration tells: a command line can
 * be seen by everybody. What others can read becomes a warning. */
bool record_job_take_credentials(struct record_job *job,
    const struct config *config, const struct config_room *room,
    struct err *err);

/* The key of an encrypted source, from the room or from elsewhere. */
bool record_job_take_room_key(struct record_job *job,
    const struct config *config, const struct config_room *room,
    struct err *err);
bool record_job_take_key(
    struct record_job *job, const struct secret_place *place, struct err *err);

/* Sets where it goes, SPOOL/ROOM, and where its state is kept. */
bool record_job_take_folder(
    struct record_job *job, const struct config *config, struct err *err);

/* Does the job of --all include the room of that number (from 0, of those
 * that have a source)? */
bool record_job_has_room(const struct record_job *all, size_t number);

/* The job of one room of the configuration, which must outlive it. */
bool record_job_for_room(const struct record_job *all,
    const struct config_room *room, struct record_job *job, struct err *err);

/* Opens the job's source. A mistake in the configuration is told by its place
 * there. */
struct source *record_job_open_source(
    const struct record_job *job, struct err *err);

void record_job_clear(struct record_job *job);

#endif
