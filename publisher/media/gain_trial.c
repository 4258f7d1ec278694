/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/gain_trial.h"

#include <assert.h>
#include <string.h>

#include "publisher/media/gain_limiter.h"
#include "recorder/audio/recording_player.h"

#define MOST_SAMPLES ((size_t)2 * RECORDING_PLAYER_MOST_FRAMES)

/* One gain. */
struct lane {
    struct gain_limiter *limiter;
    struct loudness_meter *meter;
};

struct lanes {
    size_t count;
    size_t channels;
    struct lane lanes[GAIN_TRIAL_MOST];
    float pcm[MOST_SAMPLES];  /* as decoded */
    float lane[MOST_SAMPLES]; /* of one of them */
};

static void lanes_free(struct lanes *lanes)
{
    if (!lanes)
        return;
    for (size_t i = 0; i < lanes->count; i++) {
        gain_limiter_free(lanes->lanes[i].limiter);
        loudness_meter_free(lanes->lanes[i].meter);
    }
    free(lanes);
}
OWNED(lanes)

static struct lanes *lanes_new(
    const struct gain_trial *trial, int channels, struct err *err)
{
    own(lanes) lanes = calloc(1, sizeof *lanes);

    if (!lanes)
        return err_no_memory(err), NULL;
    lanes->channels = (size_t)channels;
    for (; lanes->count < trial->count; lanes->count++) {
        struct lane *lane = &lanes->lanes[lanes->count];
        lane->limiter = gain_limiter_new(
            channels, trial->gains_db[lanes->count], trial->ceiling_dbtp, err);
        if (!lane->limiter)
            return NULL;
        lane->meter = loudness_meter_new(channels, err);
        if (!lane->meter)
            return gain_limiter_free(lane->limiter), NULL;
    }
    return take(lanes);
}

static void push(struct lanes *lanes, size_t frames)
{
    for (size_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->lanes[i];
        memcpy(lanes->lane, lanes->pcm,
            frames * lanes->channels * sizeof lanes->pcm[0]);
        size_t ready = gain_limiter_process(lane->limiter, lanes->lane, frames);
        loudness_meter_push(lane->meter, lanes->lane, ready);
    }
}

static void drain(struct lanes *lanes)
{
    size_t ready;

    for (size_t i = 0; i < lanes->count; i++) {
        struct lane *lane = &lanes->lanes[i];
        while ((ready = gain_limiter_drain(lane->limiter, lanes->lane,
                    RECORDING_PLAYER_MOST_FRAMES)) > 0)
            loudness_meter_push(lane->meter, lanes->lane, ready);
    }
}

bool gain_trial_measure(const struct gain_trial *trial,
    struct loudness loudness[GAIN_TRIAL_MOST], struct err *err)
{
    size_t frames;

    assert(trial->count >= 1 && trial->count <= GAIN_TRIAL_MOST);
    own(recording_player) player = recording_player_new(trial->path, err);
    if (!player)
        return false;
    own(lanes) lanes = lanes_new(trial, recording_player_channels(player), err);
    if (!lanes)
        return false;
    do {
        if (!recording_player_pull(player, lanes->pcm, &frames, err))
            return false;
        push(lanes, frames);
    } while (frames > 0);
    drain(lanes);
    for (size_t i = 0; i < lanes->count; i++)
        loudness[i] = loudness_meter_read(lanes->lanes[i].meter);
    return true;
}
