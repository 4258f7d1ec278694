/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/peak_keeper.h"

#include <math.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/interpolator.h"
#include "recorder/base/unfilled.h"

#define DIP_FADE_48K 120
#define TAIL_48K (INTERPOLATOR_TAPS - 1)

/* One way of coding a packet: how many times the bits, and how loud its
 * middle. */
struct way {
    int bits;
    float loudness;
};

static const struct way ways[] = {{1, 1}, {2, 1}, {4, 1}, {2, 0.8f}, {4, 0.6f}};

#define WAY_COUNT (sizeof ways / sizeof ways[0])

/* What a way gave: a packet, and the states after it. */
struct attempt {
    struct encoder *encoder;
    struct decoder *decoder;
    float peak; /* of what it decodes to */
    float heard[2 * CODEC_FRAME_48K];
    size_t bytes;
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
};

/* Places that attempts take turns in. Most packets need but the first three:
 * the others are there while one is tried in several ways, for half of what a
 * room needs in memory would wait in them. */
enum place {
    PLACE_BEFORE, /* the states before the held packet; no packet of its own */
    PLACE_HELD,
    PLACE_NEW,
    PLACES_KEPT,
    PLACE_TRIED_HELD = PLACES_KEPT,
    PLACE_TRIED_NEW,
    PLACE_SPARE,
    PLACES
};

struct peak_keeper {
    int channels;
    int bitrate;
    float ceiling;
    enum lanes lanes;
    bool is_holding;
    float held_pcm[2 * CODEC_FRAME_48K];
    float dipped[2 * CODEC_FRAME_48K];
    struct attempt *at[PLACES];
};

static void attempt_free(struct attempt *attempt)
{
    if (!attempt)
        return;
    encoder_free(attempt->encoder);
    decoder_free(attempt->decoder);
    free(attempt);
}
OWNED(attempt)

static struct attempt *attempt_new(int channels, int bitrate, struct err *err)
{
    own(attempt) attempt = calloc(1, sizeof *attempt);

    if (!attempt)
        return err_no_memory(err), NULL;
    attempt->encoder = encoder_new(channels, bitrate, err);
    if (!attempt->encoder)
        return NULL;
    attempt->decoder = decoder_new(channels, err);
    return attempt->decoder ? take(attempt) : NULL;
}

/* Cheaper than a new one. */
static struct attempt *attempt_clone(
    const struct attempt *from, struct err *err)
{
    own(attempt) attempt = calloc(1, sizeof *attempt);

    if (!attempt)
        return err_no_memory(err), NULL;
    attempt->encoder = encoder_clone(from->encoder, err);
    if (!attempt->encoder)
        return NULL;
    attempt->decoder = decoder_clone(from->decoder, err);
    return attempt->decoder ? take(attempt) : NULL;
}

struct peak_keeper *peak_keeper_new(int channels, int bitrate, struct err *err)
{
    own(peak_keeper) keeper = calloc(1, sizeof *keeper);

    if (!keeper)
        return err_no_memory(err), NULL;
    keeper->channels = channels;
    keeper->bitrate = bitrate;
    keeper->ceiling = 1;
    keeper->lanes = lanes_best();
    keeper->at[0] = attempt_new(channels, bitrate, err);
    for (int i = 1; i < PLACES_KEPT && keeper->at[i - 1]; i++)
        keeper->at[i] = attempt_clone(keeper->at[0], err);
    return keeper->at[PLACES_KEPT - 1] ? take(keeper) : NULL;
}

void peak_keeper_set_ceiling(struct peak_keeper *keeper, double ceiling_dbtp)
{
    keeper->ceiling = (float)pow(10, ceiling_dbtp / 20);
}

int peak_keeper_lookahead_48k(const struct peak_keeper *keeper)
{
    return encoder_lookahead_48k(keeper->at[PLACE_BEFORE]->encoder);
}

static void swap(struct peak_keeper *keeper, enum place a, enum place b)
{
    struct attempt *held = keeper->at[a];

    keeper->at[a] = keeper->at[b];
    keeper->at[b] = held;
}

/* Softens the frame in its middle and fades to what it was at both ends. */
static const float *dip(
    struct peak_keeper *keeper, const float *pcm, float loudness)
{
    int channels = keeper->channels;

    for (int i = 0; i < CODEC_FRAME_48K; i++) {
        int edge = i < CODEC_FRAME_48K / 2 ? i : CODEC_FRAME_48K - 1 - i;
        float share = edge < DIP_FADE_48K ? (float)edge / DIP_FADE_48K : 1;
        float gain = 1 - share * (1 - loudness);
        for (int c = i * channels; c < (i + 1) * channels; c++)
            keeper->dipped[c] = pcm[c] * gain;
    }
    return keeper->dipped;
}

/* What a channel decodes to, after the last samples of the packet before. */
static void lay_out(const struct peak_keeper *keeper, int channel,
    const float *before, const float *heard, float *line)
{
    int channels = keeper->channels;

    before += (CODEC_FRAME_48K - TAIL_48K) * channels + channel;
    heard += channel;
    for (int i = 0; i < TAIL_48K; i++)
        line[i] = before[i * channels];
    for (int i = 0; i < CODEC_FRAME_48K; i++)
        line[TAIL_48K + i] = heard[i * channels];
}

static float highest_between(
    const struct peak_keeper *keeper, const float *line, float highest)
{
    for (int at = 0; at < CODEC_FRAME_48K; at += INTERPOLATOR_BLOCK) {
        float between[INTERPOLATOR_BLOCK];
        float bound = interpolator_bound(line + at,
            INTERPOLATOR_BLOCK + TAIL_48K, keeper->ceiling, keeper->lanes);
        if (bound <= keeper->ceiling)
            continue;
        interpolator_between(line + at, between, keeper->lanes);
        highest = fmaxf(highest,
            interpolator_magnitude(between, INTERPOLATOR_BLOCK, keeper->lanes));
    }
    return highest;
}

