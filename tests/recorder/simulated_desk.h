/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The desk of a room whose source lives in simulated time: sound is handed
 * over as if it had come just now, and time goes on by its length.
 *
 *     cmocka_unit_test_setup_teardown(test, set_up, tear_down)
 *     open_desk(at);                  after changes to at->job
 *     speak(at, 5 * CLOCK_SECOND_NS);
 *     command(at, ROOM_SPLIT, NULL);
 *     finish(at);
 *     expect_events(at, "SPF");
 */
#ifndef ROOMCAST_TESTS_RECORDER_SIMULATED_DESK_H
#define ROOMCAST_TESTS_RECORDER_SIMULATED_DESK_H

#include "recorder/audio/codec.h"
#include "recorder/session/desk.h"
#include "tests/support/seeded_random.h"

#define S CLOCK_SECOND_NS
#define MS CLOCK_MILLISECOND_NS
#define UTC (INT64_C(1795460400) * S) /* 2026-11-23T19:00:00Z, a Monday */
#define FRAMES 960                    /* of a packet */
#define MOST_EVENTS 32

struct fake_source {
    struct source source;
    struct sound_format format;
    int64_t start_ns;
};

struct fixture {
    char folder[32];
    struct record_job job;
    struct fake_source source;
    struct desk *desk;
    struct encoder *encoder;
    struct seeded_random random;
    int64_t at_ns; /* the end of what was handed over */
    int64_t sample;
    char events[MOST_EVENTS]; /* S, P (part), F, D, ! */
    char *paths[MOST_EVENTS]; /* of finished files */
    int path_count;
    int event_count;
    struct err err;
};

struct sound {
    float *pcm; /* stereo */
    int64_t frames;
};

int set_up(void **state);

int tear_down(void **state);

void open_desk(struct fixture *at);

/* Time goes on to the end of what was handed over. */
void settle(struct fixture *at);

void hand_over_gap(struct fixture *at, int64_t ns);

/* `level` 0: packets of silence. */
void hand_over(struct fixture *at, int64_t ns, double level);

void speak(struct fixture *at, int64_t ns);

void command(struct fixture *at, enum room_command command, const char *text);

void finish(struct fixture *at);

void sound_clear(struct sound *sound);

/* Decoded and appended. */
void decode(const char *path, struct sound *sound);

int64_t length_of(const char *path);

void expect_events(const struct fixture *at, const char *events);

void expect_length(const struct fixture *at, int number, int64_t ms);

void expect_tag(const char *path, const char *name, const char *value);

/* The name of a path without folder and suffix. */
void expect_name(const char *path, const char *name);

int64_t largest_difference_q24(const struct sound *a, const struct sound *b);

#endif
