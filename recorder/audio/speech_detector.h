/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is heard, judged every 10 ms by how its level moves and by whether a
 * voice is in it.
 *
 * Speech comes and goes several times a second, by 5 dB in 50 ms; music moves
 * by 1 to 3 dB and seldom falls silent; noise of rooms and fans does not move
 * at all. So what stands out from the quiet tenth of the last second and a
 * half, is restless and has vowels in it is speech. What stays even is not,
 * however loud, nor are the clicks of keys, rustling paper, birds and glasses.
 * Drums and plucked strings are as restless as speech; their beat, their bass
 * and the tones that stay (beat, tones) give them away. Whatever begins after a
 * silence is taken for speech until it is seen to be something else, music
 * within five seconds.
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_SPEECH_DETECTOR_H
#define ROOMCAST_AUDIO_SPEECH_DETECTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/audio/beat.h"
#include "recorder/audio/tones.h"
#include "recorder/audio/voicing.h"

#define SPEECH_DETECTOR_SMOOTHED 5 /* of 10 ms each */
#define SPEECH_DETECTOR_STEPS 150  /* of 10 ms each */
#define SPEECH_DETECTOR_BINS 80    /* of 1 LU */

enum heard_kind {
    HEARD_QUIET, /* silence, or the gaps between words */
    HEARD_SPEECH,
    HEARD_MUSIC,
    HEARD_OTHER, /* tones, noise, clicks */
};

struct speech_detector {
    double energy[SPEECH_DETECTOR_SMOOTHED];
    double lufs[SPEECH_DETECTOR_SMOOTHED]; /* smoothed */
    int smoothed_at;
    uint8_t level[SPEECH_DETECTOR_STEPS];
    int level_at;
    int count[SPEECH_DETECTOR_BINS]; /* of those levels, below 0: nothing */
    int counted;
    double calm;      /* how much less than speech it moves, over a second */
    double moves;     /* how much it moves, over a second */
    double stir;      /* how much it moves, over the last 200 ms */
    double unvoiced;  /* the share of no voice in what stands out … */
    double toneless;  /* … and of no tone in what is not restless */
    bool was_voiced;  /* and stood out */
    bool is_periodic; /* these 10 ms, as far as that was asked */
    int voice_hops;   /* so many more, at most, belong to a vowel */
    double playing;   /* how much it is like music that restlessly moves */
    bool is_playing;
    int rest_hops; /* so long it has been far softer than before */
    struct voicing voicing;
    struct tones tones;
    struct beat beat;
};

/* Takes the next 10 ms: their K-weighted mean square, and the 480 frames
 * themselves. */
enum heard_kind speech_detector_push(struct speech_detector *detector,
    double energy, const float *pcm, size_t channels);

#endif
