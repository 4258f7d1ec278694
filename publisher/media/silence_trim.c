/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/silence_trim.h"

#include <math.h>

#include "publisher/media/clip_reader.h"
#include "publisher/media/session_part.h"

#define BLOCK_48K 4800 /* 100 ms */
#define CHUNK_BLOCKS 600
#define SILENT_DBFS (-50.0)

/* One part, and what is silent in it. */
struct part {
    struct montage montage;
    struct montage_clip clip;
    int64_t preskip_48k;
    int64_t frames_48k;
    double loud; /* the mean square, without the header gain, that is heard */
    float *pcm;  /* of a chunk */
};

static void part_clear(struct part *part)
{
    free(part->pcm);
}

static bool part_open(struct part *part, const char *path, struct err *err)
{
    own(recording_reader) reader = recording_reader_new(path, err);

    if (!reader || !recording_duration_48k(path, &part->frames_48k, err))
        return false;
    double gain_db = recording_reader_gain_q8(reader) / 256.0;
    part->loud = pow(10, (SILENT_DBFS - gain_db) / 10);
    part->montage.channels = recording_reader_channels(reader);
    part->clip.path = (char *)path;
    part->preskip_48k = recording_reader_preskip_48k(reader);
    part->pcm = malloc((size_t)CHUNK_BLOCKS * BLOCK_48K *
                       (size_t)part->montage.channels * sizeof *part->pcm);
    return part->pcm || err_no_memory(err);
}

static bool is_loud(const struct part *part, int block)
{
    size_t samples = (size_t)BLOCK_48K * (size_t)part->montage.channels;
    const float *pcm = part->pcm + (size_t)block * samples;
    double sum = 0;

    for (size_t i = 0; i < samples; i++)
        sum += (double)pcm[i] * pcm[i];
    return sum / (double)samples > part->loud;
}

static bool decode_chunk(struct part *part, int64_t from_48k, struct err *err)
{
    const struct clip_stretch chunk = {
        .clip = &part->clip,
        .position = part->preskip_48k + from_48k,
        .frames = (size_t)CHUNK_BLOCKS * BLOCK_48K,
    };

    return clip_decode(&part->montage, &chunk, part->pcm, err);
}

/* *silent_48k: how long it is silent at first; all of it if nothing is loud. */
static bool find_beginning(
    struct part *part, int64_t *silent_48k, struct err *err)
{
    int64_t chunk = (int64_t)CHUNK_BLOCKS * BLOCK_48K;

    for (int64_t from = 0; from < part->frames_48k; from += chunk) {
        if (!decode_chunk(part, from, err))
            return false;
        for (int i = 0; i < CHUNK_BLOCKS; i++) {
            if (!is_loud(part, i))
                continue;
            *silent_48k = from + (int64_t)i * BLOCK_48K;
            return true;
        }
    }
    *silent_48k = part->frames_48k;
    return true;
}

/* *heard_48k: where the silence at its end begins. */
static bool find_end(struct part *part, int64_t *heard_48k, struct err *err)
{
    int64_t chunk = (int64_t)CHUNK_BLOCKS * BLOCK_48K;

    for (int64_t to = part->frames_48k; to > 0; to -= chunk) {
        if (!decode_chunk(part, to - chunk, err))
            return false;
        for (int i = CHUNK_BLOCKS; i-- > 0;) {
            if (!is_loud(part, i))
                continue;
            *heard_48k = to - chunk + (int64_t)(i + 1) * BLOCK_48K;
            return true;
        }
    }
    *heard_48k = 0;
    return true;
}

static bool trim_beginning(
    const char *path, struct edit_spans *cut, bool *is_silent, struct err *err)
{
    own_value(part) part = {0};
    int64_t silent;

    if (!part_open(&part, path, err) || !find_beginning(&part, &silent, err))
        return false;
    *is_silent = silent >= part.frames_48k;
    return *is_silent ||
           edit_spans_add(cut, 0, silent - SILENCE_TRIM_MARGIN_48K, err);
}

static bool trim_end(const char *path, int64_t offset_48k,
    struct edit_spans *cut, struct err *err)
{
    own_value(part) part = {0};
    int64_t heard;

    if (!part_open(&part, path, err) || !find_end(&part, &heard, err))
        return false;
    int64_t from = heard + SILENCE_TRIM_MARGIN_48K;
    return heard == 0 || from >= part.frames_48k ||
           edit_spans_add(cut, offset_48k + from, EDIT_END_48K, err);
}

bool silence_trim(const char *const *paths, size_t count,
    struct edit_spans *cut, struct err *err)
{
    int64_t offset_48k = 0;
    int64_t length_48k;
    bool is_silent = true;

    if (count == 0 || !trim_beginning(paths[0], cut, &is_silent, err))
        return count == 0;
    for (size_t i = 0; i + 1 < count; i++) {
        if (!session_part_length_48k(paths, count, i, &length_48k, err))
            return false;
        offset_48k += length_48k;
    }
    return (is_silent && count == 1) ||
           trim_end(paths[count - 1], offset_48k, cut, err);
}
