/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/segment_encoder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/media/mp3_segment.h"
#include "tests/publisher/mp3_file.h"
#include "tests/publisher/tool.h"

#define SEGMENT_48K ((size_t)MP3_SEGMENT_KEPT * MP3_FRAME_48K)

/* Three joints; the noise around each is what the tests are about. */
#define LONG_48K (3 * SEGMENT_48K + 3 * 48000 + 77)

struct made {
    struct text stream;
    struct segment_joints joints;
};

static struct made encoded(
    const struct sound *sound, int bitrate, int threads, size_t step)
{
    const struct mp3_format format = {sound->channels, bitrate};
    struct made made = {0};
    struct err err = {0};
    own_value(text) info = {0};
    own(segment_encoder) encoder = segment_encoder_new(&format, threads, &err);

    assert_non_null(encoder);
    for (size_t at = 0; at < sound->frames; at += step) {
        size_t left = sound->frames - at;
        assert_true(segment_encoder_push(encoder,
            sound->pcm + at * (size_t)sound->channels,
            left < step ? left : step, &made.stream, &err));
    }
    assert_true(segment_encoder_finish(encoder, &made.stream, &err));
    assert_true(segment_encoder_info(encoder, &info, &err));
    memcpy(made.stream.bytes, info.bytes, info.length);
    made.joints = segment_encoder_joints(encoder);
    return made;
}

/* By one encoder, for all of it. */
static struct text encoded_in_one(const struct sound *sound, int bitrate)
{
    const struct mp3_format format = {sound->channels, bitrate};
    struct text stream = {0};
    struct err err = {0};
    own_value(text) info = {0};
    own(mp3_encoder) encoder = mp3_encoder_new(&format, &err);

    assert_non_null(encoder);
    assert_true(
        mp3_encoder_push(encoder, sound->pcm, sound->frames, &stream, &err));
    assert_true(mp3_encoder_finish(encoder, &stream, &err));
    assert_true(mp3_encoder_info(encoder, &info, &err));
    memcpy(stream.bytes, info.bytes, info.length);
    return stream;
}

static float *heard(const struct text *stream, const struct sound *sound)
{
    size_t samples;

    write_file("a.mp3", stream->bytes, stream->length);
    float *pcm = decoded("a.mp3", &samples);
    assert_int_equal(samples, sound->frames * (size_t)sound->channels);
    return pcm;
}

struct noise {
    double energy;
    double peak;
};

static struct noise noise_between(
    const struct sound *sound, const float *pcm, size_t from, size_t to)
{
    size_t width = (size_t)sound->channels;
    struct noise noise = {0};

    for (size_t i = from * width; i < to * width; i++) {
        double error = pcm[i] - sound->pcm[i];
        noise.energy += error * error;
        noise.peak = fmax(noise.peak, fabs(error));
    }
    return noise;
}

/* A fifth of a second around the first frame of a segment, and behind it: a
 * seam would stand out of the noise that one encoder makes there. */
static void check_seams(const struct sound *sound, int bitrate)
{
    struct made made = encoded(sound, bitrate, 1, 4800);
    own_value(text) one = encoded_in_one(sound, bitrate);
    own_heap(float) joined_pcm = heard(&made.stream, sound);
    own_heap(float) one_pcm = heard(&one, sound);

    assert_int_equal(made.joints.all, 3);
    for (size_t i = 1; i <= 3; i++) {
        size_t from = i * SEGMENT_48K - 4800;
        size_t to = i * SEGMENT_48K + MP3_SEGMENT_JOINTS * MP3_FRAME_48K;
        struct noise joined = noise_between(sound, joined_pcm, from, to);
        struct noise usual = noise_between(sound, one_pcm, from, to);
        assert_true(joined.energy < usual.energy * 1.3);
        assert_true(joined.peak < usual.peak * 1.5);
    }
    struct noise all = noise_between(sound, joined_pcm, 0, sound->frames);
    struct noise usual = noise_between(sound, one_pcm, 0, sound->frames);
    assert_true(all.energy < usual.energy * 1.02);
    text_clear(&made.stream);
}

static void check_speech(int channels, int bitrate)
{
    struct sound speech = sound_of_speech(channels, LONG_48K);

    check_seams(&speech, bitrate);
    sound_clear(&speech);
}

static void test_no_seam_is_heard_in_stereo(void **state)
{
    (void)state;
    check_speech(2, 128000);
}

static void test_no_seam_is_heard_in_mono(void **state)
{
    (void)state;
    check_speech(1, 96000);
}

static void test_no_seam_is_heard_where_the_bitrate_varies(void **state)
{
    (void)state;
    check_speech(2, 0);
}

