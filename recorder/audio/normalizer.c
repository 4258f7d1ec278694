/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/normalizer.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "recorder/audio/dc_remover.h"
#include "recorder/audio/interpolator.h"
#include "recorder/audio/leveller.h"
#include "recorder/audio/limiter.h"
#include "recorder/audio/pcm.h"

#define MOST_PUSHED 5760
#define PIECE_FRAMES 480

/* Coding adds peaks, at 64 kbit/s mostly 0.9 to 1.8 dB; a peak_keeper takes
 * the rest away. */
#define CEILING_DBTP (-3.0)
#define DECODED_ABOVE_DB 1.0

/* As far as the programme is below its target, up to this, the ceiling goes
 * down, slowly enough not to be heard: the header gain will have to find that
 * much room below -1 dBTP. That it may find it, nothing must have been higher
 * before, so the ceiling begins lower and rises while the programme finds its
 * level. Of 220 made rooms of 3 to 35 s, 30 dB too quiet to 12 too loud, four
 * end more than 0.1 LU short, all of them talkers after faint music; eleven
 * did without it, by up to 14 LU. */
#define SHORT_MOST_LU 4.0
#define CEILING_DB_PER_PIECE 0.05
#define RESERVE_DB 1.0
#define RESERVE_KEPT 0.999 /* from piece to piece */

/* Targets above it take more limiting than voices with high peaks let pass. */
#define LOUD_LUFS (-14.0)
#define LOUD_RELEASE_SECONDS 0.01

struct normalizer {
    size_t channels;
    struct dc_remover dc_remover;
    struct leveller *leveller;
    struct limiter *limiter;
    double target_lufs;
    double ceiling_dbtp;
    double reserve_db;
    float highest; /* sample that came out */
    enum lanes lanes;
    size_t lookahead;
    size_t frames_in_piece;
    size_t to_skip;  /* of the look-ahead's silence at the beginning */
    size_t to_drain; /* of the look-ahead's content at the end */
    float *ready;
    size_t ready_from;
    size_t ready_to;
};

static bool make_limiter(struct normalizer *normalizer, struct err *err)
{
    double above_lu = fmax(0, normalizer->target_lufs - LOUD_LUFS);

    normalizer->reserve_db = RESERVE_DB + above_lu;
    normalizer->ceiling_dbtp = CEILING_DBTP - normalizer->reserve_db;
    normalizer->limiter =
        limiter_new((int)normalizer->channels, normalizer->ceiling_dbtp, err);
    if (!normalizer->limiter)
        return false;
    if (above_lu > 0)
        limiter_set_release(normalizer->limiter, LOUD_RELEASE_SECONDS);
    return true;
}

struct normalizer *normalizer_new(
    int channels, double target_lufs, struct err *err)
{
    own(normalizer) normalizer = calloc(1, sizeof *normalizer);

    if (!normalizer)
        return err_no_memory(err), NULL;
    normalizer->channels = (size_t)channels;
    normalizer->ready =
        calloc(MOST_PUSHED * normalizer->channels, sizeof(float));
    if (!normalizer->ready)
        return err_no_memory(err), NULL;
    normalizer->leveller = leveller_new(channels, target_lufs, err);
    if (!normalizer->leveller)
        return NULL;
    normalizer->target_lufs = target_lufs;
    normalizer->lanes = lanes_best();
    if (!make_limiter(normalizer, err))
        return NULL;
    normalizer->lookahead =
        (size_t)leveller_lookahead_48k(normalizer->leveller) +
        (size_t)limiter_lookahead_48k(normalizer->limiter);
    normalizer->to_skip = normalizer->lookahead;
    return take(normalizer);
}

void normalizer_expect(struct normalizer *normalizer, double talker_lufs)
{
    leveller_expect(normalizer->leveller, talker_lufs);
}

double normalizer_talker_lufs(const struct normalizer *normalizer)
{
    return leveller_talker_lufs(normalizer->leveller);
}

static double limited(double number, double least, double most)
{
    return fmin(fmax(number, least), most);
}

/* The highest sample of all that came out, as dBFS. */
static double highest_dbfs(const struct normalizer *normalizer)
{
    return 20 * log10((double)normalizer->highest);
}

