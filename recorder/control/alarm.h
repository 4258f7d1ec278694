/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is wrong with a room for so long that somebody should know: nothing
 * comes, nothing is heard, it clips, packets are lost, the disk fills up.
 * Each is raised once and cleared once, and only when all has been well for a
 * while:
 *
 *     alarm_init(&alarm, &limits);
 *     count = alarm_update(&alarm, &sample, now_ns, news);    now and then
 *
 * Pure: time is given. It looks about once a second, however often it is
 * asked.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_ALARM_H
#define ROOMCAST_RECORDER_CONTROL_ALARM_H

#include <stdbool.h>
#include <stdint.h>

enum alarm_kind {
    ALARM_NO_INPUT, /* nothing has come for no_input_ns */
    ALARM_SILENCE,  /* below -60 LUFS for silence_ns */
    ALARM_CLIPPING, /* full-scale samples in more seconds than not, until
                       clipping_ns of them have come to be too many */
    ALARM_LOSS,     /* more than loss_percent of a minute's packets */
    ALARM_DISK,     /* less than disk_bytes are free */
    ALARM_KINDS
};

/* "no-input", "silence", "clipping", "loss", "disk". */
const char *alarm_name(enum alarm_kind kind);

struct alarm_limits { /* 0: never */
    int64_t no_input_ns;
    int64_t silence_ns;
    int64_t clipping_ns;
    double loss_percent;
    int64_t disk_bytes;
};

/* How it is now. Counts may begin at 0 again. */
struct alarm_sample {
    bool is_recording; /* otherwise only the disk matters, */
    bool is_awaited;   /* and input where there should be some */
    int64_t input;     /* changes as long as something comes */
    double momentary_lufs;
    int64_t clipped_samples;
    int64_t packets;
    int64_t lost;
    int64_t free_bytes; /* -1: not known */
};

struct alarm_news {
    enum alarm_kind kind;
    bool is_raised; /* or it is over */
    char text[128]; /* "no input for 1:00" */
};

#define ALARM_LOSS_SECONDS 60

struct alarm {
    struct alarm_limits limits;
    struct alarm_sample last;
    bool is_raised[ALARM_KINDS];
    int64_t bad_since_ns[ALARM_KINDS]; /* INT64_MAX: it is not */
    int64_t good_since_ns[ALARM_KINDS];
    int64_t next_ns;
    int64_t last_ns;
    int64_t clipped_ns; /* up with each second that clips, down with others */
    int second;         /* where the next one goes */
    struct {
        int64_t packets;
        int64_t lost;
    } seconds[ALARM_LOSS_SECONDS];
};

void alarm_init(struct alarm *alarm, const struct alarm_limits *limits);

/* How many of `news` there are. */
int alarm_update(struct alarm *alarm, const struct alarm_sample *sample,
    int64_t now_ns, struct alarm_news news[ALARM_KINDS]);

#endif
