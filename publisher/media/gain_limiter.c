/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/gain_limiter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/audio/limiter.h"

struct gain_limiter {
    struct limiter *limiter;
    size_t channels;
    float gain;
    size_t late; /* frames of the limiter's delay, still to be dropped */
    size_t held; /* frames that are in the limiter when all has gone in */
};

struct gain_limiter *gain_limiter_new(
    int channels, double gain_db, double ceiling_dbtp, struct err *err)
{
    own(gain_limiter) made = calloc(1, sizeof *made);

    if (!made)
        return err_no_memory(err), NULL;
    made->limiter = limiter_new(channels, ceiling_dbtp, err);
    if (!made->limiter)
        return NULL;
    made->channels = (size_t)channels;
    made->gain = (float)pow(10, gain_db / 20);
    made->late = (size_t)limiter_lookahead_48k(made->limiter);
    made->held = made->late;
    return take(made);
}

size_t gain_limiter_process(
    struct gain_limiter *limiter, float *pcm, size_t frames)
{
    size_t dropped = limiter->late < frames ? limiter->late : frames;

    for (size_t i = 0; i < frames * limiter->channels; i++)
        pcm[i] *= limiter->gain;
    limiter_process(limiter->limiter, pcm, frames);
    if (dropped > 0)
        memmove(pcm, pcm + dropped * limiter->channels,
            (frames - dropped) * limiter->channels * sizeof *pcm);
    limiter->late -= dropped;
    return frames - dropped;
}

/* Silence pushes it out. */
size_t gain_limiter_drain(struct gain_limiter *limiter, float *pcm, size_t room)
{
    size_t ready = 0;

    while (ready == 0 && limiter->held > 0) {
        size_t frames = limiter->held < room ? limiter->held : room;
        memset(pcm, 0, frames * limiter->channels * sizeof *pcm);
        limiter->held -= frames;
        ready = gain_limiter_process(limiter, pcm, frames);
    }
    return ready;
}

void gain_limiter_free(struct gain_limiter *limiter)
{
    if (!limiter)
        return;
    limiter_free(limiter->limiter);
    free(limiter);
}
