/* SPDX-License-Identifier: BSD-2-Clause */
/* What one connection of a listener hears: judged by our reader of recordings
 * and by other people's tools. */
#include "publisher/relay/broadcast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/base/clock.h"
#include "recorder/recording/recording_reader.h"
#include "tests/publisher/tool.h"

#define MS CLOCK_MILLISECOND_NS

struct scene {
    struct broadcast *broadcast;
    struct text bytes; /* of this connection */
    int64_t frames_48k;
    int pages;
    int64_t now_ns;
    int number; /* of the next packet */
};

static void take_page(void *user, const struct live_page *page)
{
    struct scene *scene = user;

    text_append_bytes(&scene->bytes, page->bytes.bytes, page->bytes.length);
    scene->frames_48k += page->frames_48k;
    scene->pages++;
}

static int set_up(void **state)
{
    static struct scene scene;

    scene = (struct scene){.now_ns = CLOCK_SECOND_NS};
    *state = &scene;
    void *folder = NULL;
    return folder_set_up(&folder);
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    void *folder = NULL;

    broadcast_free(scene->broadcast);
    text_clear(&scene->bytes);
    return folder_tear_down(&folder);
}

static void begin(struct scene *scene, enum live_format format)
{
    const struct live_facts facts = {.format = format,
        .channels = 2,
        .input_rate_hz = 48000,
        .gain_q8 = format == LIVE_OPUS ? -512 : 0,
        .bitrate = 128000,
        .title = "Grüße",
        .artist = "Radio"};
    const struct page_taker taker = {scene, take_page};
    struct err err = {0};

    scene->broadcast = broadcast_new(&facts, &taker, &err);
    assert_non_null(scene->broadcast);
}

/* Packets of 20 ms that say which they are, in real time, in batches as they
 * come from a file. */
static void say(struct scene *scene, int count)
{
    for (int i = 1; i <= count; i++) {
        uint8_t bytes[32] = {
            0xfc, (uint8_t)(scene->number >> 8), (uint8_t)scene->number};
        const struct tail_packet packet = {bytes, sizeof bytes, 960};
        scene->number++;
        scene->now_ns += 20 * MS;
        broadcast_packet(scene->broadcast, &packet, scene->now_ns);
        if (i % 7 == 0 || i == count)
            broadcast_settle(scene->broadcast, scene->now_ns);
    }
}

static void wait(struct scene *scene, int64_t ms)
{
    for (int64_t i = 0; i < ms; i += 50) {
        scene->now_ns += 50 * MS;
        broadcast_settle(scene->broadcast, scene->now_ns);
    }
}

static void join(struct scene *scene)
{
    struct err err = {0};

    text_reset(&scene->bytes);
    scene->frames_48k = 0;
    assert_true(broadcast_join(scene->broadcast, scene->now_ns, &err));
}

static void store(struct scene *scene, const char *name)
{
    write_file(name, scene->bytes.bytes, scene->bytes.length);
}

/* What is in a stream: the numbers of packets, and how many of silence. */
struct contents {
    int first;
    int last;
    int spoken;
    int silent;
    int jumps;
    int64_t heard_48k;
};

static struct contents read_stream(const char *path)
{
    struct contents found = {.first = -1};
    struct recording_packet packet;
    struct err err = {0};
    enum recording_step step;
    own(recording_reader) reader = recording_reader_new(path, &err);

    assert_string_equal(err.text, "");
    while ((step = recording_reader_next(reader, &packet, &err)) ==
           RECORDING_PACKET) {
        assert_int_equal(packet.lost_48k, 0);
        found.heard_48k += packet.heard;
        if (packet.length != 32) {
            found.silent++;
            continue;
        }
        int number = packet.bytes[1] << 8 | packet.bytes[2];
        found.first = found.spoken ? found.first : number;
        found.jumps += found.spoken && number != found.last + 1;
        found.last = number;
        found.spoken++;
    }
    assert_int_equal(step, RECORDING_END);
    return found;
}

static void test_stream_is_one_unbroken_ogg_opus(void **state)
{
    struct scene *scene = *state;

    begin(scene, LIVE_OPUS);
    say(scene, 20);
    join(scene);
    say(scene, 400);
    broadcast_finish(scene->broadcast);
    store(scene, "heard.opus");
    struct contents found = read_stream("heard.opus");
    assert_int_equal(found.first, 0);
    assert_int_equal(found.last, 419);
    assert_int_equal(found.jumps, 0);
    assert_int_equal(found.silent, 1); /* its end */
    assert_int_equal(found.heard_48k, 421 * 960 - LIVE_STREAM_PRESKIP_48K);
    assert_int_equal(scene->frames_48k, 421 * 960);
    tool_do("oggz-validate heard.opus");
    tool_do("opusinfo heard.opus | grep -q 'Playback gain: -2 dB'");
    tool_do("opusinfo heard.opus | grep -q 'Pre-skip: 3840'");
    tool_do("test $(opusinfo heard.opus | grep -c 'New logical stream') = 1");
    tool_do("opusinfo heard.opus 2>&1 | grep -q WARNING && exit 1; true");
}

