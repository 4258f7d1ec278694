/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/leveller.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "recorder/audio/k_weighting.h"
#include "recorder/audio/programme_loudness.h"
#include "recorder/audio/speech_detector.h"

#define HOP_FRAMES 480
#define HOP_SECONDS 0.01
#define LOOKAHEAD_HOPS                                                         \
    40 /* 400 ms: 3 s would even out a little better, but a                    \
          live listener would wait for it */
#define LOOKAHEAD_48K (LOOKAHEAD_HOPS * HOP_FRAMES)

#define MOST_GAIN_DB 30.0

/* A talker's own words differ by some dB within a second, another talker is
 * further off: the further, the faster the estimate follows. Falling takes
 * longer: a breath or a word swallowed is not a quieter talker yet. */
#define RECENT_HOPS 40 /* of speech: 400 ms */
#define FOLLOW_HOPS 150.0
#define FOLLOW_LEAST_HOPS_UP 5.0
#define FOLLOW_LEAST_HOPS_DOWN 25.0
#define USUAL_SPREAD_LU 5.0

#define RISE_DB_PER_SECOND 16.0
#define FALL_DB_PER_SECOND 60.0
#define RISE_SECONDS 0.6 /* the slope is the distance in so long */
#define FALL_SECONDS 0.15
#define FIRST_WORDS_HOPS 60 /* so long it may rise as fast as it falls */

/* 200 ms of speech rise that much above its mean; more is a bang, or another
 * talker of whom the estimate does not know yet. */
#define BURST_HOPS 20
#define BURST_ABOVE_LU 6.0

/* A header gain can always take away, but not always add: true peak may
 * forbid. So the programme is to be a trifle too loud. */
#define AIM_ABOVE_TARGET_LU 0.3

/* Hops of speech are louder than the programme, which has gaps between the
 * words, by about so much. */
#define SPEECH_ABOVE_PROGRAMME_LU 0.8
#define CORRECTION_SECONDS 30.0
#define MOST_CORRECTION_LU 4.0

/* What the limiter takes off a voice with high peaks is put on before it, as
 * heard over the last words. */
#define TAKEN_HOPS 80.0
#define MOST_TAKEN_LU 6.0

/* The mean energy of the last words, of which later ones weigh more. */
struct words {
    struct k_weighting weighting;
    double sum; /* of the hop that runs */
    size_t frames;
    double energy;
};

/* The loudness of whoever speaks. */
struct talker {
    double energy[RECENT_HOPS]; /* of the latest hops of speech */
    unsigned hops;
    double lufs;
};

struct leveller {
    size_t channels;
    double target_lufs;

    float *delay; /* LOOKAHEAD_48K frames */
    size_t delay_at;
    float *hop; /* input frames until there are HOP_FRAMES */
    size_t hop_frames;

    struct k_weighting weighting;
    struct speech_detector detector;
    double energy[BURST_HOPS]; /* of the latest hops */
    double burst_lufs[LOOKAHEAD_HOPS];
    bool is_speech[LOOKAHEAD_HOPS];
    unsigned hops;
    struct talker talker;
    double speech_gain_db; /* rests in pauses */

    struct words made;  /* what goes to the limiter, */
    struct words heard; /* and what comes from it */

    struct programme_loudness *programme;
    double gain_db; /* the same, or less in a burst */
    float gain;     /* now, and its change per frame */
    float slope;
};

struct leveller *leveller_new(int channels, double target_lufs, struct err *err)
{
    own(leveller) leveller = calloc(1, sizeof *leveller);

