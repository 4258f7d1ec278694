/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/sample_recording.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/base/config.h"
#include "recorder/recording/ledger.h"

#define LOOP_PACKETS 50
#define BITRATE 64000

struct loop {
    uint8_t packets[LOOP_PACKETS][CODEC_PACKET_MOST_BYTES];
    size_t lengths[LOOP_PACKETS];
    bool is_made;
};

static void make_frame(int first, float pcm[2 * SAMPLE_PACKET_48K])
{
    static uint32_t seed = 1;

    for (int i = 0; i < SAMPLE_PACKET_48K; i++) {
        seed = seed * 1664525u + 1013904223u;
        double noise = (seed >> 8) / 16777216.0 - 0.5;
        double tone = sin(2 * M_PI * 440 * (first + i) / 48000.0);
        pcm[2 * i] = (float)(0.1 * tone + 0.02 * noise);
        pcm[2 * i + 1] = pcm[2 * i];
    }
}

static const struct loop *make_loop(void)
{
    static struct loop loop;
    float pcm[2 * SAMPLE_PACKET_48K];
    struct err err = {0};

    if (loop.is_made)
        return &loop;
    own(encoder) encoder = encoder_new(2, BITRATE, &err);
    assert_non_null(encoder);
    for (int i = 0; i < LOOP_PACKETS; i++) {
        make_frame(i * SAMPLE_PACKET_48K, pcm);
        loop.lengths[i] = encoder_encode(encoder, pcm, loop.packets[i]);
    }
    loop.is_made = true;
    return &loop;
}

struct recording_facts sample_facts(void)
{
    return (struct recording_facts){
        .id = "6f1c3a52-7f0e-4b5e-9d0c-2f6f5d3c8a11",
        .room = "townhall",
        .title = "Grüße aus dem Rathaus",
        .source = "rtp://127.0.0.1:5004?codec=opus",
        .start_utc_ns = INT64_C(1795370400000000000),
        .normalize = NORMALIZE_GAIN,
        .target_lufs = -16.0,
        .channels = 2,
        .preskip_48k = SAMPLE_PRESKIP_48K,
        .input_rate_hz = 48000,
    };
}

struct recording_result sample_result(int64_t frames_48k)
{
    return (struct recording_result){
        .frames_48k = frames_48k,
        .gain_q8 = 512,
        .loudness = {.integrated_lufs = -16.25,
            .range_lu = 3.5,
            .momentary_lufs = -16.0,
            .short_term_lufs = -16.0,
            .true_peak_dbtp = -2.75},
        .short_lu = 0.25,
    };
}

bool sample_try_push(
    struct recording_writer *writer, int first, int count, struct err *err)
{
    const struct loop *loop = make_loop();

    for (int i = first; i < first + count; i++) {
        int at = i % LOOP_PACKETS;
        if (!recording_writer_push(writer, loop->packets[at], loop->lengths[at],
                SAMPLE_PACKET_48K, err))
            return false;
    }
    return true;
}

void sample_push(struct recording_writer *writer, int first, int count)
{
    struct err err = {0};
    bool is_good = sample_try_push(writer, first, count, &err);

    assert_string_equal(err.text, "");
    assert_true(is_good);
}

struct recording_writer *sample_begin(const char *stem)
{
    struct recording_facts facts = sample_facts();
    struct err err = {0};
    struct recording_writer *writer = recording_writer_new(stem, &facts, &err);

    assert_string_equal(err.text, "");
    assert_non_null(writer);
    return writer;
}

void sample_finish(struct recording_writer *writer, int64_t frames_48k)
{
    struct recording_result result = sample_result(frames_48k);
    struct err err = {0};
    own(jdoc) line = ledger_line("end", frames_48k);
    bool is_good = recording_writer_finish(writer, &result, line, &err);

    assert_string_equal(err.text, "");
    assert_true(is_good);
    recording_writer_free(writer);
}

void sample_record(const char *stem, int packets)
{
    struct err err = {0};
    struct recording_result result = sample_result(sample_frames_48k(packets));
    own(recording_writer) writer = sample_begin(stem);

    sample_push(writer, 0, packets);
    own(jdoc) line = ledger_line("end", result.frames_48k);
    ledger_set_result(line, &result);
    assert_true(recording_writer_finish(writer, &result, line, &err));
}

static void record_and_die(const char *stem, int packets)
{
    struct err err = {0};
    struct recording_facts facts = sample_facts();
    struct recording_writer *writer = recording_writer_new(stem, &facts, &err);

    if (!writer)
        _exit(1);
    sample_push(writer, 0, packets);
    recording_writer_wait(writer, &err);
    raise(SIGKILL);
}

void sample_record_part(const char *stem, int packets)
{
    int status;

    make_loop();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        record_and_die(stem, packets);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

int64_t sample_frames_48k(int packets)
{
    return (int64_t)packets * SAMPLE_PACKET_48K - SAMPLE_PRESKIP_48K;
}
