/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is it sound of the expected codec that comes, or something encrypted? An
 * SRTP packet looks like one of RTP, and as often as not its payload like
 * one that the codec might have made; recorded, it would be noise.
 *
 * Sound lasts as long as its timestamps say. What is encrypted does not: in
 * Opus its lengths are random, and so are the heads of its packets; in the
 * other codecs it is too long by the authentication tag, each time. Both
 * must be so before anything is called encrypted: senders are known whose
 * timestamps are wrong, and their rooms must be heard.
 *
 * Pure: packets of one stream go in, in order of arrival.
 */
#ifndef ROOMCAST_SOURCE_SOUND_EVIDENCE_H
#define ROOMCAST_SOURCE_SOUND_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/source/rtp_description.h"

/* Enough to know. */
#define SOUND_EVIDENCE_PACKETS 8

struct sound_sample {
    uint16_t sequence;
    uint32_t timestamp;
    int ticks;    /* how long the payload would be as sound */
    uint8_t head; /* its first byte */
};

/* Zeroed it is empty. */
struct sound_evidence {
    int packets;
    int pairs;      /* of neighbours in number */
    int matches;    /* pairs whose timestamps agree with their length */
    int excess;     /* pairs that are too long by a tag */
    uint64_t heads; /* of Opus: the configurations that have been */
    struct sound_sample last;
};

enum sound_verdict { SOUND_UNDECIDED, SOUND_IS_SOUND, SOUND_IS_ENCRYPTED };

void sound_evidence_push(struct sound_evidence *evidence,
    const struct rtp_description *description,
    const struct sound_sample *sample);

/* After SOUND_EVIDENCE_PACKETS, or earlier where it is clear. `is_all`: no
 * more will come, half of that will do. */
enum sound_verdict sound_evidence_verdict(
    const struct sound_evidence *evidence, bool is_all);

/* So many packets agree, and all: what was called encrypted is sound now. */
bool sound_evidence_is_sure(const struct sound_evidence *evidence);

#endif
