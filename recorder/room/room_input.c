/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/room_input.h"

#include <sys/stat.h>

#include "recorder/base/clock.h"

/* Less than the writer's queue holds. */
#define AHEAD_NS (5 * CLOCK_SECOND_NS)

/* While no disk takes it, an input that can wait does. */
#define DISK_LOOK_NS CLOCK_SECOND_NS

void room_input_init(
    struct room_input *input, const struct record_job *job, struct desk *desk)
{
    *input = (struct room_input){
        .job = job, .desk = desk, .disk_look_ns = INT64_MAX};
}

bool room_input_open(struct room_input *input, int64_t now_ns, struct err *err)
{
    own(source) source = record_job_open_source(input->job, err);

    if (!source)
        return false;
    if (!desk_set_source(input->desk, source, err)) {
        desk_leave_source(input->desk);
        return false;
    }
    input->source = take(source);
    input->opened_ns = now_ns;
    input->is_flowing = false;
    return true;
}

void room_input_close(struct room_input *input)
{
    desk_leave_source(input->desk);
    source_free(take(input->source));
}

bool room_input_is_live(const struct room_input *input)
{
    return sound_clock_is_live(desk_clock(input->desk));
}

bool room_input_comes_again(const struct room_input *input)
{
    struct stat status;

    return stat(input->job->source, &status) == 0 && S_ISFIFO(status.st_mode);
}

/* --- When to look ------------------------------------------------------ */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What comes is noted when it does, and more will come. */
static bool is_resting(const struct room_input *input)
{
    return source_is_stamped(input->source) && room_input_is_live(input) &&
           input->is_flowing;
}

/* Until then a resting source is left alone: nothing is gained by waking up
 * for every packet. A whole number of batches a second, so that all rooms
 * have some at the same instant. */
static int64_t next_batch_ns(const struct room_input *input)
{
    int64_t batches = desk_batches_per_second(input->desk);
    int64_t now_ns = desk_clock(input->desk)->now_ns;
    int64_t into_ns = now_ns % CLOCK_SECOND_NS;
    int64_t next = into_ns * batches / CLOCK_SECOND_NS + 1;

    return now_ns - into_ns + next * CLOCK_SECOND_NS / batches;
}

int room_input_descriptor(const struct room_input *input)
{
    return input->source && !is_resting(input) && !room_input_awaits_disk(input)
               ? source_descriptor(input->source)
               : -1;
}

int64_t room_input_deadline_ns(const struct room_input *input)
{
    if (!input->source)
        return INT64_MAX;
    if (room_input_awaits_disk(input))
        return input->disk_look_ns;
    int64_t source_ns = is_resting(input) ? next_batch_ns(input)
                                          : source_deadline_ns(input->source);
    return earlier(desk_deadline_ns(input->desk), source_ns);
}

/* --- Reading ----------------------------------------------------------- */

enum source_step room_input_read(
    struct room_input *input, int64_t now_ns, struct err *err)
{
    const struct sound_clock *clock = desk_clock(input->desk);
    int64_t before = clock->position;
    enum source_step step =
        source_read(input->source, now_ns, desk_sink(input->desk), err);

    input->is_flowing = clock->position != before;
    return step;
}

bool room_input_stop(struct room_input *input, int64_t end_ns, struct err *err)
{
    return !input->source ||
           source_stop(input->source, end_ns, desk_sink(input->desk), err);
}

/* --- The disk ---------------------------------------------------------- */

bool room_input_awaits_disk(const struct room_input *input)
{
    return input->disk_look_ns != INT64_MAX;
}

/* A file is read faster than time passes, and than the disk writes; sound
 * that is made while we listen must never wait for the disk. */
static bool is_ahead(struct room_input *input, int64_t now_ns)
{
    int64_t sound_ns = clock_ns_from_frames_48k(desk_frames_48k(input->desk));

    return !room_input_is_live(input) &&
           input_pace_ahead_ns(&input->pace, sound_ns, now_ns) > AHEAD_NS;
}

bool room_input_keep_pace(
    struct room_input *input, int64_t now_ns, struct err *why)
{
    bool has_waited = room_input_awaits_disk(input);

    if (has_waited ? now_ns < input->disk_look_ns : !is_ahead(input, now_ns))
        return false;
    bool is_taken = desk_wait_for_disk(input->desk, why);
    input->disk_look_ns = is_taken ? INT64_MAX : now_ns + DISK_LOOK_NS;
    return !is_taken && !has_waited;
}
