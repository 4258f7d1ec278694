/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/wav_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "recorder/audio/wav.h"

#define HELD_BYTES ((size_t)WAV_FILE_MOST_FRAMES * SAMPLE_MOST_FRAME_BYTES)

struct wav_file {
    int fd;
    struct wav_header header;
    int64_t left_bytes; /* of sound; -1: until the end */
    size_t held_bytes;
    uint8_t held[HELD_BYTES];
};

/* Fills what is held up to `most` bytes; fewer come only at the end. */
static bool fill(struct wav_file *file, size_t most, struct err *err)
{
    while (file->held_bytes < most) {
        ssize_t got = read(
            file->fd, file->held + file->held_bytes, most - file->held_bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set_errno(err, ERR_IO, "read");
        if (got == 0)
            return true;
        file->held_bytes += (size_t)got;
    }
    return true;
}

static void drop(struct wav_file *file, size_t bytes)
{
    file->held_bytes -= bytes;
    memmove(file->held, file->held + bytes, file->held_bytes);
}

static bool read_header(struct wav_file *file, struct err *err)
{
    own(wav) wav = wav_new(err);

    if (!wav)
        return false;
    while (!wav_header(wav, &file->header)) {
        size_t used = 0;
        if (!fill(file, HELD_BYTES, err))
            return false;
        if (file->held_bytes == 0)
            return wav_finish(wav, err);
        if (!wav_push(wav, file->held, file->held_bytes, &used, err))
            return false;
        drop(file, used);
    }
    file->left_bytes = file->header.data_bytes;
    return true;
}

struct wav_file *wav_file_new(const char *path, struct err *err)
{
    own(wav_file) file = calloc(1, sizeof *file);

    if (!file)
        return err_no_memory(err), NULL;
    file->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (file->fd < 0)
        return err_set_errno(err, ERR_IO, "open"), NULL;
    return read_header(file, err) ? take(file) : NULL;
}

const struct sample_format *wav_file_format(const struct wav_file *file)
{
    return &file->header.format;
}

bool wav_file_pull(
    struct wav_file *file, float *pcm, size_t *frames, struct err *err)
{
    const struct sample_format *format = &file->header.format;
    size_t frame_bytes = sample_format_frame_bytes(format);

    if (!fill(file, WAV_FILE_MOST_FRAMES * frame_bytes, err))
        return false;
    size_t bytes = file->held_bytes;
    if (bytes > WAV_FILE_MOST_FRAMES * frame_bytes)
        bytes = WAV_FILE_MOST_FRAMES * frame_bytes;
    if (file->left_bytes >= 0 && (int64_t)bytes > file->left_bytes)
        bytes = (size_t)file->left_bytes;
    *frames = bytes / frame_bytes;
    bytes = *frames * frame_bytes;
    sample_format_convert_unmixed(format, file->held, *frames, pcm);
    drop(file, bytes);
    if (file->left_bytes >= 0)
        file->left_bytes -= (int64_t)bytes;
    return true;
}

/* Less than a frame is the mistake of a writer. */
bool wav_file_is_cut_off(const struct wav_file *file)
{
    return file->left_bytes >=
           (int64_t)sample_format_frame_bytes(&file->header.format);
}

void wav_file_free(struct wav_file *file)
{
    if (!file)
        return;
    if (file->fd >= 0)
        close(file->fd);
    free(file);
}
