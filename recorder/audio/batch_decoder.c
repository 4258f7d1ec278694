/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/batch_decoder.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/base/text.h"
#include "recorder/base/unfilled.h"

/* Two seconds of a room. */
#define MOST_WAITING 100
#define MOST_WAITING_BYTES (32 << 10)

/* One second of a room: what a decoder hears before it takes over. */
#define LEAD_PACKETS 50

/* So many mono packets in a row, ten seconds, are likely to go on. */
#define MONO_PACKETS 500

struct packet_list {
    struct text bytes; /* of each packet, behind their number */
    int count;
};

struct batch_decoder {
    struct packet_list waiting; /* to be decoded */
    struct packet_list lead;    /* the last that were */
    bool has_stereo;            /* among those that wait */
    int mono_run;               /* mono packets in a row, up to the last */
    struct decoder *decoder;
    struct decoder *mono; /* for two channels that are one; NULL: of one */
    bool is_mono;         /* that one is in use */
};

struct batch_decoder *batch_decoder_new(int channels, struct err *err)
{
    own(batch_decoder) batch = calloc(1, sizeof *batch);

    if (!batch)
        return err_no_memory(err), NULL;
    batch->decoder = decoder_new(channels, err);
    if (!batch->decoder)
        return NULL;
    if (channels == 2 && !(batch->mono = decoder_new(1, err)))
        return NULL;
    return take(batch);
}

static bool append(struct packet_list *list, const uint8_t *packet,
    size_t bytes, struct err *err)
{
    text_append_bytes(&list->bytes, &bytes, sizeof bytes);
    text_append_bytes(&list->bytes, packet, bytes);
    list->count++;
    return text_finish(&list->bytes, err);
}

/* The packet at *at, which moves on to the next. */
static const uint8_t *take_packet(const char **at, size_t *bytes)
{
    memcpy(bytes, *at, sizeof *bytes);
    const char *packet = *at + sizeof *bytes;
    *at = packet + *bytes;
    return (const uint8_t *)packet;
}

bool batch_decoder_push(struct batch_decoder *batch, const uint8_t *packet,
    size_t bytes, struct err *err)
{
    if (!append(&batch->waiting, packet, bytes, err))
        return false;
    if (codec_packet_channels(packet) == 1) {
        batch->mono_run++;
    } else {
        batch->mono_run = 0;
        batch->has_stereo = true;
    }
    return true;
}

bool batch_decoder_is_full(const struct batch_decoder *batch)
{
    return batch->waiting.count >= MOST_WAITING ||
           batch->waiting.bytes.length >= MOST_WAITING_BYTES;
}

/* The other decoder goes on from here. */
static void change_decoder(struct batch_decoder *batch)
{
    UNFILLED float unheard[CODEC_PACKET_MOST_FRAMES_48K * 2];
    const char *at = batch->lead.bytes.bytes;

    batch->is_mono = !batch->is_mono;
    for (int i = 0; i < batch->lead.count; i++) {
        size_t bytes;
        const uint8_t *packet = take_packet(&at, &bytes);
        decoder_decode(batch->is_mono ? batch->mono : batch->decoder, packet,
            bytes, unheard);
    }
}

static void double_channel(float *pcm, int frames)
{
    for (int i = frames - 1; i >= 0; i--)
        pcm[2 * i] = pcm[2 * i + 1] = pcm[i];
}

static void decode_waiting(
    struct batch_decoder *batch, const struct pcm_taker *taker)
{
    UNFILLED float pcm[CODEC_PACKET_MOST_FRAMES_48K * 2];
    const char *at = batch->waiting.bytes.bytes;

    for (int i = 0; i < batch->waiting.count; i++) {
        size_t bytes;
        const uint8_t *packet = take_packet(&at, &bytes);
        int frames = decoder_decode(
            batch->is_mono ? batch->mono : batch->decoder, packet, bytes, pcm);
        if (batch->is_mono)
            double_channel(pcm, frames);
        taker->pcm(taker->user, pcm, frames);
    }
}

/* The newest of what was decoded. Without memory there is none, which costs
 * the next change of decoders some exactness. */
static void keep_lead(struct batch_decoder *batch)
{
    const struct packet_list *lists[] = {&batch->lead, &batch->waiting};
    int skip = batch->lead.count + batch->waiting.count - LEAD_PACKETS;
    struct packet_list lead = {0};
    bool is_good = true;
    struct err err;

    for (int i = 0; i < 2; i++) {
        const char *at = lists[i]->bytes.bytes;
        for (int j = 0; j < lists[i]->count; j++, skip--) {
            size_t bytes;
            const uint8_t *packet = take_packet(&at, &bytes);
            if (skip <= 0)
                is_good = append(&lead, packet, bytes, &err) && is_good;
        }
    }
    text_clear(&batch->lead.bytes);
    if (is_good) {
        batch->lead = lead;
    } else {
        text_clear(&lead.bytes);
        batch->lead = (struct packet_list){0};
    }
}

void batch_decoder_flush(
    struct batch_decoder *batch, const struct pcm_taker *taker)
{
    if (batch->waiting.count == 0)
        return;
    bool is_mono = batch->mono && !batch->has_stereo &&
                   (batch->is_mono || batch->mono_run >= MONO_PACKETS);
    if (is_mono != batch->is_mono)
        change_decoder(batch);
    decode_waiting(batch, taker);
    keep_lead(batch);
    text_reset(&batch->waiting.bytes);
    batch->waiting.count = 0;
    batch->has_stereo = false;
}

void batch_decoder_free(struct batch_decoder *batch)
{
    if (!batch)
        return;
    text_clear(&batch->waiting.bytes);
    text_clear(&batch->lead.bytes);
    decoder_free(batch->decoder);
    decoder_free(batch->mono);
    free(batch);
}
