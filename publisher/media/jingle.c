/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/jingle.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "publisher/media/wav_sound.h"
#include "recorder/audio/limiter.h"
#include "recorder/audio/loudness_meter.h"
#include "recorder/base/text.h"
#include "recorder/base/whole_file.h"
#include "recorder/recording/recording_player.h"

#define MOST_FRAMES ((size_t)JINGLE_MOST_SECONDS * 48000)
#define HEAD_BYTES 16
#define MOST_GAIN_DB 40.0

static bool read_opus(
    const char *path, struct montage_sound *sound, struct err *err)
{
    float block[2 * RECORDING_PLAYER_MOST_FRAMES];
    own_value(text) bytes = {0};
    size_t frames;

    own(recording_player) player = recording_player_new(path, err);
    if (!player)
        return false;
    sound->channels = recording_player_channels(player);
    size_t width = (size_t)sound->channels * sizeof *block;
    do {
        if (!recording_player_pull(player, block, &frames, err))
            return false;
        text_append_bytes(&bytes, block, frames * width);
    } while (frames > 0 && bytes.length <= MOST_FRAMES * width);
    sound->frames = bytes.length / width;
    if (!text_finish(&bytes, err))
        return false;
    sound->pcm = (float *)(void *)text_take(&bytes);
    return sound->pcm || err_no_memory(err);
}

bool jingle_check(const char *path, struct err *err)
{
    uint8_t head[HEAD_BYTES];
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : pread(fd, head, sizeof head, 0);

    if (got < 0)
        return err_set_errno(err, ERR_IO, "%s", path);
    return is_wav_sound(head, (size_t)got) ||
           (got >= 4 && memcmp(head, "OggS", 4) == 0) ||
           err_set(err, ERR_FORMAT, "%s: neither WAV nor Ogg/Opus", path);
}

static bool read_sound(
    const char *path, struct montage_sound *sound, struct err *err)
{
    own_value(text) bytes = {0};

    if (!whole_file_read(path, JINGLE_MOST_BYTES, &bytes, err))
        return false;
    if (is_wav_sound((const uint8_t *)bytes.bytes, bytes.length))
        return wav_sound_decode(
            (const uint8_t *)bytes.bytes, bytes.length, sound, err);
    return read_opus(path, sound, err);
}

static bool measure(
    const struct montage_sound *sound, struct loudness *is, struct err *err)
{
    own(loudness_meter) meter = loudness_meter_new(sound->channels, err);

    if (!meter)
        return false;
    loudness_meter_push(meter, sound->pcm, sound->frames);
    *is = loudness_meter_read(meter);
    return true;
}

static void amplify(struct montage_sound *sound, double gain_db)
{
    float gain = (float)pow(10, gain_db / 20);

    for (size_t i = 0; i < sound->frames * (size_t)sound->channels; i++)
        sound->pcm[i] *= gain;
}

/* The limiter's delay is taken out: what it gives first is dropped, and
 * silence pushes out the rest. */
static bool limit(
    struct montage_sound *sound, double ceiling_dbtp, struct err *err)
{
    size_t channels = (size_t)sound->channels;

    own(limiter) limiter = limiter_new(sound->channels, ceiling_dbtp, err);
    if (!limiter)
        return false;
    size_t late = (size_t)limiter_lookahead_48k(limiter);
    float *larger =
        realloc(sound->pcm, (sound->frames + late) * channels * sizeof *larger);
    if (!larger)
        return err_no_memory(err);
    sound->pcm = larger;
    memset(
        larger + sound->frames * channels, 0, late * channels * sizeof *larger);
    limiter_process(limiter, larger, sound->frames + late);
    memmove(larger, larger + late * channels,
        sound->frames * channels * sizeof *larger);
    return true;
}

static bool match(struct montage_sound *sound, double target_lufs,
    double ceiling_dbtp, struct err *err)
{
    struct loudness is;

    if (sound->frames > MOST_FRAMES)
        return err_set(err, ERR_LIMIT, "more than %d minutes are too long",
            JINGLE_MOST_SECONDS / 60);
    if (!measure(sound, &is, err))
        return false;
    if (!isfinite(is.integrated_lufs) || !isfinite(target_lufs))
        return true;
    amplify(sound, fmin(target_lufs - is.integrated_lufs, MOST_GAIN_DB));
    return limit(sound, ceiling_dbtp, err);
}

bool jingle_read(const char *path, double target_lufs, double ceiling_dbtp,
    struct montage_sound *sound, struct err *err)
{
    struct montage_sound read = {0};

    if (!read_sound(path, &read, err) ||
        !match(&read, target_lufs, ceiling_dbtp, err)) {
        montage_sound_clear(&read);
        return strstr(err->text, path) ? false : err_prefix(err, "%s", path);
    }
    *sound = read;
    return true;
}
