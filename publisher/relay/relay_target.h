/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps one stream on the air, for ever: connects to the first of its servers
 * that takes it, comes back when it was thrown off, returns to a preferred
 * server when that is there again, sends titles and asks for the number of
 * listeners. Nothing waits; one loop may have many.
 *
 *     own(relay_target) target = relay_target_new(&setup, err);
 *     relay_target_start(target, now_ns);         a session begins
 *     loop:
 *         poll(relay_target_descriptor(target), POLLIN …
 *             until relay_target_deadline_ns(target))
 *         switch (relay_target_step(target, now_ns))
 *         case RELAY_JOINED:   begin a new stream: push its headers, then what
 *                              is said now
 *         case RELAY_LEFT:     push nothing
 *         case RELAY_SAME:     nothing to do
 *         if (relay_target_take_news(target)) relay_target_error(target)
 *         relay_target_push(target, &page)        as they come
 *     relay_target_stop(target);                  push the last page before
 *
 * How long it waits between attempts: see reconnect_plan.h.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_TARGET_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_TARGET_H

#include "publisher/relay/icecast_client.h"
#include "publisher/relay/reconnect_plan.h"

#define RELAY_MOST_SERVERS RECONNECT_MOST_SERVERS

struct relay_target_setup {
    struct icecast_target servers[RELAY_MOST_SERVERS]; /* in order */
    int server_count;
    struct icecast_facts facts;
    uint64_t seed;           /* of the jitter: another for each process */
    int64_t return_after_ns; /* see reconnect_plan_set_return(); 0: as it is */
    bool asks_listeners;
};

enum relay_change { RELAY_SAME, RELAY_JOINED, RELAY_LEFT };

enum relay_state {
    RELAY_IDLE, /* not started, or stopped and gone */
    RELAY_CONNECTING,
    RELAY_ON_AIR,
    RELAY_BACKING_OFF,
    RELAY_ENDING /* stopped: the last pages go out */
};

struct relay_target_report {
    enum relay_state state;
    int server;            /* which one it is on or tries; 0: the preferred */
    int64_t listeners;     /* -1: the server did not tell */
    int64_t connects;      /* how often it went on the air */
    int64_t failures;      /* how often it did not, or was thrown off */
    int64_t sent_bytes;    /* in all */
    int64_t sent_pages;    /* in all */
    int64_t dropped_pages; /* in all */
    int64_t queued_ms;     /* now */
    int64_t next_ns;       /* the next attempt, when backing off */
};

struct relay_target;

/* Everything is copied. ERR_CONFIG as icecast_client_new(). */
struct relay_target *relay_target_new(
    const struct relay_target_setup *setup, struct err *err);

/* Wants to be on the air from now on. */
void relay_target_start(struct relay_target *target, int64_t now_ns);

/* Off the air, once what was pushed is sent. */
void relay_target_stop(struct relay_target *target);

/* An epoll descriptor, the same all the time. */
int relay_target_descriptor(const struct relay_target *target);
int64_t relay_target_deadline_ns(const struct relay_target *target);

enum relay_change relay_target_step(
    struct relay_target *target, int64_t now_ns);

/* As icecast_client_push(). */
bool relay_target_push(
    struct relay_target *target, const struct icecast_page *page);

/* What is on from now; told to MP3 mounts only, since Icecast refuses it for
 * Ogg, where a title could only come with a new link of a chain, which
 * players stumble over. Goes by a connection of its own. */
void relay_target_set_title(struct relay_target *target, const char *title);

struct relay_target_report relay_target_report(
    const struct relay_target *target);

/* The last failure in words; kind ERR_NONE before the first. */
const struct err *relay_target_error(const struct relay_target *target);

/* True once after a failure that is to be told: it was on the air, or the
 * server failed in another way the last time. So a wrong password is told once
 * and not each minute. */
bool relay_target_take_news(struct relay_target *target);

/* What listeners open at the server it is on: "https://host:8443/mount". */
const char *relay_target_public_url(const struct relay_target *target);

/* NULL is fine. */
void relay_target_free(struct relay_target *target);
OWNED(relay_target)

#endif
