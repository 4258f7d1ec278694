/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/session.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "recorder/recording/recording_reader.h"

/* A source that only knows its format. */
struct fake_source {
    struct source source;
    struct sound_format format;
};

static bool fake_format(
    const struct source *source, struct sound_format *format)
{
    *format = ((const struct fake_source *)source)->format;
    return true;
}

static const struct source_type fake_type = {.format = fake_format};
static const struct source_type stamped_type = {
    .format = fake_format, .is_stamped = true};

struct fixture {
    char folder[32];
    char stem[64];
    char path[80];
    struct fake_source tap;
    struct session *session;
    struct sound_sink sink;
    struct err err;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){
        .folder = "/tmp/roomcast-test-XXXXXX", .tap.source.type = &fake_type};
    assert_non_null(mkdtemp(fixture.folder));
    snprintf(fixture.stem, sizeof fixture.stem, "%s/a", fixture.folder);
    snprintf(fixture.path, sizeof fixture.path, "%s.opus", fixture.stem);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *at = *state;
    char ledger[80];
    char part[96];

    session_free(at->session);
    snprintf(ledger, sizeof ledger, "%s.jsonl", at->stem);
    snprintf(part, sizeof part, "%s.part", at->path);
    unlink(at->path);
    unlink(ledger);
    unlink(part);
    return rmdir(at->folder);
}

static void start(struct fixture *at, struct sound_format format, int normalize,
    int64_t most_frames_48k)
{
    at->tap.format = format;
    struct session_settings settings = {.stem = at->stem,
        .room = "hall",
        .source = "test",
        .tap = &at->tap.source,
        .normalize = normalize,
        .target_lufs = -16,
        .bitrate = 64000,
        .most_frames_48k = most_frames_48k};
    at->session = session_new(&settings, &at->err);
    assert_non_null(at->session);
    at->sink = session_sink(at->session);
}

static const struct sound_format opus = {SOUND_OPUS, 48000, 2};
static const struct sound_format telephone = {SOUND_PCM, 8000, 1};

static void finish(struct fixture *at, struct track_report *report)
{
    const struct session_end end = {.frames_48k = INT64_MAX, .cause = "signal"};

    if (!session_finish(at->session, &end, report, &at->err))
        fail_msg("%s", at->err.text);
    assert_string_equal(report->path, at->path);
}

/* Real packets of a quiet tone, one after the other. */
static void push_tone(struct fixture *at, int packets)
{
    static float pcm[960 * 2];
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    own(encoder) encoder = encoder_new(2, 64000, &at->err);

    for (int i = 0; i < packets; i++) {
        for (int k = 0; k < 960; k++)
            pcm[2 * k] = pcm[2 * k + 1] =
                0.02f * sinf(6.2831853f * 440 * (float)(i * 960 + k) / 48000);
        size_t bytes = encoder_encode(encoder, pcm, packet);
        assert_true(at->sink.opus(at->sink.user, packet, bytes, 960, &at->err));
    }
}

static int64_t heard(const char *path)
{
    struct err err = {0};
    struct recording_packet packet;
    int64_t frames = 0;
    own(recording_reader) reader = recording_reader_new(path, &err);

    assert_non_null(reader);
    while (recording_reader_next(reader, &packet, &err) == RECORDING_PACKET)
        frames += packet.heard;
    return frames;
}

static void expect_batches(void **state, int normalize, int per_second)
{
    struct fixture *at = *state;
    struct track_report report;

    at->tap.source.type = &stamped_type;
    start(at, opus, normalize, INT64_MAX);
    assert_int_equal(session_batches_per_second(at->session), 5);
    push_tone(at, 60);
    assert_int_equal(session_batches_per_second(at->session), per_second);
    assert_true(session_tick(at->session, 0, 0, &at->err));
    finish(at, &report);
}

static void test_copied_packets_of_20_ms_are_taken_twice_a_second(void **state)
{
    expect_batches(state, NORMALIZE_GAIN, 2);
}

static void test_levelled_packets_are_taken_three_times_a_second(void **state)
{
    expect_batches(state, NORMALIZE_LEVEL, 3);
}

