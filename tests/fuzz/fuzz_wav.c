/* SPDX-License-Identifier: BSD-2-Clause */
/* The header of a WAV: in one piece and byte by byte it has to be the same. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "recorder/audio/wav.h"

struct outcome {
    bool is_good;
    size_t used;
    struct wav_header header;
    struct err err;
};

static struct outcome read_in_pieces(
    const uint8_t *bytes, size_t length, size_t piece)
{
    struct outcome outcome = {0};
    own(wav) wav = wav_new(&outcome.err);

    assert(wav);
    while (!wav_header(wav, &outcome.header) && outcome.used < length) {
        size_t left = length - outcome.used;
        size_t used;
        if (!wav_push(wav, bytes + outcome.used, left < piece ? left : piece,
                &used, &outcome.err))
            return outcome;
        assert(used > 0 && used <= left);
        outcome.used += used;
    }
    outcome.is_good = wav_finish(wav, &outcome.err);
    assert(outcome.is_good == wav_header(wav, &outcome.header));
    return outcome;
}

static void check_format(const struct sample_format *format)
{
    assert(format->channels >= 1 && format->channels <= SAMPLE_MOST_CHANNELS);
    assert(format->rate_hz >= SAMPLE_LEAST_HZ);
    assert(format->rate_hz <= SAMPLE_MOST_HZ);
    assert(sample_format_frame_bytes(format) <= SAMPLE_MOST_FRAME_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct outcome whole = read_in_pieces(bytes, length, length);
    struct outcome pieces = read_in_pieces(bytes, length, 1);

    assert(whole.is_good == pieces.is_good);
    assert(strcmp(whole.err.text, pieces.err.text) == 0);
    if (!whole.is_good) {
        assert(whole.err.kind == ERR_FORMAT);
        return 0;
    }
    assert(whole.used == pieces.used);
    assert(whole.header.data_bytes == pieces.header.data_bytes);
    assert(whole.header.data_bytes == -1 || whole.header.data_bytes > 0);
    check_format(&whole.header.format);
    return 0;
}
