/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/sound_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/audio/mp3_decoder.h"
#include "recorder/recording/recording_player.h"
#include "recorder/report/wav_file.h"

#define MAGIC_BYTES 8
#define STANDARD_INPUT "/dev/stdin"
#define OPUS_RATE_HZ 48000

_Static_assert(RECORDING_PLAYER_MOST_FRAMES <= SOUND_FILE_MOST_FRAMES &&
                   MP3_DECODER_MOST_FRAMES <= SOUND_FILE_MOST_FRAMES &&
                   WAV_FILE_MOST_FRAMES <= SOUND_FILE_MOST_FRAMES,
    "whatever a decoder gives at once");

/* One of them is there. */
struct sound_file {
    struct wav_file *wav;
    struct recording_player *opus;
    struct mp3_decoder *mp3;
};

/* Other files by how they begin, so that they can be called by their name. */
static const struct {
    size_t at;
    const char *bytes;
    const char *name;
} others[] = {
    {0, "fLaC", "FLAC"},
    {4, "ftyp", "MP4 or M4A"},
    {0, "FORM", "AIFF"},
    {0, "caff", "CAF"},
    {0, "\x1a\x45\xdf\xa3", "Matroska or WebM"},
    {0, "\xff\xf1", "AAC"},
};

static bool refuse_other(const char *magic, struct err *err)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *bytes = others[i].bytes;
        if (memcmp(magic + others[i].at, bytes, strlen(bytes)) == 0)
            return err_set(err, ERR_FORMAT,
                "found %s, expected WAV, Ogg/Opus or MP3", others[i].name);
    }
    return err_set(err, ERR_FORMAT, "expected WAV, Ogg/Opus or MP3");
}

/* A FIFO must not hold us up. */
static bool read_magic(
    const char *path, char magic[MAGIC_BYTES], struct err *err)
{
    struct stat status;
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode))
        return err_set(err, ERR_IO,
            "it is a FIFO, expected a file; a WAV can be piped to -");
    ssize_t got = fd < 0 ? -1 : pread(fd, magic, MAGIC_BYTES, 0);
    if (got < 0)
        return err_set_errno(err, ERR_IO, fd < 0 ? "open" : "read");
    if (got == 0)
        return err_set(err, ERR_FORMAT, "it is empty");
    return true;
}

static bool begins(const char *magic, const char *with)
{
    return memcmp(magic, with, strlen(with)) == 0;
}

/* A tag, or the eleven set bits of a frame's head that is of layer 3. */
static bool is_mp3(const char *magic)
{
    const uint8_t *bytes = (const uint8_t *)magic;

    return begins(magic, "ID3") ||
           (bytes[0] == 0xff && (bytes[1] & 0xe6) == 0xe2);
}

/* A WAV is read from its beginning to its end; the others are looked at here
 * and there. */
static bool open_pipe(struct sound_file *file, struct err *err)
{
    file->wav = wav_file_new(STANDARD_INPUT, err);
    if (!file->wav && err->kind == ERR_FORMAT)
        err_prefix(err, "only WAV can come through a pipe");
    return file->wav;
}

static bool is_regular(int fd)
{
    struct stat status;

    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

static bool open_decoder(
    struct sound_file *file, const char *path, struct err *err)
{
    char magic[MAGIC_BYTES] = {0};

    if (strcmp(path, "-") == 0) {
        if (!is_regular(STDIN_FILENO))
            return open_pipe(file, err);
        path = STANDARD_INPUT;
    }
    if (!read_magic(path, magic, err))
        return false;
    if (begins(magic, "OggS"))
        file->opus = recording_player_new(path, err);
    else if (is_mp3(magic))
        file->mp3 = mp3_decoder_new(path, err);
    else if (begins(magic, "RIFF") || begins(magic, "RF64") ||
             begins(magic, "BW64"))
        file->wav = wav_file_new(path, err);
    else
        return refuse_other(magic, err);
    return file->opus || file->mp3 || file->wav;
}

struct sound_file *sound_file_new(const char *path, struct err *err)
{
    own(sound_file) file = calloc(1, sizeof *file);

    if (!file)
        return err_no_memory(err), NULL;
    return open_decoder(file, path, err) ? take(file) : NULL;
}

const char *sound_file_kind(const struct sound_file *file)
{
    return file->wav ? "WAV" : file->opus ? "Opus" : "MP3";
}

int sound_file_rate_hz(const struct sound_file *file)
{
    if (file->wav)
        return wav_file_format(file->wav)->rate_hz;
    return file->opus ? OPUS_RATE_HZ : mp3_decoder_rate_hz(file->mp3);
}

int sound_file_channels(const struct sound_file *file)
{
    if (file->wav)
        return wav_file_format(file->wav)->channels;
    return file->opus ? recording_player_channels(file->opus)
                      : mp3_decoder_channels(file->mp3);
}

void sound_file_weigh(
    const struct sound_file *file, double weights[SAMPLE_MOST_CHANNELS])
{
    if (file->wav) {
        sample_format_weigh(wav_file_format(file->wav), weights);
        return;
    }
    for (int i = 0; i < SAMPLE_MOST_CHANNELS; i++)
        weights[i] = 1;
}

/* All links of a chain, as a dump of a station has one for each title. */
static bool pull_opus(
    struct sound_file *file, float *pcm, size_t *frames, struct err *err)
{
    bool is_there = true;
    size_t got = 0;

    while (got == 0 && is_there) {
        if (!recording_player_pull(file->opus, pcm, &got, err))
            return false;
        if (got == 0 && !recording_player_next_link(file->opus, &is_there, err))
            return false;
    }
    *frames = got;
    return true;
}

bool sound_file_pull(
    struct sound_file *file, float *pcm, size_t *frames, struct err *err)
{
    if (file->wav)
        return wav_file_pull(file->wav, pcm, frames, err);
    if (file->opus)
        return pull_opus(file, pcm, frames, err);
    return mp3_decoder_pull(file->mp3, pcm, frames, err);
}

bool sound_file_is_cut_off(const struct sound_file *file)
{
    if (file->wav)
        return wav_file_is_cut_off(file->wav);
    return file->opus ? recording_player_is_cut_off(file->opus)
                      : mp3_decoder_is_cut_off(file->mp3);
}

void sound_file_free(struct sound_file *file)
{
    if (!file)
        return;
    wav_file_free(file->wav);
    recording_player_free(file->opus);
    mp3_decoder_free(file->mp3);
    free(file);
}
