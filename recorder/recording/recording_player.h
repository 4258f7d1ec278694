/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sound of a recording as a listener hears it: decoded, with pre-skip
 * and end trimmed off and the header gain applied (RFC 7845 5.1).
 *
 *     own(recording_player) player = recording_player_new(path, err);
 *     do {
 *         if (!recording_player_pull(player, pcm, &frames, err)) …
 *     } while (frames > 0);
 */
#ifndef ROOMCAST_RECORDING_RECORDING_PLAYER_H
#define ROOMCAST_RECORDING_RECORDING_PLAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/audio/codec.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define RECORDING_PLAYER_MOST_FRAMES CODEC_PACKET_MOST_FRAMES_48K

struct recording_player;

struct recording_player *recording_player_new(
    const char *path, struct err *err);

/* 1 or 2; both stay as they were recorded. */
int recording_player_channels(const struct recording_player *player);

/* Gives what comes next, interleaved at 48 kHz: up to
 * RECORDING_PLAYER_MOST_FRAMES, none at the end. Silence takes
 * the place of what is lost. */
bool recording_player_pull(struct recording_player *player, float *pcm,
    size_t *frames, struct err *err);

/* Behind the end of a stream, which recording_player_pull() goes on to tell:
 * goes on with the next link of a chain, with its gain and as many channels as
 * the first has; *is_there says whether there is one. If it cannot be read,
 * the file is cut off there. ERR_IO or ERR_MEMORY; then the player is good for
 * nothing but to be freed. */
bool recording_player_next_link(
    struct recording_player *player, bool *is_there, struct err *err);

/* At the end: whether the stream has none (EOS), being cut off or still being
 * written; of a chain, its last link. */
bool recording_player_is_cut_off(const struct recording_player *player);

void recording_player_free(struct recording_player *player);
OWNED(recording_player)

#endif
