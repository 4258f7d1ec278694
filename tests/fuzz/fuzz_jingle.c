/* SPDX-License-Identifier: BSD-2-Clause */
/* WAV files as an intro may be one. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>

#include "publisher/media/wav_sound.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct montage_sound sound = {0};
    struct err err = {0};

    if (!wav_sound_decode(bytes, length, &sound, &err)) {
        assert(err.kind != ERR_NONE && !sound.pcm);
        return 0;
    }
    assert(sound.channels == 1 || sound.channels == 2);
    for (size_t i = 0; i < sound.frames * (size_t)sound.channels; i++)
        assert(isfinite(sound.pcm[i]));
    montage_sound_clear(&sound);
    return 0;
}
