/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sink for tests: what a source of PCM has handed over so far.
 *
 *     own_value(heard) heard = {0};
 *     heard_all(&heard, source);
 *     assert_int_equal(heard.frames, 2);
 */
#ifndef ROOMCAST_TESTS_HEARD_H
#define ROOMCAST_TESTS_HEARD_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/text.h"
#include "recorder/source/source.h"

struct heard {
    struct source *source; /* the one that was read last */
    struct text samples;   /* floats, interleaved */
    size_t frames;
    size_t largest_block; /* the most frames that came at once */
    struct text warnings; /* each with a ';' behind it */
    bool refuses;         /* from now on: ERR_LIMIT, "enough" */
};

/* Reads, or stops, once. */
enum source_step heard_step(
    struct heard *heard, struct source *source, struct err *err);
bool heard_stop(struct heard *heard, struct source *source, struct err *err);

/* Reads to the end; the test fails if the source does. */
void heard_all(struct heard *heard, struct source *source);

float heard_sample(const struct heard *heard, size_t index);

void heard_clear(struct heard *heard);

#endif