    if (!leveller)
        return err_no_memory(err), NULL;
    leveller->channels = (size_t)channels;
    leveller->target_lufs = target_lufs;
    leveller->weighting.channels = (size_t)channels;
    leveller->made.weighting.channels = (size_t)channels;
    leveller->heard.weighting.channels = (size_t)channels;
    leveller->gain = 1;
    for (int i = 0; i < LOOKAHEAD_HOPS; i++)
        leveller->burst_lufs[i] = -HUGE_VAL;
    leveller->delay = calloc(LOOKAHEAD_48K * leveller->channels, sizeof(float));
    leveller->hop = calloc(HOP_FRAMES * leveller->channels, sizeof(float));
    if (!leveller->delay || !leveller->hop)
        return err_no_memory(err), NULL;
    leveller->programme = programme_loudness_new(channels, err);
    if (!leveller->programme)
        return NULL;
    return take(leveller);
}

static double limited(double number, double least, double most)
{
    return fmin(fmax(number, least), most);
}

static double following_hops(double distance_lu)
{
    double spreads = distance_lu / USUAL_SPREAD_LU;

    return fmax(FOLLOW_HOPS / (1 + spreads * spreads),
        distance_lu < 0 ? FOLLOW_LEAST_HOPS_DOWN : FOLLOW_LEAST_HOPS_UP);
}

static void talker_follow(struct talker *talker, double energy)
{
    double *oldest = &talker->energy[talker->hops % RECENT_HOPS];
    double sum = 0;

    *oldest = energy;
    talker->hops++;
    for (int i = 0; i < RECENT_HOPS; i++)
        sum += talker->energy[i];

    unsigned hops = talker->hops < RECENT_HOPS ? talker->hops : RECENT_HOPS;
    double recent_lufs = k_weighting_lufs(sum / hops);
    double distance_lu = recent_lufs - talker->lufs;
    if (talker->hops <= RECENT_HOPS)
        talker->lufs = recent_lufs;
    else
        talker->lufs += distance_lu / following_hops(distance_lu);
}

static double burst_lufs(struct leveller *leveller, double energy)
{
    double sum = 0;

    leveller->energy[leveller->hops % BURST_HOPS] = energy;
    for (int i = 0; i < BURST_HOPS; i++)
        sum += leveller->energy[i];
    return k_weighting_lufs(sum / BURST_HOPS);
}

static void analyse_hop(struct leveller *leveller)
{
    double energy =
        k_weighting_energy(&leveller->weighting, leveller->hop, HOP_FRAMES);
    bool is_speech = speech_detector_push(&leveller->detector, energy);
    int place = (int)(leveller->hops % LOOKAHEAD_HOPS);

    if (is_speech)
        talker_follow(&leveller->talker, energy);
    leveller->is_speech[place] = is_speech;
    leveller->burst_lufs[place] = burst_lufs(leveller, energy);
    leveller->hops++;
}

static double loudest_ahead_lufs(const struct leveller *leveller)
{
    double loudest = -HUGE_VAL;

    for (int i = 0; i < LOOKAHEAD_HOPS; i++)
        loudest = fmax(loudest, leveller->burst_lufs[i]);
    return loudest;
}

static bool is_speech_ahead(const struct leveller *leveller)
{
    for (int i = 0; i < LOOKAHEAD_HOPS; i++)
        if (leveller->is_speech[i])
            return true;
    return false;
}

/* Where speech is to be brought so that the programme lands on the target:
 * the longer it is, the more is left to make up for. */
static double aim_lufs(const struct leveller *leveller)
{
    double aim = leveller->target_lufs + AIM_ABOVE_TARGET_LU;
    double integrated = programme_loudness_integrated(leveller->programme);
    double seconds = programme_loudness_seconds(leveller->programme);

    if (!isfinite(integrated))
        return aim + SPEECH_ABOVE_PROGRAMME_LU;
    return aim + SPEECH_ABOVE_PROGRAMME_LU +
           limited((aim - integrated) * seconds / CORRECTION_SECONDS,
               -MOST_CORRECTION_LU, MOST_CORRECTION_LU);
}

/* How much less was heard than was made. */
static double taken_lu(const struct leveller *leveller)
{
    if (leveller->made.energy <= 0 || leveller->heard.energy <= 0)
        return 0;
    return limited(10 * log10(leveller->made.energy / leveller->heard.energy),
        0, MOST_TAKEN_LU);
}