/* Other people's decoders and checkers have nothing to say of the joined
 * stream. */
static void test_joined_stream_is_in_order(void **state)
{
    static const int bitrates[] = {128000, 0};
    struct sound speech = sound_of_speech(2, LONG_48K);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct made made = encoded(&speech, bitrates[i], 2, 960);
        free(heard(&made.stream, &speech));
        char *said = tool(NULL, "ffmpeg -v warning -xerror -err_detect "
                                "explode -i a.mp3 -f null - 2>&1");
        assert_string_equal(said, "");
        free(said);
        said = tool(NULL, "mp3val a.mp3 2>&1 | grep -E 'WARNING|ERROR' | "
                          "grep -v 'No supported tags'; true");
        assert_string_equal(said, "");
        free(said);
        text_clear(&made.stream);
    }
    sound_clear(&speech);
}

static void test_number_of_threads_changes_no_byte(void **state)
{
    struct sound noise = sound_of_noise(2, LONG_48K, 0.3);
    struct made alone = encoded(&noise, 128000, 1, 4800);

    (void)state;
    for (int threads = 2; threads <= 5; threads += 3) {
        struct made many = encoded(&noise, 128000, threads, 100000);
        assert_int_equal(many.stream.length, alone.stream.length);
        assert_memory_equal(
            many.stream.bytes, alone.stream.bytes, alone.stream.length);
        text_clear(&many.stream);
    }
    text_clear(&alone.stream);
    sound_clear(&noise);
}

static void test_what_is_short_is_as_one_encoder_makes_it(void **state)
{
    static const size_t lengths[] = {1, 1152, 48000, SEGMENT_48K};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        struct sound noise = sound_of_noise(2, lengths[i], 0.3);
        struct made made = encoded(&noise, 128000, 2, 960);
        own_value(text) one = encoded_in_one(&noise, 128000);
        assert_int_equal(made.joints.all, 0);
        assert_int_equal(made.stream.length, one.length);
        assert_memory_equal(made.stream.bytes, one.bytes, one.length);
        text_clear(&made.stream);
        sound_clear(&noise);
    }
}

/* Around the lengths at which another segment begins. */
static void test_every_length_is_exact_to_the_sample(void **state)
{
    const size_t full_48k =
        MP3_SEGMENT_MOST_48K - (size_t)MP3_SEGMENT_WARM_UP * MP3_FRAME_48K;
    static const int offsets[] = {-1153, -1, 0, 1, 577, 1152};

    (void)state;
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        struct sound noise =
            sound_of_noise(1, full_48k + (size_t)offsets[i], 0.3);
        struct made made = encoded(&noise, 64000, 2, 4800);
        assert_int_equal(made.joints.all, offsets[i] > 0);
        free(heard(&made.stream, &noise));
        text_clear(&made.stream);
        sound_clear(&noise);
    }
}

/* What LAME says of the same in one piece, but for the checksums, which are
 * of other bytes, the seek table, which it rounds down, and the header, which
 * it takes from the last frame. */
static void test_info_frame_is_what_one_encoder_would_have_written(void **state)
{
    enum { HEADER_END = 4, TABLE_AT = 52, TABLE_END = 152, SUMS_AT = 188 };
    struct sound noise = sound_of_noise(2, LONG_48K, 0.3);
    struct made made = encoded(&noise, 128000, 2, 4800);
    own_value(text) one = encoded_in_one(&noise, 128000);
    const char *joined = made.stream.bytes;

    (void)state;
    assert_int_equal(made.stream.length, one.length);
    assert_memory_equal(
        joined + HEADER_END, one.bytes + HEADER_END, TABLE_AT - HEADER_END);
    for (size_t i = TABLE_AT; i < TABLE_END; i++)
        assert_in_range((uint8_t)joined[i] + 2 - (uint8_t)one.bytes[i], 1, 3);
    assert_memory_equal(
        joined + TABLE_END, one.bytes + TABLE_END, SUMS_AT - TABLE_END);
    text_clear(&made.stream);
    sound_clear(&noise);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_seam_is_heard_in_stereo),
        cmocka_unit_test(test_no_seam_is_heard_in_mono),
        cmocka_unit_test(test_no_seam_is_heard_where_the_bitrate_varies),
        cmocka_unit_test(test_joined_stream_is_in_order),
        cmocka_unit_test(test_number_of_threads_changes_no_byte),
        cmocka_unit_test(test_what_is_short_is_as_one_encoder_makes_it),
        cmocka_unit_test(test_every_length_is_exact_to_the_sample),
        cmocka_unit_test(
            test_info_frame_is_what_one_encoder_would_have_written),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
