/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/limited_player.h"

#include <stdlib.h>

#include "publisher/media/gain_limiter.h"

struct limited_player {
    struct recording_player *source;
    struct gain_limiter *limiter;
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
    player->limiter = gain_limiter_new(
        recording_player_channels(player->source), gain_db, ceiling_dbtp, err);
    return player->limiter ? take(player) : NULL;
}

int limited_player_channels(const struct limited_player *player)
{
    return recording_player_channels(player->source);
}

bool limited_player_pull(
    struct limited_player *player, float *pcm, size_t *frames, struct err *err)
{
    size_t ready = 0;

    while (ready == 0) {
        size_t got;
        if (!recording_player_pull(player->source, pcm, &got, err))
            return false;
        if (got == 0) {
            ready = gain_limiter_drain(
                player->limiter, pcm, RECORDING_PLAYER_MOST_FRAMES);
            break;
        }
        ready = gain_limiter_process(player->limiter, pcm, got);
    }
    *frames = ready;
    return true;
}

void limited_player_free(struct limited_player *player)
{
    if (!player)
        return;
    recording_player_free(player->source);
    gain_limiter_free(player->limiter);
    free(player);
}
