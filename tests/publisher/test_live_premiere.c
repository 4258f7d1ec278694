/* SPDX-License-Identifier: BSD-2-Clause */
/* A finished recording played, and the gain it lends to the next one. */
#include "publisher/relay/live_premiere.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/relay/room_gain.h"
#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

struct played {
    int64_t frames_48k;
    int begun;
    int ended;
};

static void on_begun(void *user, const struct recording_facts *facts)
{
    struct played *played = user;

    assert_int_equal(facts->channels, 2);
    played->begun++;
}

static void on_packet(void *user, const struct part_packet *packet)
{
    struct played *played = user;

    played->frames_48k += packet->frames_48k;
}

static void on_line(void *user, const struct jdoc *line)
{
    (void)user;
    (void)line;
}

static void on_ended(void *user, const char *cause)
{
    struct played *played = user;

    assert_string_equal(cause, "end");
    played->ended++;
}

static void record(const char *stem, double seconds, double target_lufs)
{
    struct sound sound = sound_of_sine(2, (size_t)(seconds * 48000), 440, 0.05);

    make_recording(stem, &sound, target_lufs);
    sound_clear(&sound);
}

static void test_recording_is_played_in_real_time(void **state)
{
    struct played played = {0};
    const struct follower_listener listener = {
        &played, on_begun, on_packet, on_line, on_ended};
    int64_t now_ns = 5 * CLOCK_SECOND_NS;
    int64_t begin_ns = now_ns;
    struct err err = {0};

    (void)state;
    record("talk", 10, NAN);
    own(live_premiere) premiere =
        live_premiere_new("talk.opus", &listener, &err);
    assert_non_null(premiere);
    assert_int_equal(live_premiere_deadline_ns(premiere), INT64_MAX);
    live_premiere_start(premiere, now_ns);
    while (!played.ended) {
        assert_true(live_premiere_work(premiere, now_ns, &err));
        int64_t passed_48k = clock_frames_48k_from_ns(now_ns - begin_ns);
        assert_in_range(
            played.frames_48k + 48000 - passed_48k, 48000 - 960, 48000 + 11520);
        if (!played.ended)
            now_ns = live_premiere_deadline_ns(premiere);
    }
    assert_in_range(now_ns - begin_ns, 98 * CLOCK_SECOND_NS / 10,
        101 * CLOCK_SECOND_NS / 10);
    assert_int_equal(played.begun, 1);
    assert_true(live_premiere_work(premiere, now_ns, &err));
    assert_int_equal(played.ended, 1);
}

static void test_what_is_no_recording_is_refused(void **state)
{
    const struct follower_listener listener = {0};
    struct err err = {0};

    (void)state;
    write_file("noise.opus", "noise", 5);
    assert_null(live_premiere_new("noise.opus", &listener, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_null(live_premiere_new("nothing.opus", &listener, &err));
    assert_int_equal(err.kind, ERR_IO);
}

static void test_room_is_as_loud_as_its_last_recording(void **state)
{
    const struct recording_facts copied = {.normalize = NORMALIZE_GAIN};
    const struct recording_facts levelled = {.normalize = NORMALIZE_LEVEL};
    const char *const folders[] = {".", NULL, "missing"};

    (void)state;
    assert_int_equal(room_gain_q8(&copied, folders, 3), 0);
    record("2026-11-20T180000Z", 4, -20);
    record("2026-11-21T180000Z", 4, -24);
    int gain_q8 = room_gain_q8(&copied, folders, 3);
    assert_in_range(gain_q8 + 12 * 256, 1, 24 * 256);
    record("2026-11-22T180000Z", 4, -20);
    assert_float_equal(
        room_gain_q8(&copied, folders, 3), gain_q8 + 4 * 256, 16);
    assert_int_equal(room_gain_q8(&levelled, folders, 3), 0);
    write_file("2026-11-23T180000Z.opus", "noise", 5);
    assert_int_equal(room_gain_q8(&copied, folders, 3), 0);
}

#define FOLDER_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_recording_is_played_in_real_time),
        FOLDER_TEST(test_what_is_no_recording_is_refused),
        FOLDER_TEST(test_room_is_as_loud_as_its_last_recording),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
