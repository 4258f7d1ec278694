/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/sound_evidence.h"

/* Pairs that agree, with none that does not. Of random packets that Opus might
 * have made one in three is of 20 ms. */
#define CLEAR_MATCHES 3
#define MANY_MATCHES 5
#define SURE_MATCHES 12

/* Bytes for each tick of the codecs whose packets may have any length; 0 for
 * Opus. */
static int tick_bytes(const struct rtp_description *description)
{
    switch (description->codec) {
    case RTP_PCMU:
    case RTP_PCMA:
        return description->channels;
    case RTP_G722:
        return 1;
    case RTP_L16:
        return 2 * description->channels;
    case RTP_OPUS:
        break;
    }
    return 0;
}

/* The tags of the suites: HMAC-SHA1-32, -80, GCM. */
static bool is_tag(int bytes)
{
    return bytes == 4 || bytes == 10 || bytes == 16;
}

/* The packet before lasted until this one began, if its length was true. */
static void compare(struct sound_evidence *evidence,
    const struct rtp_description *description,
    const struct sound_sample *sample)
{
    const struct sound_sample *last = &evidence->last;
    uint32_t told = sample->timestamp - last->timestamp;
    int bytes = tick_bytes(description);

    evidence->pairs++;
    if (told == (uint32_t)last->ticks)
        evidence->matches++;
    else if (told && bytes && told < (uint32_t)last->ticks &&
             is_tag((last->ticks - (int)told) * bytes))
        evidence->excess++;
}

void sound_evidence_push(struct sound_evidence *evidence,
    const struct rtp_description *description,
    const struct sound_sample *sample)
{
    if (evidence->packets &&
        sample->sequence == (uint16_t)(evidence->last.sequence + 1))
        compare(evidence, description, sample);
    if (description->codec == RTP_OPUS)
        evidence->heads |= UINT64_C(1) << (sample->head >> 2);
    evidence->packets++;
    evidence->last = *sample;
}

/* In most packets of Opus the head is that of another: of 64 that there are,
 * a room uses one to three. */
static bool has_random_heads(const struct sound_evidence *evidence)
{
    int heads = __builtin_popcountll(evidence->heads);

    return heads >= 4 && heads * 2 > evidence->packets;
}

enum sound_verdict sound_evidence_verdict(
    const struct sound_evidence *evidence, bool is_all)
{
    int enough = is_all ? SOUND_EVIDENCE_PACKETS / 2 : SOUND_EVIDENCE_PACKETS;
    int matches = evidence->matches;
    int others = evidence->pairs - matches;
    bool is_random = has_random_heads(evidence);

    if (!others && matches >= (is_random ? MANY_MATCHES : CLEAR_MATCHES))
        return SOUND_IS_SOUND;
    if (evidence->packets < enough)
        return SOUND_UNDECIDED;
    if (is_random)
        return SOUND_IS_ENCRYPTED;
    if (matches > others)
        return SOUND_IS_SOUND;
    if (evidence->excess >= 3 && evidence->excess == evidence->pairs)
        return SOUND_IS_ENCRYPTED;
    return SOUND_UNDECIDED;
}

bool sound_evidence_is_sure(const struct sound_evidence *evidence)
{
    return evidence->matches >= SURE_MATCHES &&
           evidence->matches == evidence->pairs && !has_random_heads(evidence);
}