/* The kernel keeps only so many. */
static void test_short_packets_are_taken_more_often(void **state)
{
    struct fixture *at = *state;
    struct track_report report;
    uint8_t packet[3];

    at->tap.source.type = &stamped_type;
    start(at, opus, NORMALIZE_GAIN, INT64_MAX);
    for (int i = 0; i < 10; i++) {
        size_t bytes = codec_write_silence(480, 2, packet);
        assert_true(at->sink.opus(at->sink.user, packet, bytes, 480, &at->err));
    }
    assert_int_equal(session_batches_per_second(at->session), 5);
    finish(at, &report);
}

static void test_session_without_sound_leaves_no_file(void **state)
{
    struct fixture *at = *state;

    start(at, opus, NORMALIZE_GAIN, INT64_MAX);
    assert_true(session_tick(at->session, 0, 0, &at->err));
    assert_false(session_has_begun(at->session));
    /* tear_down's rmdir() proves that the folder is empty. */
}

static void test_copied_packets_and_gaps_are_as_long_as_they_say(void **state)
{
    struct fixture *at = *state;
    struct track_report report;

    start(at, opus, NORMALIZE_GAIN, INT64_MAX);
    push_tone(at, 100);
    assert_true(at->sink.gap(at->sink.user, 3 * 960, 3, &at->err));
    push_tone(at, 50);
    assert_true(at->sink.gap(at->sink.user, 48000 + 120, 0, &at->err));
    finish(at, &report);
    assert_int_equal(report.result.frames_48k, 153 * 960 + 48120);
    assert_int_equal(heard(at->path), 153 * 960 + 48120);
    assert_true(fabs(report.result.loudness.integrated_lufs + 16) < 0.1);
}

static void test_levelled_sound_is_as_long_as_what_came(void **state)
{
    struct fixture *at = *state;
    struct track_report report;

    start(at, opus, NORMALIZE_LEVEL, INT64_MAX);
    push_tone(at, 211);
    assert_true(at->sink.gap(at->sink.user, 960, 1, &at->err));
    finish(at, &report);
    assert_int_equal(report.result.frames_48k, 212 * 960);
    assert_int_equal(heard(at->path), 212 * 960);
}

static void test_telephone_sound_becomes_48_khz_of_the_same_length(void **state)
{
    static float pcm[8000];
    struct fixture *at = *state;
    struct track_report report;

    for (int i = 0; i < 8000; i++)
        pcm[i] = 0.1f * sinf(6.2831853f * 440 * (float)i / 8000);
    start(at, telephone, NORMALIZE_OFF, INT64_MAX);
    for (int i = 0; i < 50; i++)
        assert_true(at->sink.pcm(at->sink.user, pcm + 160 * i, 160, &at->err));
    assert_true(at->sink.gap(at->sink.user, 801, 0, &at->err));
    finish(at, &report);
    assert_int_equal(report.result.frames_48k, 8801 * 6);
    assert_int_equal(heard(at->path), 8801 * 6);
}

static void test_clipped_input_is_counted_before_it_is_levelled(void **state)
{
    static float pcm[8000];
    struct fixture *at = *state;

    for (int i = 0; i < 8000; i++)
        pcm[i] = fmaxf(-1, fminf(1, 3 * sinf(0.3f * (float)i)));
    start(at, telephone, NORMALIZE_LEVEL, INT64_MAX);
    assert_true(at->sink.pcm(at->sink.user, pcm, 160, &at->err));
    int64_t before = session_status(at->session).clipped_samples;
    assert_in_range(before, 50, 150);
    assert_true(at->sink.pcm(at->sink.user, pcm + 160, 160, &at->err));
    assert_true(session_status(at->session).clipped_samples > before);
}

