/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_measure.h"

#include <math.h>

#include "recorder/audio/codec.h"
#include "recorder/base/unfilled.h"
#include "recorder/recording/recording_reader.h"

#define MOST_CHANNELS 2
#define Q8_PER_DB 256.0

struct measurement {
    struct recording_reader *reader;
    struct decoder *decoder;
    struct loudness_meter *meter;
    int channels;
    float scale; /* the gain, linear */
    int64_t frames_48k;
};

static void push_packet(
    struct measurement *measurement, const struct recording_packet *packet)
{
    UNFILLED float pcm[CODEC_PACKET_MOST_FRAMES_48K * MOST_CHANNELS];
    int frames = decoder_decode(
        measurement->decoder, packet->bytes, packet->length, pcm);
    int from = packet->heard_from * measurement->channels;
    int count = packet->heard * measurement->channels;

    if (packet->heard_from + packet->heard > frames)
        return;
    for (int i = from; i < from + count; i++)
        pcm[i] *= measurement->scale;
    loudness_meter_push(measurement->meter, pcm + from, (size_t)packet->heard);
    measurement->frames_48k += packet->heard;
}

/* To the end; damage is told once, so a second time is the end too. */
static bool push_all(struct measurement *measurement, struct err *err)
{
    struct recording_packet packet;
    struct err torn;
    int torn_times = 0;

    for (;;) {
        switch (recording_reader_next(measurement->reader, &packet, &torn)) {
        case RECORDING_PACKET:
            push_packet(measurement, &packet);
            break;
        case RECORDING_TORN:
            if (++torn_times == 2)
                return true;
            break;
        case RECORDING_END:
            return true;
        case RECORDING_FAILED:
            *err = torn;
            return false;
        }
    }
}

static struct loudness_meter *measure(
    const char *path, bool with_gain, int64_t *frames_48k, struct err *err)
{
    own(recording_reader) reader = recording_reader_new(path, err);

    if (!reader)
        return NULL;
    int channels = recording_reader_channels(reader);
    double gain_db = recording_reader_gain_q8(reader) / Q8_PER_DB;
    own(decoder) decoder = decoder_new(channels, err);
    own(loudness_meter) meter = loudness_meter_new(channels, err);
    struct measurement measurement = {
        .reader = reader,
        .decoder = decoder,
        .meter = meter,
        .channels = channels,
        .scale = with_gain ? (float)pow(10, gain_db / 20) : 1.0f,
    };
    if (!decoder || !meter || !push_all(&measurement, err))
        return NULL;
    *frames_48k = measurement.frames_48k;
    return take(meter);
}

bool recording_measure(const char *path, struct loudness *loudness,
    int64_t *frames_48k, struct err *err)
{
    own(loudness_meter) meter = measure(path, true, frames_48k, err);

    if (!meter)
        return false;
    *loudness = loudness_meter_read(meter);
    return true;
}

struct loudness_meter *recording_measure_without_gain(
    const char *path, struct err *err)
{
    int64_t frames_48k;

    return measure(path, false, &frames_48k, err);
}
