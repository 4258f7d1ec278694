/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each stage of a levelled room costs: CPU time of this machine by the
 * time of the sound, in per cent, the best of several runs. Made of the voices
 * of tests/support, at 64 kbit/s, in stereo and in mono.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/loudness_meter.h"
#include "recorder/audio/normalizer.h"
#include "recorder/audio/peak_keeper.h"
#include "tests/audio/sound.h"

#define BITRATE 64000
#define RUNS 5
#define SECONDS 60
#define PACKETS (SECONDS * 50)

/* One room, and everything that works on it. */
struct room {
    int channels;
    struct sound sound;    /* as it is said */
    struct sound levelled; /* from there on */
    struct sound heard;    /* and decoded */
    uint8_t packet[PACKETS][CODEC_PACKET_MOST_BYTES];
    size_t bytes[PACKETS];
    struct err err;
};

static const float *frame_of(
    const struct room *room, const struct sound *sound, int number)
{
    return sound->pcm +
           (size_t)number * CODEC_FRAME_48K * (size_t)room->channels;
}

static void encode(struct room *room)
{
    own(encoder) encoder = encoder_new(room->channels, BITRATE, &room->err);

    for (int i = 0; i < PACKETS; i++)
        room->bytes[i] = encoder_encode(
            encoder, frame_of(room, &room->sound, i), room->packet[i]);
}

static void decode(struct room *room)
{
    float pcm[2 * CODEC_PACKET_MOST_FRAMES_48K];
    own(decoder) decoder = decoder_new(room->channels, &room->err);

    for (int i = 0; i < PACKETS; i++)
        decoder_decode(decoder, room->packet[i], room->bytes[i], pcm);
}

static void level(struct room *room)
{
    float pcm[2 * CODEC_FRAME_48K];
    own(normalizer) normalizer =
        normalizer_new(room->channels, -16, &room->err);
    size_t got;

    room->levelled.frames = 0;
    for (int i = 0; i < PACKETS; i++) {
        normalizer_push(
            normalizer, frame_of(room, &room->sound, i), CODEC_FRAME_48K);
        while ((got = normalizer_pull(normalizer, pcm, CODEC_FRAME_48K)) > 0)
            memcpy(sound_add_frames(&room->levelled, got), pcm,
                got * (size_t)room->channels * sizeof *pcm);
    }
    sound_add_frames(
        &room->levelled, room->sound.frames - room->levelled.frames);
}

/* Encodes, decodes and keeps the peaks. */
static void keep(struct room *room)
{
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    own(peak_keeper) keeper =
        peak_keeper_new(room->channels, BITRATE, &room->err);

    peak_keeper_set_ceiling(keeper, -2);
    room->heard.frames = 0;
    for (int i = 0; i < PACKETS; i++) {
        if (peak_keeper_encode(
                keeper, frame_of(room, &room->levelled, i), packet) > 0)
            memcpy(sound_add_frames(&room->heard, CODEC_FRAME_48K),
                peak_keeper_heard(keeper),
                CODEC_FRAME_48K * (size_t)room->channels * sizeof(float));
    }
    sound_add_frames(&room->heard, room->sound.frames - room->heard.frames);
}

static void meter(struct room *room)
{
    own(loudness_meter) meter = loudness_meter_new(room->channels, &room->err);

    for (int i = 0; i < PACKETS; i++)
        loudness_meter_push(
            meter, frame_of(room, &room->heard, i), CODEC_FRAME_48K);
}

static double cpu_seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double percent(struct room *room, void (*stage)(struct room *))
{
    double best = HUGE_VAL;

    for (int i = 0; i < RUNS; i++) {
        double began = cpu_seconds();
        stage(room);
        best = fmin(best, cpu_seconds() - began);
    }
    return 100 * best / SECONDS;
}

static void show(int channels)
{
    static struct room room;

    room = (struct room){.channels = channels};
    room.sound.channels = (size_t)channels;
    room.levelled.channels = (size_t)channels;
    room.heard.channels = (size_t)channels;
    for (int turn = 0; room.sound.frames < SECONDS * 48000; turn++)
        sound_add_speech(&room.sound, turn, -12 - 6 * (turn % 4), 12);
    room.sound.frames = SECONDS * 48000;
    encode(&room);
    double decoded = percent(&room, decode);
    double levelled = percent(&room, level);
    double kept = percent(&room, keep);
    double metered = percent(&room, meter);
    printf("%-7s %7.3f %7.3f %15.3f %7.3f %7.3f\n",
        channels == 2 ? "stereo" : "mono", decoded, levelled, kept, metered,
        decoded + levelled + kept + metered);
    sound_clear(&room.sound);
    sound_clear(&room.levelled);
    sound_clear(&room.heard);
}

int main(void)
{
    puts("% core   decode   level encode and hear   meter     all");
    show(2);
    show(1);
    return 0;
}
