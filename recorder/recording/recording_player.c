/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_player.h"

#include <math.h>
#include <string.h>

#include "recorder/recording/recording_reader.h"

struct recording_player {
    struct recording_reader *reader;
    struct decoder *decoder;
    int channels;
    float gain;
    int64_t unheard_48k; /* of the pre-skip */
    int64_t silent_48k;  /* still to be given in place of what is lost */
    struct recording_packet packet;
    bool has_packet; /* it is still to be played */
    bool was_torn;
    bool is_cut_off;
};

/* From the beginning of the reader's stream. */
static bool begin(struct recording_player *player, struct err *err)
{
    player->unheard_48k = recording_reader_preskip_48k(player->reader);
    player->gain =
        powf(10, (float)recording_reader_gain_q8(player->reader) / (20 * 256));
    player->decoder = decoder_new(player->channels, err);
    return player->decoder;
}

struct recording_player *recording_player_new(const char *path, struct err *err)
{
    own(recording_player) player = calloc(1, sizeof *player);

    if (!player)
        return err_no_memory(err), NULL;
    player->reader = recording_reader_new(path, err);
    if (!player->reader)
        return NULL;
    player->channels = recording_reader_channels(player->reader);
    return begin(player, err) ? take(player) : NULL;
}

int recording_player_channels(const struct recording_player *player)
{
    return player->channels;
}

/* Leaves in `pcm` what of the packet is to be heard. */
static size_t play_packet(struct recording_player *player, float *pcm)
{
    const struct recording_packet *packet = &player->packet;
    size_t channels = (size_t)player->channels;
    size_t samples = (size_t)packet->heard * channels;

    decoder_decode(player->decoder, packet->bytes, packet->length, pcm);
    memmove(pcm, pcm + (size_t)packet->heard_from * channels,
        samples * sizeof *pcm);
    for (size_t i = 0; i < samples; i++)
        pcm[i] *= player->gain;
    player->has_packet = false;
    return (size_t)packet->heard;
}

static size_t play_silence(struct recording_player *player, float *pcm)
{
    size_t frames = RECORDING_PLAYER_MOST_FRAMES;

    if (player->silent_48k < RECORDING_PLAYER_MOST_FRAMES)
        frames = (size_t)player->silent_48k;
    memset(pcm, 0, frames * (size_t)player->channels * sizeof *pcm);
    player->silent_48k -= (int64_t)frames;
    return frames;
}

/* Passes over that many frames, as far as they belong to the pre-skip, and
 * gives how many are left. */
static int64_t skip(struct recording_player *player, int64_t frames)
{
    int64_t skipped =
        frames < player->unheard_48k ? frames : player->unheard_48k;

    player->unheard_48k -= skipped;
    return frames - skipped;
}

static enum recording_step next_packet(
    struct recording_player *player, struct err *err)
{
    enum recording_step step =
        recording_reader_next(player->reader, &player->packet, err);

    /* Damage is told once: a second time it is the end. */
    if (step == RECORDING_TORN && player->was_torn) {
        player->is_cut_off = true;
        return RECORDING_END;
    }
    if (step == RECORDING_TORN)
        player->was_torn = true;
    if (step == RECORDING_PACKET) {
        player->has_packet = true;
        player->silent_48k = skip(
            player, player->packet.lost_48k - player->packet.lost_48k % 120);
        skip(player, player->packet.frames_48k);
    }
    return step;
}

bool recording_player_pull(struct recording_player *player, float *pcm,
    size_t *frames, struct err *err)
{
    size_t got = 0;

    while (got == 0) {
        enum recording_step step = RECORDING_PACKET;
        if (player->silent_48k > 0)
            got = play_silence(player, pcm);
        else if (player->has_packet)
            got = play_packet(player, pcm);
        else
            step = next_packet(player, err);
        if (step == RECORDING_FAILED)
            return false;
        if (step == RECORDING_END)
            break;
    }
    *frames = got;
    return true;
}

bool recording_player_next_link(
    struct recording_player *player, bool *is_there, struct err *err)
{
    struct recording_reader *link;
    struct err why;

    if (!recording_reader_next_link(player->reader, &link, &why)) {
        if (why.kind != ERR_FORMAT) {
            *err = why;
            return false;
        }
        player->is_cut_off = true;
        link = NULL;
    }
    *is_there = link;
    if (!link)
        return true;
    recording_reader_free(player->reader);
    decoder_free(take(player->decoder));
    player->reader = link;
    player->was_torn = false;
    player->is_cut_off = false;
    return begin(player, err);
}

bool recording_player_is_cut_off(const struct recording_player *player)
{
    return player->is_cut_off;
}

void recording_player_free(struct recording_player *player)
{
    if (!player)
        return;
    recording_reader_free(player->reader);
    decoder_free(player->decoder);
    free(player);
}
