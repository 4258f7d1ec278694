/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/limited_player.h"

#include <math.h>
#include <string.h>

#include "recorder/audio/limiter.h"

struct limited_player {
    struct recording_player *source;
    struct limiter *limiter;
    size_t channels;
    float gain;
    size_t late; /* frames of the limiter's delay, still to be dropped */
    size_t held; /* frames that are in the limiter when the source has ended */
};

struct limited_player *limited_player_new(
    const char *path, double gain_db, double ceiling_dbtp, struct err *err)
{
    own(limited_player) player = calloc(1, sizeof *player);

    if (!player)
        return err_no_memory(err), NULL;
    player->source = recording_player_new(path, err);
    if (!player->source)
        return NULL;
    int channels = recording_player_channels(player->source);
    player->limiter = limiter_new(channels, ceiling_dbtp, err);
    if (!player->limiter)
        return NULL;
    player->channels = (size_t)channels;
    player->gain = (float)pow(10, gain_db / 20);
    player->late = (size_t)limiter_lookahead_48k(player->limiter);
    player->held = player->late;
    return take(player);
}

int limited_player_channels(const struct limited_player *player)
{
    return (int)player->channels;
}

/* Silence, which pushes out what the limiter holds. */
static size_t pull_tail(struct limited_player *player, float *pcm)
{
    size_t frames = player->held;

    if (frames > RECORDING_PLAYER_MOST_FRAMES)
        frames = RECORDING_PLAYER_MOST_FRAMES;
    memset(pcm, 0, frames * player->channels * sizeof *pcm);
    player->held -= frames;
    return frames;
}

/* Limits in place and gives how many frames are ready, at the front. */
static size_t limit(struct limited_player *player, float *pcm, size_t frames)
{
    size_t dropped = player->late < frames ? player->late : frames;

    for (size_t i = 0; i < frames * player->channels; i++)
        pcm[i] *= player->gain;
    limiter_process(player->limiter, pcm, frames);
    memmove(pcm, pcm + dropped * player->channels,
        (frames - dropped) * player->channels * sizeof *pcm);
    player->late -= dropped;
    return frames - dropped;
}

bool limited_player_pull(
    struct limited_player *player, float *pcm, size_t *frames, struct err *err)
{
    size_t ready = 0;

    while (ready == 0) {
        size_t got;
        if (!recording_player_pull(player->source, pcm, &got, err))
            return false;
        if (got == 0)
            got = pull_tail(player, pcm);
        if (got == 0)
            break;
        ready = limit(player, pcm, got);
    }
    *frames = ready;
    return true;
}

void limited_player_free(struct limited_player *player)
{
    if (!player)
        return;
    recording_player_free(player->source);
    limiter_free(player->limiter);
    free(player);
}
