/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sound of a recording raised by a gain and limited to a true peak, as
 * long as the recording and at the same place: the limiter's delay is taken
 * out. Otherwise it is used as a recording_player.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_LIMITED_PLAYER_H
#define ROOMCAST_PUBLISHER_MEDIA_LIMITED_PLAYER_H

#include "recorder/recording/recording_player.h"

struct limited_player;

/* `gain_db` comes on top of the header gain. */
struct limited_player *limited_player_new(
    const char *path, double gain_db, double ceiling_dbtp, struct err *err);

int limited_player_channels(const struct limited_player *player);

/* As recording_player_pull(). */
bool limited_player_pull(
    struct limited_player *player, float *pcm, size_t *frames, struct err *err);

void limited_player_free(struct limited_player *player);
OWNED(limited_player)

#endif
