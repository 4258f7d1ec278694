/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recorder/simulated_desk.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_reader.h"

/* --- A room in simulated time ------------------------------------------ */

static bool fake_format(
    const struct source *source, struct sound_format *format)
{
    *format = ((const struct fake_source *)source)->format;
    return true;
}

static int64_t fake_start_ns(const struct source *source)
{
    return ((const struct fake_source *)source)->start_ns;
}

static void fake_count(
    const struct source *source, struct source_counters *counters)
{
    (void)source;
    *counters = (struct source_counters){0};
}

static const struct source_type fake_type = {
    .format = fake_format, .start_ns = fake_start_ns, .count = fake_count};

static void hear(void *user, const struct room_event *event)
{
    struct fixture *at = user;

    at->events[at->event_count++] = "SPFDAC!"[event->kind];
    if (event->kind == ROOM_EVENT_SEGMENT || event->kind == ROOM_EVENT_FINISHED)
        at->paths[at->path_count++] = strdup(event->path);
}

int set_up(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.folder = "/tmp/roomcast-test-XXXXXX",
        .random = {1},
        .source = {.source.type = &fake_type, .format = {SOUND_OPUS, 48000, 2}},
        .job = {.room = "hall",
            .source = "test",
            .normalize = NORMALIZE_OFF,
            .target_lufs = -16,
            .bitrate = 64000,
            .duration_ns = INT64_MAX,
            .silence_lufs = -50,
            .keeps_on = true}};
    assert_non_null(mkdtemp(fixture.folder));
    fixture.job.folder = fixture.folder;
    fixture.encoder = encoder_new(2, 64000, &fixture.err);
    *state = &fixture;
    return 0;
}

int tear_down(void **state)
{
    struct fixture *at = *state;
    DIR *folder = opendir(at->folder);
    struct dirent *entry;

    desk_free(at->desk);
    encoder_free(at->encoder);
    while ((entry = readdir(folder)))
        unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    for (int i = 0; i < at->path_count; i++)
        free(at->paths[i]);
    return rmdir(at->folder);
}

void open_desk(struct fixture *at)
{
    const struct room_listener listener = {at, hear};

    at->desk = desk_new(&at->job, &listener, &at->err);
    assert_non_null(at->desk);
    desk_tick(at->desk, at->source.start_ns, UTC + at->source.start_ns);
    assert_true(desk_set_source(at->desk, &at->source.source, &at->err));
}

void settle(struct fixture *at)
{
    desk_tick(at->desk, at->at_ns, UTC + at->at_ns);
    if (!desk_settle(at->desk, &at->err))
        fail_msg("%s", at->err.text);
}

void hand_over_gap(struct fixture *at, int64_t ns)
{
    const struct sound_sink *sink = desk_sink(at->desk);

    at->at_ns += ns;
    assert_true(sink->gap(sink->user, ns / MS * 48, 0, &at->err));
    settle(at);
}

/* Speech comes and goes four times a second. */
static void make_sound(struct fixture *at, double level, float *pcm)
{
    for (int i = 0; i < FRAMES; i++) {
        double t = (double)at->sample++ / 48000;
        double syllable = fmax(0, sin(6.28318 * 4 * t));
        double noise = seeded_random_between(&at->random, -1, 1);
        double tone = sin(6.28318 * 220 * t) + 0.3 * noise;
        pcm[2 * i] = (float)(level * syllable * tone);
        pcm[2 * i + 1] = (float)(level * syllable * tone * 0.8);
    }
}

void hand_over(struct fixture *at, int64_t ns, double level)
{
    const struct sound_sink *sink = desk_sink(at->desk);
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    float pcm[2 * FRAMES];

    for (int64_t end_ns = at->at_ns + ns; at->at_ns < end_ns;) {
        make_sound(at, level, pcm);
        size_t bytes = encoder_encode(at->encoder, pcm, packet);
        at->at_ns += 20 * MS;
        if (!sink->opus(sink->user, packet, bytes, FRAMES, &at->err))
            fail_msg("%s", at->err.text);
        settle(at);
    }
}

void speak(struct fixture *at, int64_t ns)
{
    hand_over(at, ns, 0.3);
}

void command(struct fixture *at, enum room_command command, const char *text)
{
    if (!desk_command(at->desk, command, text, at->at_ns, &at->err))
        fail_msg("%s", at->err.text);
}

void finish(struct fixture *at)
{
    if (!desk_end(at->desk, "signal", &at->err))
        fail_msg("%s", at->err.text);
}

/* --- What came of it ---------------------------------------------------- */

void sound_clear(struct sound *sound)
{
    free(sound->pcm);
}

void decode(const char *path, struct sound *sound)
{
    struct err err = {0};
    struct recording_packet packet;
    float pcm[CODEC_PACKET_MOST_FRAMES_48K * 2];
    own(recording_reader) reader = recording_reader_new(path, &err);
    own(decoder) decoder = decoder_new(2, &err);

    assert_non_null(reader);
    while (recording_reader_next(reader, &packet, &err) == RECORDING_PACKET) {
        decoder_decode(decoder, packet.bytes, packet.length, pcm);
        if (packet.heard == 0)
            continue;
        size_t frames = (size_t)(sound->frames + packet.heard);
        sound->pcm = realloc(sound->pcm, frames * 2 * sizeof(float));
        memcpy(sound->pcm + sound->frames * 2, pcm + packet.heard_from * 2,
            (size_t)packet.heard * 2 * sizeof(float));
        sound->frames += packet.heard;
    }
}

int64_t length_of(const char *path)
{
    own_value(sound) sound = {0};

    decode(path, &sound);
    return sound.frames;
}

void expect_events(const struct fixture *at, const char *events)
{
    assert_string_equal(at->events, events);
}

void expect_length(const struct fixture *at, int number, int64_t ms)
{
    assert_true(number < at->path_count);
    assert_int_equal(length_of(at->paths[number]), ms * 48);
}

void expect_tag(const char *path, const char *name, const char *value)
{
    struct err err = {0};
    own(recording_reader) reader = recording_reader_new(path, &err);
    const char *found = recording_reader_tag(reader, name);

    assert_non_null(found);
    assert_string_equal(found, value);
}

void expect_name(const char *path, const char *name)
{
    char expected[64];

    snprintf(expected, sizeof expected, "%s.opus", name);
    assert_string_equal(strrchr(path, '/') + 1, expected);
}

int64_t largest_difference_q24(const struct sound *a, const struct sound *b)
{
    double most = 0;

    for (int64_t i = 0; i < a->frames * 2; i++)
        most = fmax(most, fabs((double)a->pcm[i] - (double)b->pcm[i]));
    return (int64_t)(most * (1 << 24));
}