/* One hop's way toward the gain that is wanted. */
static double approach(
    const struct leveller *leveller, double gain_db, double wanted_db)
{
    bool is_first = leveller->talker.hops < FIRST_WORDS_HOPS;
    double most_rise = is_first ? FALL_DB_PER_SECOND : RISE_DB_PER_SECOND;
    double distance = limited(wanted_db, -MOST_GAIN_DB, MOST_GAIN_DB) - gain_db;
    double seconds = distance < 0 || is_first ? FALL_SECONDS : RISE_SECONDS;
    double slope = limited(distance / seconds, -FALL_DB_PER_SECOND, most_rise);

    return gain_db + slope * HOP_SECONDS;
}

static void decide_gain(struct leveller *leveller)
{
    double aim = aim_lufs(leveller) + taken_lu(leveller);
    double most_db = aim + BURST_ABOVE_LU - loudest_ahead_lufs(leveller);

    if (leveller->talker.hops > 0 && is_speech_ahead(leveller))
        leveller->speech_gain_db = approach(
            leveller, leveller->speech_gain_db, aim - leveller->talker.lufs);
    leveller->gain_db = approach(
        leveller, leveller->gain_db, fmin(leveller->speech_gain_db, most_db));
}

static void finish_hop(struct leveller *leveller)
{
    analyse_hop(leveller);
    decide_gain(leveller);

    float gain = (float)pow(10, leveller->gain_db / 20);
    leveller->slope = (gain - leveller->gain) / HOP_FRAMES;
    leveller->hop_frames = 0;
}

/* Frames up to the end of the hop and of the delay line. */
static void process_piece(struct leveller *leveller, float *pcm, size_t frames)
{
    size_t channels = leveller->channels;
    float *waiting = leveller->delay + leveller->delay_at * channels;

    memcpy(leveller->hop + leveller->hop_frames * channels, pcm,
        frames * channels * sizeof *pcm);
    for (size_t i = 0; i < frames; i++) {
        leveller->gain += leveller->slope;
        for (size_t c = i * channels; c < (i + 1) * channels; c++) {
            float sample = waiting[c] * leveller->gain;
            waiting[c] = pcm[c];
            pcm[c] = sample;
        }
    }
    leveller->delay_at = (leveller->delay_at + frames) % LOOKAHEAD_48K;
    leveller->hop_frames += frames;
    if (leveller->hop_frames == HOP_FRAMES)
        finish_hop(leveller);
}

/* Frames up to the end of a hop, so that it is all the same how many come at
 * once. */
static void words_push(struct words *words, const float *pcm, size_t frames)
{
    words->sum +=
        k_weighting_energy(&words->weighting, pcm, frames) * (double)frames;
    words->frames += frames;
    if (words->frames < HOP_FRAMES)
        return;
    words->energy +=
        (words->sum / (double)words->frames - words->energy) / TAKEN_HOPS;
    words->sum = 0;
    words->frames = 0;
}

void leveller_process(struct leveller *leveller, float *pcm, size_t frames)
{
    while (frames > 0) {
        size_t now = HOP_FRAMES - leveller->hop_frames;
        now = now < frames ? now : frames;
        process_piece(leveller, pcm, now);
        words_push(&leveller->made, pcm, now);
        pcm += now * leveller->channels;
        frames -= now;
    }
}

void leveller_heard(struct leveller *leveller, const float *pcm, size_t frames)
{
    words_push(&leveller->heard, pcm, frames);
    programme_loudness_push(leveller->programme, pcm, frames);
}

int leveller_lookahead_48k(const struct leveller *leveller)
{
    (void)leveller;
    return LOOKAHEAD_48K;
}

void leveller_free(struct leveller *leveller)
{
    if (!leveller)
        return;
    programme_loudness_free(leveller->programme);
    free(leveller->delay);
    free(leveller->hop);
    free(leveller);
}
