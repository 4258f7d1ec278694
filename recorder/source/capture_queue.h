/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the thread of a sound card to the event loop: blocks of sound with
 * their arrival times, and what there is to tell, in order.
 *
 *     queue = capture_queue_new(frame_bytes, most_bytes, err);
 *     capture_queue_push(queue, bytes, frames, clock_monotonic_ns());
 *     capture_queue_break(queue, "source", "… is gone");      the thread
 *
 *     poll(capture_queue_descriptor(queue) …);
 *     while ((block = capture_queue_pop(queue))) …            the loop
 *
 * Pushing never waits for the loop. A loop that is held up for so long that
 * the queue is full, or memory that is short, loses sound; the next block
 * then says that it follows a break.
 */
#ifndef ROOMCAST_SOURCE_CAPTURE_QUEUE_H
#define ROOMCAST_SOURCE_CAPTURE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct capture_queue;

struct capture_block {
    struct capture_block *next;
    int64_t arrival_ns; /* monotonic, of its last frame */
    bool is_break;      /* does not follow on the block before it */
    const char *event;  /* static, for the ledger with `bytes` as its text;
                           NULL: sound */
    size_t frames;      /* 0: an event, or a break alone */
    uint8_t bytes[];
};

void capture_block_free(struct capture_block *block);
OWNED(capture_block)

/* Holds at most so many bytes of sound. */
struct capture_queue *capture_queue_new(
    size_t frame_bytes, size_t most_bytes, struct err *err);

void capture_queue_push(struct capture_queue *queue, const uint8_t *bytes,
    size_t frames, int64_t arrival_ns);

/* Sound was lost, or will be. With a line for the ledger unless `event`, a
 * literal, is NULL. */
void capture_queue_break(
    struct capture_queue *queue, const char *event, const char *text);

/* A line for the ledger. */
void capture_queue_tell(
    struct capture_queue *queue, const char *event, const char *text);

/* Readable while there is something to pop. */
int capture_queue_descriptor(const struct capture_queue *queue);

/* The next, now the caller's; NULL: there is none. */
struct capture_block *capture_queue_pop(struct capture_queue *queue);

/* After the thread has ended. NULL is fine. */
void capture_queue_free(struct capture_queue *queue);
OWNED(capture_queue)

#endif
