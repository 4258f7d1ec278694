/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A spool of many short recordings, for scripts/bench site:
 *
 *     many-recordings FOLDER FIRST COUNT
 *
 * makes COUNT finished recordings of a second each in FOLDER. They have begun
 * an hour after the other, the first of all on the first day of 2020, and
 * that which is FIRST by number so many hours later.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/loudness_gain.h"
#include "recorder/base/clock.h"
#include "recorder/base/identifier.h"
#include "recorder/recording/recording_writer.h"

#define EPOCH_S INT64_C(1577836800)
#define PACKETS 50
#define LUFS (-16)

/* The same in all of them. */
struct sound {
    struct encoder *encoder;
    uint8_t packets[PACKETS][CODEC_PACKET_MOST_BYTES];
    size_t bytes[PACKETS];
    struct loudness loudness;
};

static bool sound_make(struct sound *sound, struct err *err)
{
    own(loudness_meter) meter = loudness_meter_new(1, err);
    float pcm[CODEC_FRAME_48K];

    sound->encoder = encoder_new(1, 24000, err);
    if (!meter || !sound->encoder)
        return false;
    for (int i = 0; i < PACKETS; i++) {
        for (int j = 0; j < CODEC_FRAME_48K; j++)
            pcm[j] = 0.2F * sinf(0.06F * (float)(i * CODEC_FRAME_48K + j));
        loudness_meter_push(meter, pcm, CODEC_FRAME_48K);
        sound->bytes[i] =
            encoder_encode(sound->encoder, pcm, sound->packets[i]);
    }
    sound->loudness = loudness_meter_read(meter);
    return true;
}

static bool record(
    const struct sound *sound, const char *folder, int number, struct err *err)
{
    struct recording_facts facts = {
        .room = "hall",
        .start_utc_ns = (EPOCH_S + number * 3600) * CLOCK_SECOND_NS,
        .target_lufs = LUFS,
        .channels = 1,
        .preskip_48k = encoder_lookahead_48k(sound->encoder),
        .input_rate_hz = 48000,
    };
    struct recording_result result = {
        .frames_48k = PACKETS * CODEC_FRAME_48K - facts.preskip_48k,
        .loudness = sound->loudness,
    };
    own_heap(char) stem = recording_free_stem(folder, facts.start_utc_ns, err);

    identifier_random(facts.id);
    own(recording_writer) writer =
        stem ? recording_writer_new(stem, &facts, err) : NULL;
    if (!writer)
        return false;
    for (int i = 0; i < PACKETS; i++)
        if (!recording_writer_push(writer, sound->packets[i], sound->bytes[i],
                CODEC_FRAME_48K, err))
            return false;
    return recording_writer_finish(writer, &result, NULL, err);
}

int main(int argc, char **argv)
{
    static struct sound sound;
    struct err err = {0};

    if (argc != 4) {
        fprintf(stderr, "usage: many-recordings FOLDER FIRST COUNT\n");
        return 2;
    }
    bool is_good = sound_make(&sound, &err);
    int first = (int)strtol(argv[2], NULL, 10);
    int count = (int)strtol(argv[3], NULL, 10);
    for (int i = 0; is_good && i < count; i++)
        is_good = record(&sound, argv[1], first + i, &err);
    encoder_free(sound.encoder);
    if (!is_good)
        fprintf(stderr, "many-recordings: %s\n", err.text);
    return is_good ? 0 : 1;
}
