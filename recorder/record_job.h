/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What `roomcast record` is asked to do, from its command line and the
 * configuration.
 */
#ifndef ROOMCAST_RECORDER_RECORD_JOB_H
#define ROOMCAST_RECORDER_RECORD_JOB_H

#include "recorder/base/command_line.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct record_job {
    struct config *config; /* keeps the strings alive; NULL without one */
    const char *source;
    const char *format; /* of raw PCM, or NULL */
    const char *user;   /* whom an HTTP server knows us as; NULL: nobody */
    char *password;     /* the user's; NULL: none is told */
    const char *room;
    const char *title; /* or NULL */
    char *srtp_key;    /* of an encrypted source; NULL: none is told */
    char *srtp_state;  /* where it is kept how far that has come */
    char *warning;     /* to be told before it begins; NULL: nothing */
    char *stem;        /* of --output; NULL: a new name in `folder` */
    char *folder;      /* SPOOL/ROOM; NULL with --output */
    int normalize;     /* enum normalize */
    double target_lufs;
    int bitrate;
    int64_t duration_ns; /* INT64_MAX: until it is stopped */
    bool lists_devices;  /* nothing is recorded, and all else unset */
    bool is_verbose;
};

/* Fills *job. COMMAND_LINE_BAD: *err is ERR_CONFIG, nothing was touched. */
enum command_line_outcome record_job_parse(
    struct record_job *job, int argc, char **argv, struct err *err);

void record_job_clear(struct record_job *job);

#endif
