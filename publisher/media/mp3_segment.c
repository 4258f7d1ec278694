/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_segment.h"

#include <string.h>

int64_t mp3_segment_begin(int64_t number)
{
    return number * MP3_SEGMENT_KEPT;
}

bool mp3_segment_init(
    struct mp3_segment *segment, int channels, struct err *err)
{
    segment->pcm =
        malloc(MP3_SEGMENT_MOST_48K * (size_t)channels * sizeof *segment->pcm);
    return segment->pcm || err_no_memory(err);
}

/* What it has in common with the next one, all of it at its end. */
static size_t overlap_48k(void)
{
    return (size_t)MP3_SEGMENT_OVERLAP * MP3_FRAME_48K;
}

/* The first has no warm-up. */
static size_t most_48k(const struct mp3_segment *segment)
{
    size_t missing = segment->number == 0 ? MP3_SEGMENT_WARM_UP : 0;

    return MP3_SEGMENT_MOST_48K - missing * MP3_FRAME_48K;
}

void mp3_segment_start(
    struct mp3_segment *segment, const struct mp3_segment *before, int channels)
{
    size_t width = (size_t)channels;

    mp3_run_reset(&segment->run);
    text_reset(&segment->info);
    segment->is_last = false;
    segment->number = before ? before->number + 1 : 0;
    segment->run.first = mp3_segment_begin(segment->number);
    segment->frames_48k = 0;
    if (!before)
        return;
    segment->run.first -= MP3_SEGMENT_WARM_UP;
    segment->frames_48k = overlap_48k();
    memcpy(segment->pcm,
        before->pcm + (before->frames_48k - overlap_48k()) * width,
        overlap_48k() * width * sizeof *segment->pcm);
}

bool mp3_segment_is_full(const struct mp3_segment *segment)
{
    return segment->frames_48k == most_48k(segment);
}

size_t mp3_segment_push(
    struct mp3_segment *segment, const float *pcm, size_t frames, int channels)
{
    size_t width = (size_t)channels;
    size_t room = most_48k(segment) - segment->frames_48k;
    size_t taken = frames < room ? frames : room;

    memcpy(segment->pcm + segment->frames_48k * width, pcm,
        taken * width * sizeof *pcm);
    segment->frames_48k += taken;
    return taken;
}

/* The first frame of the stream, which is no sound. */
static bool take_info_away(
    struct mp3_segment *segment, struct mp3_encoder *encoder, struct err *err)
{
    struct text *bytes = &segment->run.bytes;

    if (!mp3_encoder_info(encoder, &segment->info, err))
        return false;
    if (bytes->length < segment->info.length)
        return err_set(err, ERR_FORMAT, "LAME gave no info tag");
    bytes->length -= segment->info.length;
    memmove(bytes->bytes, bytes->bytes + segment->info.length, bytes->length);
    return true;
}

/* What does not last until the end gives frames that the next one has right.
 */
static void drop_end(struct mp3_segment *segment)
{
    struct mp3_run *run = &segment->run;
    int64_t end = mp3_segment_begin(segment->number + 1) + MP3_SEGMENT_JOINTS;

    if (segment->is_last || mp3_run_end(run) <= end)
        return;
    run->count = (size_t)(end - run->first);
    run->bytes.length = run->frames[run->count].at;
}

bool mp3_segment_encode(struct mp3_segment *segment,
    const struct mp3_format *format, bool is_closed, struct err *err)
{
    own(mp3_encoder) encoder =
        segment->number == 0 ? mp3_encoder_new(format, err)
                             : mp3_encoder_new_inner(format, is_closed, err);
    struct text *bytes = &segment->run.bytes;

    mp3_run_reset(&segment->run);
    segment->run.is_vbr = format->bitrate == 0;
    if (!encoder ||
        !mp3_encoder_push(
            encoder, segment->pcm, segment->frames_48k, bytes, err) ||
        !mp3_encoder_finish(encoder, bytes, err) ||
        (segment->number == 0 && !take_info_away(segment, encoder, err)) ||
        !mp3_run_read(&segment->run, err))
        return false;
    segment->padding = mp3_encoder_padding(encoder);
    drop_end(segment);
    return true;
}

void mp3_segment_clear(struct mp3_segment *segment)
{
    free(segment->pcm);
    mp3_run_clear(&segment->run);
    text_clear(&segment->info);
    *segment = (struct mp3_segment){0};
}
