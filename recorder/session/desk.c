/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/desk.h"

#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/session/cue_list.h"
#include "recorder/session/occasion.h"

/* What a live source may still hand over for a time that has passed: packets
 * behind a hole, or held to tell a stall from silence. */
#define GRACE_NS CLOCK_SECOND_NS

struct desk {
    const struct record_job *job;
    struct sound_clock clock;
    struct piece_taker taker; /* for the sink */
    struct sound_sink sink;
    struct occasion occasion;
    struct pre_roll *pre_roll;
    struct cue_list cues;
    struct reel *reel;
    bool has_failed;
};

/* --- Cues -------------------------------------------------------------- */

static bool follow_cue(
    struct desk *desk, const struct cue *cue, struct err *err)
{
    int64_t at_ns = sound_clock_ns(&desk->clock);

    switch (cue->command) {
    case ROOM_MARK:
        return reel_mark(desk->reel, cue->text, err);
    case ROOM_PERSON:
        return reel_person(desk->reel, cue->text, err);
    case ROOM_SPLIT:
        reel_split(desk->reel);
        return true;
    case ROOM_PAUSE:
        trigger_pause(&desk->occasion.trigger, at_ns, desk->job->is_pause_kept);
        return reel_pause(desk->reel, err);
    default: /* ROOM_RESUME */
        trigger_resume(&desk->occasion.trigger, at_ns);
        return reel_resume(desk->reel, err);
    }
}

/* Those of the sound up to `until_ns`. */
static bool follow_cues(struct desk *desk, int64_t until_ns, struct err *err)
{
    const struct cue *cue;

    while ((cue = cue_list_first(&desk->cues)) && cue->at_ns <= until_ns) {
        bool is_good =
            !reel_has_begun(desk->reel) || follow_cue(desk, cue, err);
        cue_list_pop(&desk->cues);
        if (!is_good)
            return false;
    }
    return true;
}

/* --- Begin and end ----------------------------------------------------- */

static bool begin(
    struct desk *desk, const struct trigger_step *step, struct err *err)
{
    if (!step->has_pre_roll)
        pre_roll_reset(desk->pre_roll);
    /* What begins by packets does not begin with none. */
    if (desk->job->start == CONFIG_START_PACKET)
        pre_roll_drop_silence(desk->pre_roll);
    int64_t frames = pre_roll_frames(desk->pre_roll);
    trigger_begun(&desk->occasion.trigger,
        sound_clock_ns(&desk->clock) - sound_clock_ns_of(&desk->clock, frames));
    cue_list_clear(&desk->cues);
    return reel_begin(desk->reel, desk->pre_roll, err);
}

/* Behind what came, nothing is waited for. */
static bool end_reel(
    struct desk *desk, int64_t end_ns, const char *cause, struct err *err)
{
    return follow_cues(desk, desk->clock.now_ns, err) &&
           reel_end(desk->reel, end_ns, cause, err);
}

/* After the trigger has been told, or has said so itself. */
static bool end(
    struct desk *desk, int64_t end_ns, const char *cause, struct err *err)
{
    struct err ignored;
    bool has_begun = reel_has_begun(desk->reel);
    bool is_good = end_reel(desk, end_ns, cause, err);

    cue_list_clear(&desk->cues);
    desk->occasion.has_been = desk->occasion.has_been || has_begun;
    return reel_load(desk->reel, is_good ? err : &ignored) && is_good;
}

bool desk_end(struct desk *desk, const char *cause, struct err *err)
{
    trigger_ended(&desk->occasion.trigger, false);
    return end(desk, REEL_ALL, cause, err);
}

/* --- Sound ------------------------------------------------------------- */

/* How much of the sound that is next lies on one side of all edges. */
static int64_t frames_to_edge(const struct desk *desk)
{
    int64_t at_ns = sound_clock_ns(&desk->clock);
    int64_t edge_ns = trigger_edge_ns(&desk->occasion.trigger, at_ns);
    int64_t reel_ns = reel_edge_ns(desk->reel);
    const struct cue *cue = cue_list_first(&desk->cues);

    if (cue && cue->at_ns > at_ns && cue->at_ns < edge_ns)
        edge_ns = cue->at_ns;
    if (reel_ns > at_ns && reel_ns < edge_ns)
        edge_ns = reel_ns;
    return edge_ns == INT64_MAX
               ? INT64_MAX
               : sound_clock_frames_of(&desk->clock, edge_ns - at_ns);
}

