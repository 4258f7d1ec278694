/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/speech_detector.h"

#include <math.h>

#include "recorder/audio/k_weighting.h"

#define LEAST_LUFS (-72) /* below it there is only silence */
#define SPEECH_LEAST_LUFS (-64)
#define SPEECH_ABOVE_FLOOR_LU 8
#define FLOOR_SHARE 0.1     /* the quiet tenth */
#define LOUD_SHARE 0.9      /* all but the loud tenth */
#define COUNTED_AT_LEAST 20 /* 200 ms: before, nothing is known */

/* Measured of 17 voices, human and made, and of five pieces of music, alone
 * and 12 dB above noise: the smoothed level of voices moves by 2.9 to 7.4 dB
 * in 50 ms, that of music by 0.9 to 2.7, and where music has rests, by less of
 * the way between loud and quiet. */
#define SPEECH_MOVES_DB 5.5
#define SPEECH_MOVES_LEAST_DB 2.6
#define SPEECH_MOVES_LEAST_OF_DEPTH 0.20
#define DEPTH_MOST_LU 20.0
#define CALM_MOST_DB                                                           \
    3.3 /* so that speech after minutes of noise is found soon */
#define MOVES_HOPS 120.0 /* of sound within that depth */
#define FORGOTTEN_HOPS 100.0

/* Noise that begins makes one large move and then none. */
#define STIR_HOPS 20.0
#define STIR_MOST_DB 10.0
#define STIR_LEAST_DB 0.8

/* Of what stands out a fifth and more is voiced in the harshest of voices,
 * in noise. */
#define VOICE_HOPS 80.0
#define UNVOICED_MOST 0.85
#define CONSONANT_MOST_HOPS 25
/* Each 10 ms of a vowel let so many more be speech; a click is voiced by
 * chance, but not for long. */
#define CONSONANT_HOPS_OF_VOICE 6
#define TONELESS_MOST 0.7
#define MUSIC_MOVES_LEAST_DB 0.4

/* Drums, arpeggios and plucked strings are as restless as speech. How long
 * their tones stay, how regular their beat is and how much bass they have, all
 * together, tells them: 0.45 to 1.0 of 18 voices, 1.15 of the flattest, and
 * 1.2 to 2.2 of 40 such pieces, but for one in twenty of their seconds. After
 * them a voice is known at once by tones that do not stay. */
#define PLAYING_HOPS 100.0
#define PLAYING_LEAST 1.16
#define PLAYING_STILL_LEAST 1.08
#define PLAYING_STIR_LEAST_DB 1.3
#define PLAYING_MOST 1.5
#define PLAYING_VOICE 0.9
#define PLAYING_TONES_LEAST 0.52
/* Hardly any piece rests so long and so deep in its midst. */
#define REST_HOPS 25
#define REST_BELOW_LU 25
#define BASS_WEIGHS 3.0
#define BASS_WEIGHS_MOST 0.4

static double smooth(struct speech_detector *detector, double energy)
{
    double sum = 0;

    detector->energy[detector->smoothed_at] = energy;
    for (int i = 0; i < SPEECH_DETECTOR_SMOOTHED; i++)
        sum += detector->energy[i];
    return fmax(
        k_weighting_lufs(sum / SPEECH_DETECTOR_SMOOTHED), LEAST_LUFS - 1);
}

/* Bin 0 is silence and left out of the floor: a gate or DTX between the words
 * of a hissing microphone would otherwise make its hiss stand out. */
static int bin_of(double lufs)
{
    if (!(lufs > LEAST_LUFS))
        return 0;

    int bin = 1 + (int)(lufs - LEAST_LUFS);
    return bin < SPEECH_DETECTOR_BINS ? bin : SPEECH_DETECTOR_BINS - 1;
}

static void remember(struct speech_detector *detector, int bin)
{
    int before = detector->level[detector->level_at];

    if (before > 0) {
        detector->count[before]--;
        detector->counted--;
    }
    if (bin > 0) {
        detector->count[bin]++;
        detector->counted++;
    }
    detector->level[detector->level_at] = (uint8_t)bin;
    detector->level_at = (detector->level_at + 1) % SPEECH_DETECTOR_STEPS;
}

/* The bin that so large a share of the levels do not exceed. */
static int bin_at(const struct speech_detector *detector, double share)
{
    int rest = (int)(detector->counted * share);
    int bin = 1;

    while (bin < SPEECH_DETECTOR_BINS - 1 && rest >= detector->count[bin])
        rest -= detector->count[bin++];
    return bin;
}

static double moves_lu(
    const struct speech_detector *detector, double lufs, double least_lufs)
{
    double before = detector->lufs[detector->smoothed_at];

    return fabs(fmax(lufs, least_lufs) - fmax(before, least_lufs));
}

/* How much the level moves, over the sound of the last second or so; silence
 * makes it forget. */
static void follow_moves(
    struct speech_detector *detector, double lufs, int loud_bin)
{
    double least = LEAST_LUFS - 1 + loud_bin - DEPTH_MOST_LU;
    double moves = moves_lu(detector, lufs, least);

    detector->stir += (fmin(moves, STIR_MOST_DB) - detector->stir) / STIR_HOPS;
    if (moves == 0) { /* below that depth */
        detector->calm -= detector->calm / FORGOTTEN_HOPS;
        return;
    }
    detector->moves += (moves - detector->moves) / MOVES_HOPS;
    detector->calm += (SPEECH_MOVES_DB - moves - detector->calm) / MOVES_HOPS;
    detector->calm = fmin(detector->calm, CALM_MOST_DB);
}