static void move_ceiling(struct normalizer *normalizer)
{
    double lufs = leveller_programme_lufs(normalizer->leveller);
    double short_lu = normalizer->target_lufs - lufs;

    if (!isfinite(lufs))
        return;
    normalizer->reserve_db *= RESERVE_KEPT;
    double below_db =
        limited(short_lu + normalizer->reserve_db, 0, SHORT_MOST_LU);
    double wanted = fmax(CEILING_DBTP - below_db, highest_dbfs(normalizer));
    normalizer->ceiling_dbtp += limited(wanted - normalizer->ceiling_dbtp,
        -CEILING_DB_PER_PIECE, CEILING_DB_PER_PIECE);
    limiter_set_ceiling(normalizer->limiter, normalizer->ceiling_dbtp);
}

static void process_piece(
    struct normalizer *normalizer, float *pcm, size_t frames)
{
    size_t skipped =
        normalizer->to_skip < frames ? normalizer->to_skip : frames;

    leveller_process(normalizer->leveller, pcm, frames);
    limiter_process(normalizer->limiter, pcm, frames);
    normalizer->highest = fmaxf(normalizer->highest,
        interpolator_magnitude(
            pcm, frames * normalizer->channels, normalizer->lanes));
    normalizer->frames_in_piece += frames;
    if (normalizer->frames_in_piece == PIECE_FRAMES) {
        normalizer->frames_in_piece = 0;
        leveller_heard(
            normalizer->leveller, limiter_passed(normalizer->limiter));
        move_ceiling(normalizer);
    }
    normalizer->to_skip -= skipped;
    normalizer->ready_from += skipped;
}

/* Works on what lies in `ready`, in pieces that end at the same places
 * whatever is pushed at once: the leveller hears of each before the next. */
static void process(struct normalizer *normalizer, size_t frames)
{
    normalizer->ready_from = 0;
    normalizer->ready_to = frames;
    for (size_t done = 0; done < frames;) {
        size_t now = PIECE_FRAMES - normalizer->frames_in_piece;
        now = now < frames - done ? now : frames - done;
        process_piece(
            normalizer, normalizer->ready + done * normalizer->channels, now);
        done += now;
    }
}

void normalizer_push(
    struct normalizer *normalizer, const float *pcm, size_t frames)
{
    assert(frames <= MOST_PUSHED);
    assert(normalizer->ready_from == normalizer->ready_to);
    pcm_copy_finite(normalizer->ready, pcm, frames * normalizer->channels);
    dc_remover_process(&normalizer->dc_remover, normalizer->ready,
        normalizer->channels, frames);
    process(normalizer, frames);
}

static void drain(struct normalizer *normalizer)
{
    size_t frames =
        normalizer->to_drain < MOST_PUSHED ? normalizer->to_drain : MOST_PUSHED;

    memset(normalizer->ready, 0,
        frames * normalizer->channels * sizeof *normalizer->ready);
    process(normalizer, frames);
    normalizer->to_drain -= frames;
}

size_t normalizer_pull(struct normalizer *normalizer, float *pcm, size_t most)
{
    while (normalizer->ready_from == normalizer->ready_to &&
           normalizer->to_drain > 0)
        drain(normalizer);

    size_t ready = normalizer->ready_to - normalizer->ready_from;
    size_t frames = ready < most ? ready : most;
    memcpy(pcm,
        normalizer->ready + normalizer->ready_from * normalizer->channels,
        frames * normalizer->channels * sizeof *pcm);
    normalizer->ready_from += frames;
    return frames;
}

void normalizer_finish(struct normalizer *normalizer)
{
    normalizer->to_drain = normalizer->lookahead;
}

double normalizer_decoded_peak_dbtp(const struct normalizer *normalizer)
{
    return normalizer->ceiling_dbtp + DECODED_ABOVE_DB;
}

int normalizer_lookahead_48k(const struct normalizer *normalizer)
{
    return (int)normalizer->lookahead;
}

void normalizer_free(struct normalizer *normalizer)
{
    if (!normalizer)
        return;
    leveller_free(normalizer->leveller);
    limiter_free(normalizer->limiter);
    free(normalizer->ready);
    free(normalizer);
}
