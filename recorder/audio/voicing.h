/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a voice sounds, every 10 ms: whether the last 30 ms repeat
 * themselves 60 to 400 times a second, and are not a single tone. Vowels do;
 * noise, clicks of keys, rustling paper and bangs do not repeat themselves,
 * the ring of glasses and telephones and the song of birds are tones. Music
 * often sounds like a voice.
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_VOICING_H
#define ROOMCAST_AUDIO_VOICING_H

#include <stdbool.h>
#include <stddef.h>

#define VOICING_HOP_48K 480
/* At 6 kHz: 30 ms, and the longest period before them. */
#define VOICING_SAMPLES 280
#define VOICING_HOP_6K 60

struct voicing {
    float sample[VOICING_SAMPLES];
    float tail; /* of the filters */
    float in;
    float out;
};

/* Takes VOICING_HOP_48K frames, interleaved and finite. */
void voicing_push(struct voicing *voicing, const float *pcm, size_t channels);

/* The latest VOICING_HOP_6K samples at 6 kHz, of the sum of all channels. */
const float *voicing_latest(const struct voicing *voicing);

/* Whether they repeat themselves. */
bool voicing_is_periodic(const struct voicing *voicing);

/* Whether what repeats itself is a single tone, or too bright for a vowel. */
bool voicing_is_tone(const struct voicing *voicing);

#endif
