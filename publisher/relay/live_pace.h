/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps a live stream in step with time, so that players neither run dry nor
 * fall behind: when nothing comes it asks for silence, and when more comes
 * than time has passed (a recorder that fills a gap afterwards, a disk that
 * hung) it leaves out silence, and sound only when there is too much of it.
 *
 *     live_pace_begin(&pace, now_ns, frames_48k);     a stream joins
 *     if (live_pace_takes(&pace, &packet, now_ns)) …  else it is left out
 *     frames = live_pace_silence_48k(&pace, now_ns);  to be sent; now and then
 *
 * Pure: time is given.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_LIVE_PACE_H
#define ROOMCAST_PUBLISHER_RELAY_LIVE_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Silence is sent when this much is missing, since a recorder that does not
 * know of us yet writes pages of half a second; once there is silence, when
 * that much is. */
#define LIVE_PACE_STARVED_48K 38400
#define LIVE_PACE_FILLING_48K 19200

/* It fills up to here. What was missed in a longer time, in which we were held
 * up ourselves, stays missing. */
#define LIVE_PACE_FILLED_48K 9600
#define LIVE_PACE_MOST_FILL_48K 240000

/* Silence ahead of time is left out beyond this, and all beyond the next
 * one, which is below what a queue to a server holds. */
#define LIVE_PACE_EARLY_48K 14400
#define LIVE_PACE_MOST_EARLY_48K 144000

struct live_pace {
    int64_t begin_ns;
    int64_t sent_48k;
    bool is_silent;   /* the last packet was */
    bool is_skipping; /* sound too */
    bool is_filling;  /* nothing has come since the last silence of ours */
    int64_t left_out_48k;
    int64_t filled_48k;
};

/* A stream begins with so much sound, which is on time. */
void live_pace_begin(
    struct live_pace *pace, int64_t now_ns, int64_t frames_48k);

/* Does the next packet, of that size, belong into the stream? */
bool live_pace_takes(
    struct live_pace *pace, size_t bytes, int frames_48k, int64_t now_ns);

/* How much silence to send now, a multiple of 960; it counts as sent. */
int64_t live_pace_silence_48k(struct live_pace *pace, int64_t now_ns);

/* When silence will be due unless something comes. */
int64_t live_pace_deadline_ns(const struct live_pace *pace);

#endif