static void enter_vowel(struct speech_detector *detector)
{
    int hops = detector->voice_hops + CONSONANT_HOPS_OF_VOICE;

    detector->voice_hops =
        hops < CONSONANT_MOST_HOPS ? hops : CONSONANT_MOST_HOPS;
}

/* By 10 ms, whatever is heard: what comes after a pause has to have vowels of
 * its own. */
static void leave_vowel(struct speech_detector *detector)
{
    if (detector->voice_hops > 0)
        detector->voice_hops--;
}

/* No vowel is over within 10 ms; the ring of a key is. */
static void follow_voice(struct speech_detector *detector, bool was_voiced)
{
    detector->is_periodic = voicing_is_periodic(&detector->voicing);
    detector->was_voiced =
        detector->is_periodic && !voicing_is_tone(&detector->voicing);
    bool is_vowel = was_voiced && detector->was_voiced;
    double unvoiced = is_vowel ? 0 : 1;

    detector->unvoiced += (unvoiced - detector->unvoiced) / VOICE_HOPS;
    if (is_vowel)
        enter_vowel(detector);
}

static bool is_restless(const struct speech_detector *detector, int depth_lu)
{
    double depth = fmin(depth_lu, DEPTH_MOST_LU);
    double least =
        fmax(SPEECH_MOVES_LEAST_DB, SPEECH_MOVES_LEAST_OF_DEPTH * depth);

    return SPEECH_MOVES_DB - detector->calm >= least &&
           detector->stir >= STIR_LEAST_DB;
}

static bool is_music(struct speech_detector *detector)
{
    detector->is_periodic = voicing_is_periodic(&detector->voicing);
    double toneless = detector->is_periodic ? 0 : 1;

    detector->toneless += (toneless - detector->toneless) / VOICE_HOPS;
    return detector->toneless < TONELESS_MOST &&
           detector->moves >= MUSIC_MOVES_LEAST_DB;
}

static enum heard_kind judge(
    struct speech_detector *detector, double lufs, int bin)
{
    int floor_bin = bin_at(detector, FLOOR_SHARE);
    int loud_bin = bin_at(detector, LOUD_SHARE);
    bool was_voiced = detector->was_voiced;

    detector->was_voiced = false;
    detector->is_periodic = false;
    follow_moves(detector, lufs, loud_bin);
    leave_vowel(detector);
    if (detector->counted < COUNTED_AT_LEAST || lufs <= SPEECH_LEAST_LUFS)
        return HEARD_QUIET;
    if (!is_restless(detector, loud_bin - floor_bin))
        return is_music(detector) ? HEARD_MUSIC : HEARD_OTHER;
    if (bin < floor_bin + SPEECH_ABOVE_FLOOR_LU)
        return HEARD_QUIET;
    follow_voice(detector, was_voiced);
    if (detector->unvoiced >= UNVOICED_MOST)
        return HEARD_OTHER;
    if (detector->voice_hops > 0)
        return HEARD_SPEECH;
    return detector->is_periodic ? HEARD_OTHER : HEARD_QUIET;
}

static double playing_now(const struct speech_detector *detector)
{
    return tones_stay(&detector->tones) + beat_regularity(&detector->beat) +
           fmin(BASS_WEIGHS * tones_bass(&detector->tones), BASS_WEIGHS_MOST);
}

/* Hum and noise in pauses are not. */
static bool may_be_playing(
    const struct speech_detector *detector, enum heard_kind kind)
{
    if (kind == HEARD_OTHER && !detector->is_periodic)
        return false;
    return kind == HEARD_SPEECH ||
           (kind != HEARD_QUIET && detector->stir >= PLAYING_STIR_LEAST_DB);
}

static void follow_music(
    struct speech_detector *detector, double energy, enum heard_kind kind)
{
    bool counts = may_be_playing(detector, kind);
    double least = detector->is_playing ? PLAYING_STILL_LEAST : PLAYING_LEAST;

    beat_push(&detector->beat, energy);
    tones_push(&detector->tones, voicing_latest(&detector->voicing), counts);
    if (!counts)
        return;
    double playing = fmin(playing_now(detector), PLAYING_MOST);
    detector->playing += (playing - detector->playing) / PLAYING_HOPS;
    if (tones_stay_lately(&detector->tones) < PLAYING_TONES_LEAST)
        detector->playing = fmin(detector->playing, PLAYING_VOICE);
    detector->is_playing = detector->playing >= least;
}

/* Whatever begins after a silence is no part of the music before it. */
static void follow_rest(struct speech_detector *detector, int bin)
{
    bool rests = bin < bin_at(detector, LOUD_SHARE) - REST_BELOW_LU;

    detector->rest_hops = rests ? detector->rest_hops + 1 : 0;
    if (detector->rest_hops != REST_HOPS || !detector->is_playing)
        return;
    detector->is_playing = false;
    detector->playing = PLAYING_VOICE;
    detector->tones = (struct tones){0};
    detector->beat = (struct beat){0};
}

enum heard_kind speech_detector_push(struct speech_detector *detector,
    double energy, const float *pcm, size_t channels)
{
    double lufs = smooth(detector, energy);
    int bin = bin_of(lufs);

    voicing_push(&detector->voicing, pcm, channels);
    remember(detector, bin);
    enum heard_kind kind = judge(detector, lufs, bin);
    follow_music(detector, energy, kind);
    follow_rest(detector, bin);
    if (detector->is_playing && kind == HEARD_SPEECH)
        kind = HEARD_MUSIC;
    detector->lufs[detector->smoothed_at] = lufs;
    detector->smoothed_at =
        (detector->smoothed_at + 1) % SPEECH_DETECTOR_SMOOTHED;
    return kind;
}
