/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/room.h"

#include <math.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/free_space.h"
#include "recorder/base/text.h"
#include "recorder/room/leftovers.h"
#include "recorder/room/room_input.h"
#include "recorder/room/room_trouble.h"

/* A success that lasts so long forgets all failures. */
#define FORGET_NS (60 * CLOCK_SECOND_NS)

struct room {
    const struct record_job *job;
    struct room_listener listener;
    struct desk *desk;
    struct room_input input;
    bool keeps_on; /* as its job, until it is stopped */
    bool has_ended;
    bool has_left_part; /* of what could not be finished */
    struct room_trouble trouble;
};

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
    if (room_trouble_note(&room->trouble, !room->input.source, now_ns, why))
        tell(room, ROOM_EVENT_FAILED, why);
}

/* A disk is known to work only when it takes a recording. */
static void tell_recovery(struct room *room)
{
    struct err over;

    if (room_input_awaits_disk(&room->input) ||
        !(room->trouble.is_of_source || desk_is_recording(room->desk)))
        return;
    if (room_trouble_end(&room->trouble, &over))
        tell(room, ROOM_EVENT_RECOVERED, &over);
}

static bool open_input(struct room *room, int64_t now_ns, struct err *err)
{
    if (!room_input_open(&room->input, now_ns, err))
        return false;
    room->trouble.retry_ns = INT64_MAX;
    return true;
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
    room->job = job;
    room->keeps_on = job->keeps_on;
    room->desk = desk_new(job, &room->listener, err);
    if (!room->desk)
        return NULL;
    room_input_init(&room->input, job, room->desk);
    struct err why;
    if (open_input(room, now_ns, &why))
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
    source_free(room->input.source);
    free(room);
}

/* --- When to look ------------------------------------------------------ */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When one recording is to be over: by its length, or because the room has
 * not spoken for so long. */
static int64_t limit_ns(const struct room *room)
{
    if (room->keeps_on || room->job->duration_ns == INT64_MAX)
        return INT64_MAX;
    if (desk_is_recording(room->desk))
        return desk_limit_ns(room->desk);
    return room_input_is_live(&room->input)
               ? INT64_MAX
               : room->input.opened_ns + room->job->duration_ns;
}

int room_descriptor(const struct room *room)
{
    return room->has_ended ? -1 : room_input_descriptor(&room->input);
}

int64_t room_deadline_ns(const struct room *room)
{
    if (room->has_ended)
        return INT64_MAX;
    return earlier(earlier(room->trouble.retry_ns, limit_ns(room)),
        room_input_deadline_ns(&room->input));
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
        room_input_close(&room->input);
    retry_later(room, desk_clock(room->desk)->now_ns, why);
    desk_hold(room->desk, room->trouble.retry_ns);
    return true;
}

static bool try_again(struct room *room, int64_t now_ns)
{
    struct err why;

    room->trouble.retry_ns = INT64_MAX;
    if (room->input.source || open_input(room, now_ns, &why))
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

static bool end_input(struct room *room, int64_t now_ns, struct err *err)
{
    struct err why;

    if (!end_recording(room, "end of input", &why))
        return fail(room, true, NULL, &why, err);
    if (!room->keeps_on || !room_input_comes_again(&room->input)) {
        room->has_ended = true;
        return true;
    }
    room_input_close(&room->input);
    if (!open_input(room, now_ns, &why))
        retry_later(room, now_ns, &why);
    return true;
}

/* Where no disk takes what is read, people are told once. */
static void keep_pace(struct room *room, int64_t now_ns)
{
    struct err why;

    if (!room_input_keep_pace(&room->input, now_ns, &why))
        return;
    room_trouble_wait(&room->trouble, &why);
    tell(room, ROOM_EVENT_FAILED, &why);
}

/* Is there a source, and a disk that takes what it hands over? */
static bool can_read(struct room *room, int64_t now_ns)
{
    if (!room->input.source)
        return false;
    if (room_input_awaits_disk(&room->input))
        keep_pace(room, now_ns);
    return !room_input_awaits_disk(&room->input);
}

/* One recording that is as long as it may be, or never began. */
static bool reach_limit(struct room *room, int64_t end_ns, struct err *err)
{
    own_heap(char) stem = current_stem(room);
    struct err why;

    room->has_ended = true;
    if (!room_input_stop(&room->input, end_ns, &why))
        return fail(room, true, stem, &why, err);
    return end_recording(room, "duration", err);
}

static bool take_sound(struct room *room, int64_t now_ns, struct err *err)
{
    own_heap(char) stem = current_stem(room);
    struct err why;

    switch (room_input_read(&room->input, now_ns, &why)) {
    case SOURCE_FAILED:
        return fail(room, !desk_has_failed(room->desk), stem, &why, err);
    case SOURCE_ENDED:
        return end_input(room, now_ns, err);
    case SOURCE_GOES_ON:
        break;
    }
    if (!desk_settle(room->desk, &why))
        return fail(room, false, stem, &why, err);
    keep_pace(room, now_ns);
    return true;
}

bool room_work(
    struct room *room, int64_t now_ns, int64_t utc_ns, struct err *err)
{
    desk_tick(room->desk, now_ns, utc_ns);
    if (room->has_ended)
        return true;
    if (now_ns >= room->trouble.retry_ns && !try_again(room, now_ns))
        return true;
    if (!can_read(room, now_ns))
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
    if (room_input_stop(&room->input, end_ns, err))
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
    if (room->trouble.retry_ns != INT64_MAX ||
        room_input_awaits_disk(&room->input))
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
    if (!room->input.source)
        return status;
    source_count(room->input.source, &status.counters);
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
    if (room->input.source)
        return source_nothing_came(room->input.source, room->job->source, err);
    return err_set(err, ERR_NET, "nothing came from %s", room->job->source);
}
