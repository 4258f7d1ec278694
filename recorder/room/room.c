/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/room.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/free_space.h"
#include "recorder/base/text.h"
#include "recorder/room/input_pace.h"
#include "recorder/room/leftovers.h"
#include "recorder/room/room_trouble.h"
#include "recorder/session/desk.h"

/* Less than the writer's queue holds. */
#define AHEAD_NS (5 * CLOCK_SECOND_NS)

/* While no disk takes it, an input that can wait does. */
#define DISK_LOOK_NS CLOCK_SECOND_NS

/* A success that lasts so long forgets all failures. */
#define FORGET_NS (60 * CLOCK_SECOND_NS)

struct room {
    const struct record_job *job;
    struct room_listener listener;
    struct desk *desk;
    struct source *source; /* NULL: it is to be opened again */
    bool keeps_on;         /* as its job, until it is stopped */
    bool has_ended;
    bool has_left_part; /* of what could not be finished */
    bool is_flowing;    /* more is to be expected soon */
    int64_t opened_ns;
    int64_t worked_ns;
    struct room_trouble trouble;
    struct input_pace pace;
    int64_t disk_look_ns; /* no disk takes what is read; INT64_MAX: one does */
};

/* An input that can wait is not read meanwhile. */
static bool awaits_disk(const struct room *room)
{
    return room->disk_look_ns != INT64_MAX;
}

/* --- Making ------------------------------------------------------------ */

static void tell(
    struct room *room, enum room_event_kind kind, const struct err *why)
{
    const struct room_event event = {
        .kind = kind, .room = room->job->room, .text = why->text};

    if (room->listener.told)
        room->listener.told(room->listener.user, &event);
}

static void retry_later(struct room *room, int64_t now_ns, struct err *why)
{
    if (room_trouble_note(&room->trouble, !room->source, now_ns, why))
        tell(room, ROOM_EVENT_FAILED, why);
}

/* A disk is known to work only when it takes a recording. */
static void tell_recovery(struct room *room)
{
    struct err over;

    if (awaits_disk(room) ||
        !(room->trouble.is_of_source || desk_is_recording(room->desk)))
        return;
    if (room_trouble_end(&room->trouble, &over))
        tell(room, ROOM_EVENT_RECOVERED, &over);
}

static bool open_source(struct room *room, int64_t now_ns, struct err *err)
{
    own(source) source = record_job_open_source(room->job, err);

    if (!source || !desk_set_source(room->desk, source, err))
        return false;
    room->source = take(source);
    room->opened_ns = now_ns;
    room->is_flowing = false;
    room->trouble.retry_ns = INT64_MAX;
    return true;
}

static void close_source(struct room *room)
{
    desk_leave_source(room->desk);
    source_free(take(room->source));
}

struct room *room_new(const struct record_job *job,
    const struct room_listener *listener, struct err *err)
{
    own(room) room = calloc(1, sizeof *room);
    int64_t now_ns = clock_monotonic_ns();

    if (!room)
        return err_no_memory(err), NULL;
    room->listener = *listener;
    room_trouble_begin(&room->trouble);
    room->disk_look_ns = INT64_MAX;
    room->worked_ns = INT64_MIN / 2;
    room->job = job;
    room->keeps_on = job->keeps_on;
    room->desk = desk_new(job, &room->listener, err);
    if (!room->desk)
        return NULL;
    struct err why;
    if (open_source(room, now_ns, &why))
        return take(room);
    if (!job->keeps_on) {
        *err = why;
        return NULL;
    }
    retry_later(room, now_ns, &why);
    return take(room);
}

void room_free(struct room *room)
{
    if (!room)
        return;
    desk_free(room->desk);
    source_free(room->source);
    free(room);
}

/* --- When to look ------------------------------------------------------ */

