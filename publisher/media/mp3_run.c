/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BACK_BYTES 511 /* nine bits */
#define BITRATE_AT 2        /* in the header, the upper half of a byte */
#define BITRATE_STEP 16

static size_t count_frames(const struct text *bytes)
{
    struct mp3_frame frame;
    size_t count = 0;
    size_t at = 0;

    while (bytes->length - at >= MP3_FRAME_MOST_HEAD_BYTES &&
           mp3_frame_parse((const uint8_t *)bytes->bytes + at, &frame) &&
           frame.is_mpeg1 && frame.length <= bytes->length - at) {
        at += frame.length;
        count++;
    }
    return at == bytes->length ? count : 0;
}

bool mp3_run_read(struct mp3_run *run, struct err *err)
{
    struct mp3_frame frame;
    size_t at = 0;
    size_t count = count_frames(&run->bytes);

    if (count == 0)
        return err_set(err, ERR_FORMAT, "LAME gave what is no run of frames");
    struct mp3_run_frame *frames =
        realloc(run->frames, count * sizeof *run->frames);
    if (!frames)
        return err_no_memory(err);
    run->frames = frames;
    run->count = count;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *bytes = (const uint8_t *)run->bytes.bytes + at;
        mp3_frame_parse(bytes, &frame);
        frames[i] = (struct mp3_run_frame){.at = at,
            .head_length = frame.head_length,
            .length = frame.length,
            .side = mp3_frame_side(&frame, bytes)};
        at += frame.length;
    }
    return true;
}

int64_t mp3_run_end(const struct mp3_run *run)
{
    return run->first + (int64_t)run->count;
}

static struct mp3_run_frame *frame_at(const struct mp3_run *run, int64_t number)
{
    return &run->frames[number - run->first];
}

/* Whether both runs overlap in the same way before and behind. */
static bool has_same_blocks(
    const struct mp3_run *before, const struct mp3_run *behind, int64_t number)
{
    for (int64_t i = number - 1; i <= number; i++)
        if (frame_at(before, i)->side.blocks !=
            frame_at(behind, i)->side.blocks)
            return false;
    return true;
}

/* The room for sound in the frames of a run before a number. */
static size_t room_before(const struct mp3_run *run, int64_t number)
{
    size_t room = 0;

    while (number > run->first && room < MOST_BACK_BYTES) {
        const struct mp3_run_frame *frame = frame_at(run, --number);
        room += frame->length - frame->head_length;
    }
    return room;
}

/* The header of a frame that is larger by so many bytes at least; its length,
 * or 0 if there is none. */
static size_t grow_header(
    const uint8_t *header, size_t growth, uint8_t grown[MP3_FRAME_HEADER_BYTES])
{
    struct mp3_frame frame;

    memcpy(grown, header, MP3_FRAME_HEADER_BYTES);
    mp3_frame_parse(grown, &frame);
    size_t wanted = frame.length + growth;
    while (frame.length < wanted) {
        grown[BITRATE_AT] = (uint8_t)(grown[BITRATE_AT] + BITRATE_STEP);
        if (!mp3_frame_parse(grown, &frame))
            return 0;
    }
    return frame.length;
}

static const uint8_t *header_of(const struct mp3_run *run, int64_t number)
{
    return (const uint8_t *)run->bytes.bytes + frame_at(run, number)->at;
}

static bool has_room(
    const struct mp3_run *before, const struct mp3_run *behind, int64_t number)
{
    size_t needed = frame_at(behind, number)->side.back_bytes;
    size_t free_bytes = frame_at(before, number)->side.back_bytes;
    uint8_t grown[MP3_FRAME_HEADER_BYTES];

    if (needed > room_before(behind, number) ||
        free_bytes > room_before(before, number))
        return false;
    return needed <= free_bytes ||
           (before->is_vbr && grow_header(header_of(before, number - 1),
                                  needed - free_bytes, grown) > 0);
}

typedef bool joint_judge(
    const struct mp3_run *before, const struct mp3_run *behind, int64_t number);

