/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each stage of a room costs: CPU time of this machine by the time of the
 * sound, in per cent, the best of several runs. Made of the voices of
 * tests/support, at 64 kbit/s, in stereo and in mono. Pages are written and
 * synced one by one, in a folder of TMPDIR.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/loudness_meter.h"
#include "recorder/audio/normalizer.h"
#include "recorder/audio/peak_keeper.h"
#include "recorder/recording/recording_writer.h"
#include "tests/audio/sound.h"
#include "tests/bench/packet_path.h"

#define BITRATE 64000
#define RUNS 5
#define SECONDS 60
#define PACKETS (SECONDS * 50)
#define PACKETS_PER_WAKE_UP 5
#define PACKETS_PER_PAGE 25

/* One room, and everything that works on it. */
struct room {
    int channels;
    struct sound sound;    /* as it is said */
    struct sound levelled; /* from there on */
    struct sound heard;    /* and decoded */
    double aside;          /* CPU seconds of a stage that are not its own */
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

static double cpu_seconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Sending is for somebody else to pay. */
static void receive(struct room *room)
{
    own(packet_path) path = packet_path_new(&room->err);
    int came = 0;

    for (int i = 0; path && i < PACKETS; i += PACKETS_PER_WAKE_UP) {
        double began = cpu_seconds();
        for (int k = i; k < i + PACKETS_PER_WAKE_UP; k++)
            packet_path_send(path, room->packet[k], room->bytes[k]);
        room->aside += cpu_seconds() - began;
        came += packet_path_receive(path);
    }
    if (came < PACKETS - PACKETS_PER_PAGE)
        fprintf(stderr, "room-cost: %d of %d packets came: %s\n", came, PACKETS,
            room->err.text);
}

static void push_pages(struct room *room, const char *stem)
{
    const struct recording_facts facts = {
        .room = "bench", .channels = room->channels, .preskip_48k = 312};
    own(recording_writer) writer =
        recording_writer_new(stem, &facts, &room->err);
    bool is_good = writer;

    for (int i = 0; is_good && i < PACKETS; i++) {
        is_good = recording_writer_push(writer, room->packet[i], room->bytes[i],
            CODEC_FRAME_48K, &room->err);
        if (i % PACKETS_PER_PAGE == 0)
            is_good = is_good && recording_writer_wait(writer, &room->err);
    }
    if (!is_good)
        fprintf(stderr, "room-cost: %s\n", room->err.text);
    else
        recording_writer_discard(writer, &room->err);
}

static void write_pages(struct room *room)
{
    const char *where = getenv("TMPDIR");
    char folder[4096];
    char stem[4112];

    snprintf(folder, sizeof folder, "%s/room-cost-XXXXXX",
        where && *where ? where : "/tmp");
    if (!mkdtemp(folder)) {
        perror(folder);
        return;
    }
    snprintf(stem, sizeof stem, "%s/room", folder);
    push_pages(room, stem);
    rmdir(folder);
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

static double percent(struct room *room, void (*stage)(struct room *))
{
    double best = HUGE_VAL;

    for (int i = 0; i < RUNS; i++) {
        double began = cpu_seconds();
        room->aside = 0;
        stage(room);
        best = fmin(best, cpu_seconds() - began - room->aside);
    }
    return 100 * best / SECONDS;
}

/* What is said, and what comes of it. */
static void begin(struct room *room, int channels)
{
    *room = (struct room){.channels = channels};
    room->sound.channels = (size_t)channels;
    room->levelled.channels = (size_t)channels;
    room->heard.channels = (size_t)channels;
    for (int turn = 0; room->sound.frames < SECONDS * 48000; turn++)
        sound_add_speech(&room->sound, turn, -12 - 6 * (turn % 4), 12);
    room->sound.frames = SECONDS * 48000;
    encode(room);
}

static void end(struct room *room)
{
    sound_clear(&room->sound);
    sound_clear(&room->levelled);
    sound_clear(&room->heard);
}

/* What a levelled room gives out is decoded once more: "hear" is that, and
 * coding again what decodes too loud. */
static void show(int channels)
{
    static struct room room;
    const char *name = channels == 2 ? "stereo" : "mono";

    begin(&room, channels);
    double received = percent(&room, receive);
    double decoded = percent(&room, decode);
    double levelled = percent(&room, level);
    double encoded = percent(&room, encode);
    double heard = percent(&room, keep) - encoded;
    double metered = percent(&room, meter);
    double written = percent(&room, write_pages);
    printf("gain   %-7s %7.3f %7.3f %7s %7s %7s %7.3f %7.3f %7.3f %6s\n", name,
        received, decoded, "", "", "", metered, written,
        received + decoded + metered + written, "0.25");
    printf("level  %-7s %7.3f %7.3f %7.3f %7.3f %7.3f %7.3f %7.3f %7.3f %6s\n",
        name, received, decoded, levelled, encoded, heard, metered, written,
        received + decoded + levelled + encoded + heard + metered + written,
        "1.00");
    end(&room);
}

int main(void)
{
    puts(
        "% core         receive  decode   level  encode    hear   meter   write"
        "     all  limit");
    show(2);
    show(1);
    return 0;
}
