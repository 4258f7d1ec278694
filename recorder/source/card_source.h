/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sound card as a source: what its driver captures, mixed down to one or
 * two channels and kept by the monotonic clock.
 *
 * A driver (alsa_source.c, pulse_source.c) captures in a thread of its own
 * and brings the card back for ever when it is gone, with card_retry_ns()
 * between its tries. It fills in the head of its struct:
 *
 *     struct alsa_card { struct card card; … };
 *     return card_source_new(&alsa->card, err);
 */
#ifndef ROOMCAST_SOURCE_CARD_SOURCE_H
#define ROOMCAST_SOURCE_CARD_SOURCE_H

#include "recorder/audio/sample_format.h"
#include "recorder/source/capture_queue.h"
#include "recorder/source/source.h"

struct card {
    struct sample_format format; /* of what it pushes, for ever */
    struct capture_queue *queue; /* the driver's */
    void (*free)(struct card *card);
};

/* Takes the card over: it is freed with the source, or at once on failure. */
struct source *card_source_new(struct card *card, struct err *err);

/* A queue that holds half a minute of that format. */
struct capture_queue *card_queue_new(
    const struct sample_format *format, struct err *err);

/* How long to wait after so many failures in a row (from 1): a quarter of a
 * second, then twice as long each time, at most five seconds. */
int64_t card_retry_ns(int failures);

#endif
