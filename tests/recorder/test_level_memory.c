/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/level_memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/base/config.h"
#include "recorder/base/durable_file.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/session/session.h"
#include "tests/audio/sound.h"

#define TARGET_LUFS (-16.0)
#define SECOND 48000

static char folder[] = "/tmp/roomcast-level-XXXXXX";
static struct err err;

static bool give_format(
    const struct source *source, struct sound_format *format)
{
    (void)source;
    *format = (struct sound_format){SOUND_PCM, 48000, 1};
    return true;
}

static const struct source_type type = {.format = give_format};
static const struct source tap = {.type = &type};

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    static const char *const files[] = {
        "a.opus", "a.jsonl", "b.opus", "b.jsonl", "state/hall.level.json"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(files[i]);
    rmdir("state");
    return chdir("/") == 0 ? rmdir(folder) : -1;
}

static void record(
    const char *stem, const struct sound *sound, const char *level_state)
{
    struct session_settings settings = {.stem = stem,
        .room = "hall",
        .source = "test",
        .tap = &tap,
        .normalize = NORMALIZE_LEVEL,
        .target_lufs = TARGET_LUFS,
        .bitrate = 64000,
        .most_frames_48k = INT64_MAX,
        .level_state = level_state};
    const struct session_end end = {.frames_48k = INT64_MAX, .cause = "signal"};
    struct track_report report;
    own(session) session = session_new(&settings, &err);
    struct sound_sink sink = session_sink(session);

    for (size_t at = 0; at < sound->frames; at += 480)
        assert_true(sink.pcm(sink.user, sound->pcm + at, 480, &err));
    assert_true(session_finish(session, &end, &report, &err));
}

/* With the header gain. */
static void play(const char *path, struct sound *sound)
{
    static float pcm[CODEC_PACKET_MOST_FRAMES_48K];
    own(recording_reader) reader = recording_reader_new(path, &err);
    own(decoder) decoder = decoder_new(1, &err);
    struct recording_packet packet;

    assert_non_null(reader);
    float gain = (float)pow(10, recording_reader_gain_q8(reader) / 256.0 / 20);
    while (recording_reader_next(reader, &packet, &err) == RECORDING_PACKET) {
        decoder_decode(decoder, packet.bytes, packet.length, pcm);
        float *to = sound_add_frames(sound, (size_t)packet.heard);
        for (int i = 0; i < packet.heard; i++)
            to[i] = gain * pcm[packet.heard_from + i];
    }
}

/* How far the first second is from where it would be had all of it been
 * brought to the target by one gain. */
static double first_second_off(const char *path, const struct sound *sound)
{
    own_value(sound) out = {.channels = 1};
    double in_lu =
        sound_lufs(sound, 0, SECOND) - sound_lufs(sound, 0, sound->frames);

    play(path, &out);
    assert_int_equal(out.frames, sound->frames);
    return fabs(sound_lufs(&out, 0, SECOND) - in_lu - TARGET_LUFS);
}

static void test_first_second_of_the_second_session_is_right(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};

    sound_add_speech(&sound, 0, -38, 10);
    record("a", &sound, "state/hall.level.json");
    double before = first_second_off("a.opus", &sound);
    record("b", &sound, "state/hall.level.json");
    double after = first_second_off("b.opus", &sound);
    print_message("first second off by %.2f, then %.2f LU\n", before, after);
    assert_true(after < 1 && after < before);
}

static void test_what_was_kept_is_loaded(void **state)
{
    (void)state;
    double lufs = 0;

    assert_true(level_memory_load("state/none.json", &lufs, &err));
    assert_true(lufs == -HUGE_VAL);
    assert_true(level_memory_save("state/hall.level.json", -31.24, &err));
    assert_true(level_memory_load("state/hall.level.json", &lufs, &err));
    assert_true(fabs(lufs + 31.2) < 1e-9);
}

static void test_what_is_not_ours_is_refused(void **state)
{
    static const char *const files[] = {"", "{", "[]", "{}", "\xff\xfe",
        "{\"talker_lufs\":\"loud\"}", "{\"talker_lufs\":null}",
        "{\"talker_lufs\":1e99}", "{\"talker_lufs\":-90}"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        double lufs = 7;
        assert_true(durable_replace(
            "state/hall.level.json", 0644, files[i], strlen(files[i]), &err));
        assert_false(level_memory_load("state/hall.level.json", &lufs, &err));
        assert_non_null(strstr(err.text, "state/hall.level.json: "));
        assert_true(lufs == 7);
    }
}

static void test_session_goes_on_without_a_memory_that_is_false(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 1};
    double lufs;

    unlink("a.opus");
    unlink("a.jsonl");
    assert_true(
        durable_replace("state/hall.level.json", 0644, "rubbish", 7, &err));
    sound_add_speech(&sound, 1, -24, 8);
    record("a", &sound, "state/hall.level.json");
    assert_true(level_memory_load("state/hall.level.json", &lufs, &err));
    assert_true(fabs(lufs + 24) < 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_second_of_the_second_session_is_right),
        cmocka_unit_test(test_what_was_kept_is_loaded),
        cmocka_unit_test(test_what_is_not_ours_is_refused),
        cmocka_unit_test(test_session_goes_on_without_a_memory_that_is_false),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