/* Begins and ends what the trigger says of the piece. */
static bool follow_trigger(
    struct desk *desk, const struct trigger_piece *piece, struct err *err)
{
    struct trigger_step step;

    while (occasion_asks(&desk->occasion, piece, &step)) {
        bool is_good = step.is_end ? end(desk, step.end_ns, step.cause, err)
                                   : begin(desk, &step, err);
        if (!is_good)
            return false;
    }
    return true;
}

static bool record(struct desk *desk, const struct sound_piece *piece,
    bool is_heard, struct err *err)
{
    if (!reel_push(desk->reel, piece, is_heard, err))
        return false;
    sound_clock_advance(&desk->clock, piece->frames);
    if (!reel_is_full(desk->reel))
        return true;
    trigger_ended(&desk->occasion.trigger, true);
    return end(desk, REEL_ALL, "duration", err);
}

/* A piece that has no edge within it. */
static bool take_part(struct desk *desk, const struct sound_piece *piece,
    enum trigger_sound sound, struct err *err)
{
    int64_t from_ns = sound_clock_ns(&desk->clock);
    int64_t to_ns = from_ns + sound_clock_ns_of(&desk->clock, piece->frames);

    if (!follow_trigger(
            desk, &(struct trigger_piece){sound, from_ns, to_ns}, err))
        return false;
    if (desk->occasion.trigger.is_recording)
        return record(desk, piece, sound >= TRIGGER_SOUND, err);
    sound_clock_advance(&desk->clock, piece->frames);
    return pre_roll_push(desk->pre_roll, piece, &desk->clock.format, err);
}

static bool divide(struct desk *desk, struct sound_piece piece, struct err *err)
{
    enum trigger_sound sound;

    /* The first piece tells what all will be. */
    if (!sound_clock_begin(&desk->clock, err) ||
        !occasion_judge(
            &desk->occasion, &piece, &desk->clock.format, &sound, err))
        return false;
    while (piece.frames > 0) {
        if (!follow_cues(desk, sound_clock_ns(&desk->clock), err))
            return false;
        struct sound_piece part =
            sound_piece_take(&piece, frames_to_edge(desk), &desk->clock.format);
        if (!take_part(desk, &part, sound, err))
            return false;
    }
    return true;
}

static bool take_piece(
    void *user, const struct sound_piece *piece, struct err *err)
{
    struct desk *desk = user;
    int64_t end = desk->clock.position + piece->frames;
    bool is_good = divide(desk, *piece, err);

    desk->has_failed = desk->has_failed || !is_good;
    /* What could not be recorded has passed all the same. */
    sound_clock_advance(&desk->clock, end - desk->clock.position);
    return is_good;
}

static void take_event(void *user, const char *event, const char *text)
{
    struct desk *desk = user;

    if (desk->occasion.trigger.is_recording && strcmp(event, "source") == 0)
        trigger_new_sender(&desk->occasion.trigger);
    reel_note(desk->reel, event, text);
}

/* --- Making ------------------------------------------------------------ */

struct desk *desk_new(const struct record_job *job,
    const struct room_listener *listener, struct err *err)
{
    own(desk) desk = calloc(1, sizeof *desk);

    if (!desk)
        return err_no_memory(err), NULL;
    desk->job = job;
    desk->taker = (struct piece_taker){desk, take_piece, take_event};
    desk->sink = piece_sink(&desk->taker);
    desk->pre_roll = pre_roll_new(job->pre_roll_ns, PRE_ROLL_MOST_BYTES, err);
    desk->reel = reel_new(job, listener, &desk->clock, err);
    if (!desk->pre_roll || !desk->reel ||
        !occasion_init(&desk->occasion, job, err))
        return NULL;
    return take(desk);
}

