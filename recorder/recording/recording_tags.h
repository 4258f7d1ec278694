/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a recording says of itself, as the comments of its OpusTags that
 * recording.h lists.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_TAGS_H
#define ROOMCAST_RECORDING_RECORDING_TAGS_H

#include "recorder/recording/recording.h"
#include "recorder/recording/stream_tags.h"

/* The tags of a recording that begins. */
struct stream_tags *recording_tags_new(const struct recording_facts *facts);

/* Adds what is known at its end. */
void recording_tags_set_result(
    struct stream_tags *tags, const struct recording_result *result);

/* Reads what recording_tags_new() wrote; what OpusHead holds and the source
 * stay zero. ERR_FORMAT when it is not a recording of ours. */
bool recording_tags_facts(const struct stream_tags *tags,
    struct recording_facts *facts, struct err *err);

/* Reads what recording_tags_set_result() wrote; false when it is not there.
 * The momentary and short-term loudness are not kept: -HUGE_VAL. */
bool recording_tags_loudness(
    const struct stream_tags *tags, struct loudness *loudness);

#endif
