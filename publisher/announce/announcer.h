/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells the world, once for each change, and tries again what failed:
 *
 *     own(announcer) announcer = announcer_new(config, "feed", err);
 *     announcer_note(announcer, &news, print, now, err)
 *     announcer_work(announcer, &turn, &due, err)      now, and at `due`
 *
 * News are kept in STATE/announce/SHOW.TOPIC.json before anybody is told, so
 * that a run that is killed is made up for by the next. Newer news of a show
 * take the place of older ones that are still to be told. A place that fails
 * is tried again after a minute, then with growing pauses, eight times in a
 * day; one that hangs costs a run no more than its few seconds, once.
 *
 * A topic belongs to one program at a time: both "feed" and "live" to the
 * publisher.
 */
#ifndef ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCER_H
#define ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCER_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/announce/announce_places.h"
#include "publisher/announce/announcement.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define ANNOUNCER_MOST_TRIES 8

struct announcer;

/* Borrows both. ERR_CONFIG when a secret cannot be had. */
struct announcer *announcer_new(
    const struct config *config, const char *topic, struct err *err);

/* Keeps the news for those who are to be told, unless these are the news of
 * last time: `print` says what makes them news. The end of what was on the
 * air is none unless its beginning was. Without anybody to tell, it
 * keeps nothing. */
bool announcer_note(struct announcer *announcer,
    const struct announcement *news, const char *print, struct err *err);

/* One place told of one show, or not. */
struct announce_report {
    const struct announcement *news;
    enum announce_place place;
    bool is_told;
    bool is_given_up;
    int tries;
    int64_t next;             /* UTC seconds, unless one of both */
    const struct err *reason; /* NULL when it was told */
};

struct announce_turn {
    int64_t now; /* UTC seconds */
    int stop_fd; /* readable: end soon; -1: none */
    void (*told)(void *user, const struct announce_report *report);
    void *user;
};

/* Tells what is due. *due is when there is something to be told again, UTC
 * seconds; INT64_MAX: never. A place that fails is no failure here. */
bool announcer_work(struct announcer *announcer,
    const struct announce_turn *turn, int64_t *due, struct err *err);

/* The pause after so many tries in a row, in seconds. */
int64_t announcer_pause(int tries);

/* NULL is fine. */
void announcer_free(struct announcer *announcer);
OWNED(announcer)

#endif
