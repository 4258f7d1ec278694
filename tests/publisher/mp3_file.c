/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/mp3_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/media/mp3_encoder.h"

struct text mp3_of_sound(const struct sound *sound, size_t step)
{
    struct err err = {0};
    struct text stream = {0};
    own_value(text) info = {0};
    const struct mp3_format format = {.channels = sound->channels,
        .bitrate = mp3_encoder_default_bitrate(sound->channels)};
    own(mp3_encoder) encoder = mp3_encoder_new(&format, &err);

    assert_non_null(encoder);
    for (size_t at = 0; at < sound->frames; at += step) {
        size_t left = sound->frames - at;
        assert_true(
            mp3_encoder_push(encoder, sound->pcm + at * (size_t)sound->channels,
                left < step ? left : step, &stream, &err));
    }
    assert_true(mp3_encoder_finish(encoder, &stream, &err));
    assert_true(mp3_encoder_info(encoder, &info, &err));
    assert_true(info.length < stream.length);
    memcpy(stream.bytes, info.bytes, info.length);
    return stream;
}