/* True peak, where it may be above the ceiling. */
static float peak_of(
    const struct peak_keeper *keeper, const float *before, const float *heard)
{
    UNFILLED float line[TAIL_48K + CODEC_FRAME_48K];
    float highest = interpolator_magnitude(heard,
        (size_t)CODEC_FRAME_48K * (size_t)keeper->channels, keeper->lanes);

    if (highest * INTERPOLATOR_MOST_RISE <= keeper->ceiling)
        return highest;
    for (int channel = 0; channel < keeper->channels; channel++) {
        lay_out(keeper, channel, before, heard, line);
        highest = highest_between(keeper, line, highest);
    }
    return highest;
}

/* Codes the frame from the states after `from` into `into`. */
static void try_way(struct peak_keeper *keeper, enum place from,
    const float *pcm, struct way way, enum place into)
{
    struct attempt *attempt = keeper->at[into];

    encoder_copy(attempt->encoder, keeper->at[from]->encoder);
    decoder_copy(attempt->decoder, keeper->at[from]->decoder);
    encoder_set_bitrate(attempt->encoder, keeper->bitrate * way.bits);
    attempt->bytes = encoder_encode(attempt->encoder,
        way.loudness < 1 ? dip(keeper, pcm, way.loudness) : pcm,
        attempt->packet);
    decoder_decode(
        attempt->decoder, attempt->packet, attempt->bytes, attempt->heard);
    attempt->peak = peak_of(keeper, keeper->at[from]->heard, attempt->heard);
}

/* Without memory for it, what was tried so far must do. */
static bool provide(struct peak_keeper *keeper, enum place place)
{
    struct err ignored;

    if (!keeper->at[place])
        keeper->at[place] = attempt_clone(keeper->at[PLACE_BEFORE], &ignored);
    return keeper->at[place];
}

static void put_away(struct peak_keeper *keeper)
{
    for (int i = PLACES_KEPT; i < PLACES; i++)
        attempt_free(take(keeper->at[i]));
}

static bool is_above(const struct peak_keeper *keeper, enum place place)
{
    return keeper->at[place]->peak > keeper->ceiling;
}

/* The first way that keeps below the ceiling, else the one nearest to it. */
static void try_ways(struct peak_keeper *keeper, enum place from,
    const float *pcm, enum place into)
{
    try_way(keeper, from, pcm, ways[0], into);
    for (size_t i = 1; i < WAY_COUNT && is_above(keeper, into) &&
                       provide(keeper, PLACE_SPARE);
         i++) {
        try_way(keeper, from, pcm, ways[i], PLACE_SPARE);
        if (keeper->at[PLACE_SPARE]->peak < keeper->at[into]->peak)
            swap(keeper, PLACE_SPARE, into);
    }
}

static float higher_peak(
    const struct peak_keeper *keeper, enum place a, enum place b)
{
    return fmaxf(keeper->at[a]->peak, keeper->at[b]->peak);
}

/* The new packet is above the ceiling in every way: with the held one coded
 * otherwise it may not be. */
static void try_both(struct peak_keeper *keeper, const float *pcm)
{
    float best = higher_peak(keeper, PLACE_HELD, PLACE_NEW);

    if (!provide(keeper, PLACE_TRIED_HELD) || !provide(keeper, PLACE_TRIED_NEW))
        return;
    for (size_t i = 1; i < WAY_COUNT && best > keeper->ceiling; i++) {
        try_way(
            keeper, PLACE_BEFORE, keeper->held_pcm, ways[i], PLACE_TRIED_HELD);
        try_ways(keeper, PLACE_TRIED_HELD, pcm, PLACE_TRIED_NEW);
        float peak = higher_peak(keeper, PLACE_TRIED_HELD, PLACE_TRIED_NEW);
        if (peak >= best)
            continue;
        best = peak;
        swap(keeper, PLACE_TRIED_HELD, PLACE_HELD);
        swap(keeper, PLACE_TRIED_NEW, PLACE_NEW);
    }
}

static size_t give(const struct attempt *attempt, uint8_t *packet)
{
    memcpy(packet, attempt->packet, attempt->bytes);
    return attempt->bytes;
}

size_t peak_keeper_encode(
    struct peak_keeper *keeper, const float *pcm, uint8_t *packet)
{
    size_t bytes = 0;

    try_ways(
        keeper, keeper->is_holding ? PLACE_HELD : PLACE_BEFORE, pcm, PLACE_NEW);
    if (keeper->is_holding) {
        if (is_above(keeper, PLACE_NEW))
            try_both(keeper, pcm);
        bytes = give(keeper->at[PLACE_HELD], packet);
        swap(keeper, PLACE_BEFORE, PLACE_HELD);
    }
    swap(keeper, PLACE_HELD, PLACE_NEW);
    put_away(keeper);
    keeper->is_holding = true;
    memcpy(keeper->held_pcm, pcm,
        (size_t)CODEC_FRAME_48K * (size_t)keeper->channels * sizeof *pcm);
    return bytes;
}

const float *peak_keeper_heard(const struct peak_keeper *keeper)
{
    return keeper->at[PLACE_BEFORE]->heard;
}

void peak_keeper_free(struct peak_keeper *keeper)
{
    if (!keeper)
        return;
    for (int i = 0; i < PLACES; i++)
        attempt_free(keeper->at[i]);
    free(keeper);
}