static void test_listener_waits_no_longer_than_pages_are_read(void **state)
{
    struct scene *scene = *state;

    begin(scene, LIVE_OPUS);
    join(scene);
    say(scene, 70);
    /* The headers, the pre-skip, and one for each batch. */
    assert_in_range(scene->pages, 2 + 10, 2 + 11);
    assert_int_equal(scene->frames_48k, (70 + 4) * 960);
}

static void test_connection_that_comes_later_joins_at_the_live_edge(
    void **state)
{
    struct scene *scene = *state;

    begin(scene, LIVE_OPUS);
    join(scene);
    say(scene, 300);
    broadcast_leave(scene->broadcast);
    assert_false(broadcast_is_joined(scene->broadcast));
    say(scene, 500);
    join(scene);
    say(scene, 100);
    broadcast_finish(scene->broadcast);
    store(scene, "again.opus");
    struct contents found = read_stream("again.opus");
    assert_int_equal(found.first, 750);
    assert_int_equal(found.last, 899);
    assert_int_equal(found.jumps, 0);
    tool_do("oggz-validate again.opus");
}

static void test_two_connections_have_two_serial_numbers(void **state)
{
    struct scene *scene = *state;
    uint8_t one[4];

    begin(scene, LIVE_OPUS);
    join(scene);
    memcpy(one, scene->bytes.bytes + 14, sizeof one);
    join(scene);
    assert_memory_not_equal(one, scene->bytes.bytes + 14, sizeof one);
}

static void test_silence_keeps_the_stream_as_long_as_time(void **state)
{
    struct scene *scene = *state;

    begin(scene, LIVE_OPUS);
    say(scene, 50);
    join(scene);
    say(scene, 100);
    wait(scene, 60000);
    say(scene, 100);
    broadcast_finish(scene->broadcast);
    store(scene, "gap.opus");
    struct contents found = read_stream("gap.opus");
    assert_int_equal(found.spoken, 250);
    assert_int_equal(found.jumps, 0);
    assert_in_range(found.heard_48k, 64 * 48000, 65 * 48000);
    tool_do("oggz-validate gap.opus");
    tool_do("opusdec --quiet gap.opus gap.wav");
}

static void test_nothing_old_is_heard_by_who_joins_in_a_pause(void **state)
{
    struct scene *scene = *state;

    begin(scene, LIVE_OPUS);
    say(scene, 100);
    scene->now_ns += 60 * CLOCK_SECOND_NS;
    join(scene);
    wait(scene, 2000);
    broadcast_finish(scene->broadcast);
    store(scene, "pause.opus");
    assert_int_equal(read_stream("pause.opus").spoken, 0);
}

/* A tone of 20 ms packets for what has to be decoded. */
static void sing(struct scene *scene, struct encoder *encoder, int count)
{
    float pcm[2 * 960];
    uint8_t bytes[CODEC_PACKET_MOST_BYTES];

    for (int i = 0; i < count; i++) {
        for (int at = 0; at < 960; at++) {
            float phase = (float)((scene->number * 960 + at) % 48);
            pcm[2 * at] = pcm[2 * at + 1] =
                0.1F * (phase < 24 ? phase / 12 - 1 : 3 - phase / 12);
        }
        size_t length = encoder_encode(encoder, pcm, bytes);
        const struct tail_packet packet = {bytes, length, 960};
        scene->number++;
        scene->now_ns += 20 * MS;
        broadcast_packet(scene->broadcast, &packet, scene->now_ns);
        broadcast_settle(scene->broadcast, scene->now_ns);
    }
}

static void test_mp3_is_what_players_of_mp3_take(void **state)
{
    struct scene *scene = *state;
    struct err err = {0};
    own(encoder) encoder = encoder_new(2, 64000, &err);

    begin(scene, LIVE_MP3);
    join(scene);
    assert_int_equal(scene->bytes.length, 0);
    sing(scene, encoder, 500);
    broadcast_finish(scene->broadcast);
    store(scene, "heard.mp3");
    tool_do("test -z \"$(ffmpeg -v error -i heard.mp3 -f null - 2>&1)\"");
    assert_float_equal(
        tool_number("ffmpeg -v error -i heard.mp3 -f f32le -ac 1 - | wc -c") /
            4 / 48000,
        10.0, 0.2);
    assert_float_equal(judge_loudness("heard.mp3").integrated_lufs, -22.5, 2);
    assert_in_range(scene->frames_48k, 48 * 9900, 48 * 10100);
}

#define SCENE_TEST(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_stream_is_one_unbroken_ogg_opus),
        SCENE_TEST(test_listener_waits_no_longer_than_pages_are_read),
        SCENE_TEST(test_connection_that_comes_later_joins_at_the_live_edge),
        SCENE_TEST(test_two_connections_have_two_serial_numbers),
        SCENE_TEST(test_silence_keeps_the_stream_as_long_as_time),
        SCENE_TEST(test_nothing_old_is_heard_by_who_joins_in_a_pause),
        SCENE_TEST(test_mp3_is_what_players_of_mp3_take),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