static bool can_join(
    const struct mp3_run *before, const struct mp3_run *behind, int64_t number)
{
    return has_same_blocks(before, behind, number) &&
           has_room(before, behind, number);
}

static bool find(const struct mp3_run *before, const struct mp3_run *behind,
    int64_t from, joint_judge *judge, int64_t *joint)
{
    int64_t to = mp3_run_end(before);

    if (mp3_run_end(behind) < to)
        to = mp3_run_end(behind);
    if (from <= before->first)
        from = before->first + 1;
    if (from <= behind->first)
        from = behind->first + 1;
    for (int64_t number = from; number < to; number++) {
        if (judge(before, behind, number)) {
            *joint = number;
            return true;
        }
    }
    return false;
}

bool mp3_run_find_joint(const struct mp3_run *before,
    const struct mp3_run *behind, int64_t from, int64_t *joint)
{
    return find(before, behind, from, can_join, joint);
}

bool mp3_run_find_rough_joint(const struct mp3_run *before,
    const struct mp3_run *behind, int64_t from, int64_t *joint)
{
    return find(before, behind, from, has_room, joint);
}

/* The last bytes of sound in the frames before a number. */
static void take_sound(
    const struct mp3_run *run, int64_t number, uint8_t *sound, size_t count)
{
    while (count > 0) {
        const struct mp3_run_frame *frame = frame_at(run, --number);
        const char *end = run->bytes.bytes + frame->at + frame->length;
        size_t room = frame->length - frame->head_length;
        size_t taken = count < room ? count : room;
        count -= taken;
        memcpy(sound + count, end - taken, taken);
    }
}

static void put_sound(
    struct mp3_run *run, int64_t number, const uint8_t *sound, size_t count)
{
    while (count > 0) {
        const struct mp3_run_frame *frame = frame_at(run, --number);
        char *end = run->bytes.bytes + frame->at + frame->length;
        size_t room = frame->length - frame->head_length;
        size_t put = count < room ? count : room;
        count -= put;
        memcpy(end - put, sound + count, put);
    }
}

/* Makes the last frame larger. */
static bool grow_last(struct mp3_run *run, size_t growth, struct err *err)
{
    struct mp3_run_frame *last = &run->frames[run->count - 1];
    uint8_t grown[MP3_FRAME_HEADER_BYTES];
    size_t length =
        grow_header(header_of(run, mp3_run_end(run) - 1), growth, grown);

    assert(length > 0);
    memcpy(run->bytes.bytes + last->at, grown, sizeof grown);
    for (; last->length < length; last->length++)
        text_append_byte(&run->bytes, 0);
    return text_finish(&run->bytes, err);
}

bool mp3_run_join(struct mp3_run *before, const struct mp3_run *behind,
    int64_t joint, struct err *err)
{
    size_t free_bytes = frame_at(before, joint)->side.back_bytes;
    size_t needed = frame_at(behind, joint)->side.back_bytes;
    uint8_t sound[MOST_BACK_BYTES] = {0};
    size_t filled = needed > free_bytes ? needed : free_bytes;

    before->bytes.length = frame_at(before, joint)->at;
    before->count = (size_t)(joint - before->first);
    if (needed > free_bytes && !grow_last(before, needed - free_bytes, err))
        return false;
    take_sound(behind, joint, sound + filled - needed, needed);
    put_sound(before, joint, sound, filled);
    return true;
}

void mp3_run_append(const struct mp3_run *run, int64_t from, struct text *bytes)
{
    if (from >= mp3_run_end(run))
        return;
    size_t at = frame_at(run, from)->at;
    text_append_bytes(bytes, run->bytes.bytes + at, run->bytes.length - at);
}

void mp3_run_reset(struct mp3_run *run)
{
    text_reset(&run->bytes);
    run->count = 0;
}

void mp3_run_clear(struct mp3_run *run)
{
    text_clear(&run->bytes);
    free(run->frames);
    *run = (struct mp3_run){0};
}
