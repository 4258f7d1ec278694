/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server of live Ogg/Opus for tests: what it writes waits until it is sent
 * to a live_ogg, and what that makes of it is kept.
 *
 *     static struct broadcast broadcast;               broadcast_begin(&…)
 *     broadcast_write_head(&broadcast, 7, 1, "Title");
 *     broadcast_write_page(&broadcast, 50);
 *     broadcast_send(&broadcast);
 *     broadcast.heard …                                broadcast_clear(&…)
 */
#ifndef ROOMCAST_TESTS_BROADCAST_H
#define ROOMCAST_TESTS_BROADCAST_H

#include "recorder/recording/page_writer.h"
#include "recorder/source/live_ogg.h"

#define BROADCAST_TICKS 960 /* of each packet */

struct broadcast {
    struct live_ogg *ogg;
    struct text bytes; /* on their way */
    struct page_writer *writer;
    int64_t granule;
    int64_t now_ns; /* when bytes arrive */
    struct media_queue heard;
    struct text notes; /* "KIND TEXT;" each */
    uint8_t next;      /* makes each packet another */
};

void broadcast_begin(struct broadcast *broadcast);
void broadcast_clear(struct broadcast *broadcast);

/* For cmocka: *state becomes one that has begun. */
int broadcast_set_up(void **state);
int broadcast_tear_down(void **state);

/* Begins a stream under that serial number, without headers. */
void broadcast_start(
    struct broadcast *broadcast, uint32_t serial, uint32_t first_page);

/* The packet, and the page if it is the page's last. */
void broadcast_write_packet(struct broadcast *broadcast, const void *packet,
    size_t length, bool is_page);
void broadcast_write_tags(struct broadcast *broadcast, const char *title);

/* A link of the chain: both headers. */
void broadcast_write_head(struct broadcast *broadcast, uint32_t serial,
    int channels, const char *title);

/* A packet of 20 ms (CELT, fullband, mono), no two alike. */
void broadcast_write_sound(struct broadcast *broadcast, bool is_page);

/* A page of them; gives where it begins in the bytes. */
size_t broadcast_write_page(struct broadcast *broadcast, int packets);

/* The bytes come to the listener; all that were written, or others. */
void broadcast_send(struct broadcast *broadcast);
void broadcast_push(
    struct broadcast *broadcast, const void *bytes, size_t length);

/* The test fails unless that is among the notes. */
void broadcast_expect(const struct broadcast *broadcast, const char *note);

const struct media_packet *broadcast_heard(
    const struct broadcast *broadcast, int index);

#endif