static void test_clipped_packets_are_counted_where_they_are_copied(void **state)
{
    static float pcm[960 * 2];
    struct fixture *at = *state;
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    own(encoder) encoder = encoder_new(2, 256000, &at->err);

    for (int i = 0; i < 960 * 2; i++)
        pcm[i] = i / 2 % 96 < 48 ? 1.0f : -1.0f;
    start(at, opus, NORMALIZE_GAIN, INT64_MAX);
    push_tone(at, 20);
    assert_int_equal(session_status(at->session).clipped_samples, 0);
    for (int i = 0; i < 20; i++) {
        size_t bytes = encoder_encode(encoder, pcm, packet);
        assert_true(at->sink.opus(at->sink.user, packet, bytes, 960, &at->err));
    }
    assert_true(session_status(at->session).clipped_samples > 1000);
}

/* Five seconds; asked for its figures now and then, or never. */
static struct loudness measured(struct fixture *at, bool is_asked)
{
    struct track_report report;
    char ledger[80];

    start(at, opus, NORMALIZE_GAIN, INT64_MAX);
    for (int i = 0; i < 10; i++) {
        push_tone(at, 25);
        if (!is_asked)
            continue;
        struct loudness now = session_status(at->session).loudness;
        assert_true(fabs(now.momentary_lufs - -34) < 1);
    }
    finish(at, &report);
    session_free(take(at->session));
    snprintf(ledger, sizeof ledger, "%s.jsonl", at->stem);
    assert_int_equal(unlink(at->path), 0);
    assert_int_equal(unlink(ledger), 0);
    return report.result.loudness;
}

static void test_figures_are_of_all_that_came_whenever_they_are_asked_for(
    void **state)
{
    struct loudness asked = measured(*state, true);
    struct loudness not_asked = measured(*state, false);

    assert_true(asked.integrated_lufs == not_asked.integrated_lufs);
    assert_true(asked.true_peak_dbtp == not_asked.true_peak_dbtp);
    assert_true(asked.momentary_lufs == not_asked.momentary_lufs);
}

static void test_length_limit_holds_to_the_sample(void **state)
{
    struct fixture *at = *state;
    struct track_report report;

    start(at, opus, NORMALIZE_GAIN, 48001);
    push_tone(at, 40);
    assert_false(session_is_full(at->session));
    assert_true(at->sink.gap(at->sink.user, 10 * 48000, 0, &at->err));
    assert_true(session_is_full(at->session));
    push_tone(at, 10);
    finish(at, &report);
    assert_int_equal(report.result.frames_48k, 48001);
    assert_int_equal(heard(at->path), 48001);
}

static void test_early_notes_reach_the_ledger(void **state)
{
    struct fixture *at = *state;
    struct track_report report;
    char ledger[80];
    char bytes[4096] = "";

    start(at, opus, NORMALIZE_GAIN, INT64_MAX);
    at->sink.event(at->sink.user, "source", "before the first packet");
    push_tone(at, 5);
    finish(at, &report);
    snprintf(ledger, sizeof ledger, "%s.jsonl", at->stem);
    FILE *file = fopen(ledger, "r");
    assert_non_null(file);
    assert_true(fread(bytes, 1, sizeof bytes - 1, file) > 0);
    fclose(file);
    const char *begin = strstr(bytes, "\"begin\"");
    const char *note = strstr(bytes, "before the first packet");
    const char *end = strstr(bytes, "\"end\"");
    assert_true(begin && note && end && begin < note && note < end);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_copied_packets_of_20_ms_are_taken_twice_a_second),
        TEST(test_levelled_packets_are_taken_three_times_a_second),
        TEST(test_short_packets_are_taken_more_often),
        TEST(test_session_without_sound_leaves_no_file),
        TEST(test_copied_packets_and_gaps_are_as_long_as_they_say),
        TEST(test_levelled_sound_is_as_long_as_what_came),
        TEST(test_telephone_sound_becomes_48_khz_of_the_same_length),
        TEST(test_clipped_input_is_counted_before_it_is_levelled),
        TEST(test_clipped_packets_are_counted_where_they_are_copied),
        TEST(test_figures_are_of_all_that_came_whenever_they_are_asked_for),
        TEST(test_length_limit_holds_to_the_sample),
        TEST(test_early_notes_reach_the_ledger),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