static bool is_live(const struct room *room)
{
    return sound_clock_is_live(desk_clock(room->desk));
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What comes is noted when it does, and more will come. */
static bool is_resting(const struct room *room)
{
    return room->source && source_is_stamped(room->source) && is_live(room) &&
           room->is_flowing;
}

/* Until then a resting source is left alone: nothing is gained by waking up
 * for every packet. A whole number of batches a second, so that all rooms
 * have some at the same instant. */
static int64_t next_batch_ns(const struct room *room)
{
    int64_t batches = desk_batches_per_second(room->desk);
    int64_t into_ns = room->worked_ns % CLOCK_SECOND_NS;
    int64_t next = into_ns * batches / CLOCK_SECOND_NS + 1;

    return room->worked_ns - into_ns + next * CLOCK_SECOND_NS / batches;
}

/* When one recording is to be over: by its length, or because the room has
 * not spoken for so long. */
static int64_t limit_ns(const struct room *room)
{
    if (room->keeps_on || room->job->duration_ns == INT64_MAX)
        return INT64_MAX;
    if (desk_is_recording(room->desk))
        return desk_limit_ns(room->desk);
    return is_live(room) ? INT64_MAX : room->opened_ns + room->job->duration_ns;
}

int room_descriptor(const struct room *room)
{
    return room->source && !room->has_ended && !is_resting(room) &&
                   !awaits_disk(room)
               ? source_descriptor(room->source)
               : -1;
}

int64_t room_deadline_ns(const struct room *room)
{
    if (room->has_ended)
        return INT64_MAX;
    int64_t deadline_ns = earlier(room->trouble.retry_ns, limit_ns(room));
    if (!room->source)
        return deadline_ns;
    if (awaits_disk(room))
        return earlier(deadline_ns, room->disk_look_ns);
    deadline_ns = earlier(deadline_ns, desk_deadline_ns(room->desk));
    if (is_resting(room))
        return earlier(deadline_ns, next_batch_ns(room));
    return earlier(deadline_ns, source_deadline_ns(room->source));
}

/* --- What fails -------------------------------------------------------- */

/* Of the files that are written; NULL: none are. To be freed. */
static char *current_stem(const struct room *room)
{
    const char *path = desk_path(room->desk);

    return path ? recording_stem(path) : NULL;
}

/* Ends the recording that runs. */
static bool end_recording(struct room *room, const char *cause, struct err *err)
{
    own_heap(char) stem = current_stem(room);
    bool is_good = desk_end(room->desk, cause, err);

    if (!is_good)
        room->has_left_part = leftovers_tell(stem, err);
    return is_good;
}

/* What came until now, in the files of `stem` (or NULL), is finished, as far
 * as that can be done. A room that keeps on tries again: with the same source
 * if the recording failed. */
static bool fail(struct room *room, bool is_source, const char *stem,
    struct err *why, struct err *err)
{
    struct err ignored;

    if (!desk_end(room->desk, "failure", &ignored) ||
        desk_has_failed(room->desk))
        room->has_left_part = leftovers_tell(stem, why);
    if (!room->keeps_on) {
        room->has_ended = true;
        *err = *why;
        return false;
    }
    if (is_source)
        close_source(room);
    retry_later(room, room->worked_ns, why);
    desk_hold(room->desk, room->trouble.retry_ns);
    return true;
}

static bool try_again(struct room *room, int64_t now_ns)
{
    struct err why;

    room->trouble.retry_ns = INT64_MAX;
    if (room->source || open_source(room, now_ns, &why))
        return true;
    retry_later(room, now_ns, &why);
    return false;
}

/* A success that has lasted. */
static void forget_failures(struct room *room)
{
    int64_t frames_48k = desk_frames_48k(room->desk);

    if (clock_ns_from_frames_48k(frames_48k) > FORGET_NS)
        room_trouble_forget(&room->trouble);
}

/* --- Working ------------------------------------------------------------ */

/* A FIFO whose last writer has left waits for the next one; a file is over.
 */
static bool can_begin_anew(const struct room *room)
{
    struct stat status;

    return room->keeps_on && stat(room->job->source, &status) == 0 &&
           S_ISFIFO(status.st_mode);
}

static bool end_input(struct room *room, int64_t now_ns, struct err *err)
{
    struct err why;

    if (!end_recording(room, "end of input", &why))
        return fail(room, true, NULL, &why, err);
    if (!can_begin_anew(room)) {
        room->has_ended = true;
        return true;
    }
    close_source(room);
    if (!open_source(room, now_ns, &why))
        retry_later(room, now_ns, &why);
    return true;
}

static int64_t ahead_ns(struct room *room, int64_t now_ns)
{
    int64_t frames_48k = desk_frames_48k(room->desk);

    return input_pace_ahead_ns(
        &room->pace, clock_ns_from_frames_48k(frames_48k), now_ns);
}

/* A file is read faster than time passes, and than the disk writes; sound
 * that is made while we listen must never wait for the disk. */
static void keep_disk_pace(struct room *room, int64_t now_ns)
{
    struct err why;

    if (!awaits_disk(room) &&
        (is_live(room) || ahead_ns(room, now_ns) <= AHEAD_NS))
        return;
    if (desk_wait_for_disk(room->desk, &why)) {
        room->disk_look_ns = INT64_MAX;
        return;
    }
    if (!awaits_disk(room)) {
        room_trouble_wait(&room->trouble, &why);
        tell(room, ROOM_EVENT_FAILED, &why);
    }
    room->disk_look_ns = now_ns + DISK_LOOK_NS;
}

/* One recording that is as long as it may be, or never began. */
static bool reach_limit(struct room *room, int64_t end_ns, struct err *err)
{
    const struct sound_sink *sink = desk_sink(room->desk);
    own_heap(char) stem = current_stem(room);
    struct err why;

    room->has_ended = true;
    if (!source_stop(room->source, end_ns, sink, &why))
        return fail(room, true, stem, &why, err);
    return end_recording(room, "duration", err);
}

static bool take_sound(struct room *room, int64_t now_ns, struct err *err)
{
    const struct sound_clock *clock = desk_clock(room->desk);
    own_heap(char) stem = current_stem(room);
    int64_t before = clock->position;
    struct err why;

    switch (source_read(room->source, now_ns, desk_sink(room->desk), &why)) {
    case SOURCE_FAILED:
        return fail(room, !desk_has_failed(room->desk), stem, &why, err);
    case SOURCE_ENDED:
        return end_input(room, now_ns, err);
    case SOURCE_GOES_ON:
        break;
    }
    room->is_flowing = clock->position != before;
    if (!desk_settle(room->desk, &why))
        return fail(room, false, stem, &why, err);
    keep_disk_pace(room, now_ns);
    return true;
}

bool room_work(
    struct room *room, int64_t now_ns, int64_t utc_ns, struct err *err)
{
    room->worked_ns = now_ns;
    desk_tick(room->desk, now_ns, utc_ns);
    if (room->has_ended)
        return true;
    if (now_ns >= room->trouble.retry_ns && !try_again(room, now_ns))
        return true;
    if (!room->source)
        return true;
    if (awaits_disk(room) && now_ns >= room->disk_look_ns)
        keep_disk_pace(room, now_ns);
    if (awaits_disk(room))
        return true;
    if (now_ns >= limit_ns(room))
        return reach_limit(room, limit_ns(room), err);
    if (!take_sound(room, now_ns, err))
        return false;
    forget_failures(room);
    tell_recovery(room);
    if (!room->keeps_on && desk_has_made_one(room->desk))
        room->has_ended = true;
    return true;
}

bool room_stop(
    struct room *room, int64_t now_ns, const char *cause, struct err *err)
{
    int64_t end_ns = earlier(now_ns, limit_ns(room));

    if (room->has_ended)
        return true;
    room->has_ended = true;
    own_heap(char) stem = current_stem(room);
    if (!room->source ||
        source_stop(room->source, end_ns, desk_sink(room->desk), err))
        return end_recording(room, cause, err);
    struct err why = *err;
    room->keeps_on = false;
    return fail(room, true, stem, &why, err);
}

/* --- Asking ------------------------------------------------------------ */

bool room_command(struct room *room, enum room_command command,
    const char *text, int64_t now_ns, struct err *err)
{
    if (room->has_ended)
        return command == ROOM_STOP ||
               err_set(err, ERR_CONFIG, "the room has ended");
    return desk_command(room->desk, command, text, now_ns, err);
}

static enum room_state state_of(const struct room *room)
{
    if (room->has_ended)
        return ROOM_ENDED;
    if (room->trouble.retry_ns != INT64_MAX || awaits_disk(room))
        return ROOM_BROKEN;
    if (desk_status(room->desk).failure)
        return ROOM_BROKEN;
    if (desk_is_paused(room->desk))
        return ROOM_PAUSED;
    return desk_is_recording(room->desk) ? ROOM_RECORDING : ROOM_WAITING;
}

struct room_status room_status(const struct room *room)
{
    struct session_status session = desk_status(room->desk);
    const char *failure = room_trouble_text(&room->trouble);
    struct room_status status = {.state = state_of(room),
        .is_awaited = desk_is_awaited(room->desk, clock_monotonic_ns()),
        .room = room->job->room,
        .path = desk_path(room->desk),
        .failure = failure ? failure : session.failure,
        .frames_48k = session.frames_48k,
        .loudness = session.loudness,
        .clipped_samples = session.clipped_samples,
        .drift_ppm = NAN,
        .free_bytes = free_space_bytes(
            room->job->folder ? room->job->folder : room->job->stem)};

    if (!status.path)
        status.loudness = (struct loudness){.integrated_lufs = -HUGE_VAL,
            .momentary_lufs = -HUGE_VAL,
            .short_term_lufs = -HUGE_VAL,
            .true_peak_dbtp = -HUGE_VAL};
    if (!room->source)
        return status;
    source_count(room->source, &status.counters);
    status.drift_ppm = status.counters.drift_ppm;
    status.counters.recovered += session.recovered;
    return status;
}

bool room_has_ended(const struct room *room)
{
    return room->has_ended;
}

bool room_has_left_part(const struct room *room)
{
    return room->has_left_part;
}

bool room_nothing_came(const struct room *room, struct err *err)
{
    if (room->source)
        return source_nothing_came(room->source, room->job->source, err);
    return err_set(err, ERR_NET, "nothing came from %s", room->job->source);
}