bool desk_set_source(
    struct desk *desk, const struct source *source, struct err *err)
{
    sound_clock_set_source(&desk->clock, source);
    occasion_reset(&desk->occasion);
    pre_roll_reset(desk->pre_roll);
    return reel_set_source(desk->reel, err);
}

void desk_leave_source(struct desk *desk)
{
    sound_clock_set_source(&desk->clock, NULL);
}

void desk_free(struct desk *desk)
{
    if (!desk)
        return;
    reel_free(desk->reel);
    occasion_clear(&desk->occasion);
    pre_roll_free(desk->pre_roll);
    cue_list_clear(&desk->cues);
    free(desk);
}

const struct sound_sink *desk_sink(const struct desk *desk)
{
    return &desk->sink;
}

bool desk_has_failed(const struct desk *desk)
{
    return desk->has_failed;
}

/* --- Time -------------------------------------------------------------- */

void desk_tick(struct desk *desk, int64_t now_ns, int64_t utc_ns)
{
    desk->has_failed = false;
    sound_clock_tick(&desk->clock, now_ns, utc_ns);
    trigger_tick(&desk->occasion.trigger, now_ns, utc_ns);
}

bool desk_settle(struct desk *desk, struct err *err)
{
    struct trigger_step step;

    if (sound_clock_is_live(&desk->clock) &&
        trigger_due(
            &desk->occasion.trigger, desk->clock.now_ns - GRACE_NS, &step) &&
        !end(desk, step.end_ns, step.cause, err))
        return false;
    return reel_tick(desk->reel, err);
}

int desk_batches_per_second(const struct desk *desk)
{
    return reel_batches_per_second(desk->reel);
}

int64_t desk_deadline_ns(const struct desk *desk)
{
    int64_t deadline_ns = trigger_deadline_ns(&desk->occasion.trigger);

    if (deadline_ns == INT64_MAX || !sound_clock_is_live(&desk->clock))
        return INT64_MAX;
    return deadline_ns + GRACE_NS;
}

int64_t desk_limit_ns(const struct desk *desk)
{
    return desk->occasion.trigger.is_recording &&
                   sound_clock_is_live(&desk->clock)
               ? desk->occasion.trigger.limit_ns
               : INT64_MAX;
}

void desk_hold(struct desk *desk, int64_t until_ns)
{
    occasion_hold(&desk->occasion, until_ns);
}

/* --- Commands ---------------------------------------------------------- */

bool desk_command(struct desk *desk, enum room_command command,
    const char *text, int64_t now_ns, struct err *err)
{
    int64_t at_ns = sound_clock_now_ns(&desk->clock, now_ns);

    if (command == ROOM_START)
        return trigger_start(&desk->occasion.trigger, at_ns), true;
    if (command == ROOM_STOP)
        return trigger_stop(&desk->occasion.trigger, at_ns), true;
    if (!desk_is_recording(desk))
        return err_set(err, ERR_CONFIG, "nothing is being recorded");
    return cue_list_push(&desk->cues, command, at_ns, text ? text : "", err);
}

/* --- Asking ------------------------------------------------------------ */

bool desk_is_recording(const struct desk *desk)
{
    return reel_has_begun(desk->reel);
}

bool desk_is_awaited(const struct desk *desk, int64_t now_ns)
{
    return trigger_is_awaited(&desk->occasion.trigger, now_ns);
}

bool desk_is_paused(const struct desk *desk)
{
    return desk_is_recording(desk) && desk->cues.is_pause_wanted;
}

bool desk_has_made_one(const struct desk *desk)
{
    return desk->occasion.has_been;
}

const struct sound_clock *desk_clock(const struct desk *desk)
{
    return &desk->clock;
}

int64_t desk_frames_48k(const struct desk *desk)
{
    return reel_frames_48k(desk->reel);
}

const char *desk_path(const struct desk *desk)
{
    return reel_path(desk->reel);
}

struct session_status desk_status(const struct desk *desk)
{
    return reel_status(desk->reel);
}

bool desk_wait_for_disk(struct desk *desk, struct err *err)
{
    return reel_wait_for_disk(desk->reel, err);
}
