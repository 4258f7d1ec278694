/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/reel.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/session/split_plan.h"

#define NOT_PAUSED INT64_MAX

struct reel {
    const struct record_job *job;
    const struct sound_clock *clock;
    struct room_listener listener;
    struct split_rule rule;
    struct split_plan plan;
    struct session *session; /* NULL: there was no memory for one */
    struct sound_sink sink;  /* of the session */
    bool has_loaded;         /* a session before */
    bool is_start_untold;
    int64_t paused_ns;     /* since when; NOT_PAUSED */
    int64_t heard_ns;      /* the end of the last that was heard */
    char source_text[160]; /* its last event "source", cut at the end */
};

struct reel *reel_new(const struct record_job *job,
    const struct room_listener *listener, const struct sound_clock *clock,
    struct err *err)
{
    own(reel) reel = calloc(1, sizeof *reel);

    if (!reel)
        return err_no_memory(err), NULL;
    reel->job = job;
    reel->clock = clock;
    reel->listener = *listener;
    reel->rule = SPLIT_RULE_NONE;
    reel->paused_ns = NOT_PAUSED;
    if (!split_rule_parse(job->split, &reel->rule, err))
        return NULL;
    split_plan_init(&reel->plan, &reel->rule);
    return take(reel);
}

void reel_free(struct reel *reel)
{
    if (!reel)
        return;
    session_free(reel->session);
    split_rule_clear(&reel->rule);
    free(reel);
}

/* --- Telling ----------------------------------------------------------- */

static void tell(const struct reel *reel, const struct room_event *event)
{
    struct room_event told = *event;

    told.room = reel->job->room;
    if (reel->listener.told)
        reel->listener.told(reel->listener.user, &told);
}

static void tell_part(void *user, const struct track_report *report)
{
    const struct room_event event = {.kind = ROOM_EVENT_SEGMENT,
        .path = report->path,
        .result = &report->result};

    tell(user, &event);
}

static void tell_trouble(void *user, const struct err *err)
{
    const struct room_event event = {
        .kind = ROOM_EVENT_FAILED, .text = err->text};

    tell(user, &event);
}

static void tell_resumed(void *user, const char *path)
{
    own_value(text) text = {0};

    text_appendf(&text, "goes on in %s", path);
    const struct room_event event = {
        .kind = ROOM_EVENT_RECOVERED, .text = text_string(&text)};
    tell(user, &event);
}

static void tell_start(struct reel *reel)
{
    const struct room_event event = {
        .kind = ROOM_EVENT_STARTED, .path = session_path(reel->session)};

    if (!reel->is_start_untold || !event.path)
        return;
    reel->is_start_untold = false;
    tell(reel, &event);
}

/* --- Beginning --------------------------------------------------------- */

static bool make_session(struct reel *reel, struct err *err)
{
    const struct record_job *job = reel->job;
    struct session_settings settings = {.stem = job->stem,
        .folder = job->folder,
        .second_folder = job->second_folder,
        .least_free_bytes = job->disk_least_bytes,
        .room = job->room,
        .title = job->title,
        .source = job->source,
        .tap = reel->clock->source,
        .normalize = job->normalize,
        .target_lufs = job->target_lufs,
        .bitrate = job->bitrate,
        .most_frames_48k = INT64_MAX,
        .resume_ns = reel->has_loaded ? 0 : job->resume_ns,
        .is_pause_kept = job->is_pause_kept,
        .level_state = job->level_state,
        .follow_mark = job->follow_mark,
        .listener = {reel, tell_part, tell_trouble, tell_resumed}};

    if (job->duration_ns != INT64_MAX)
        settings.most_frames_48k = clock_frames_48k_from_ns(job->duration_ns);
    session_free(take(reel->session));
    reel->session = session_new(&settings, err);
    if (!reel->session)
        return false;
    reel->has_loaded = true;
    reel->sink = session_sink(reel->session);
    reel->paused_ns = NOT_PAUSED;
    return true;
}

bool reel_set_source(struct reel *reel, struct err *err)
{
    reel->source_text[0] = '\0';
    return make_session(reel, err);
}

bool reel_load(struct reel *reel, struct err *err)
{
    if (!make_session(reel, err))
        return false;
    if (reel->source_text[0])
        reel->sink.event(reel->sink.user, "source", reel->source_text);
    return true;
}

void reel_note(struct reel *reel, const char *event, const char *text)
{
    if (strcmp(event, "source") == 0)
        snprintf(reel->source_text, sizeof reel->source_text, "%s", text);
    if (reel->session)
        reel->sink.event(reel->sink.user, event, text);
}

static void begin_part(struct reel *reel, int64_t at_ns)
{
    split_plan_begin_part(
        &reel->plan, at_ns, sound_clock_utc_ns(reel->clock, at_ns));
}

bool reel_begin(struct reel *reel, struct pre_roll *before, struct err *err)
{
    int64_t now_ns = sound_clock_ns(reel->clock);
    int64_t begin_ns =
        now_ns - sound_clock_ns_of(reel->clock, pre_roll_frames(before));

    if (!reel->session && !reel_load(reel, err))
        return false;
    begin_part(reel, begin_ns);
    session_set_start(reel->session, sound_clock_utc_ns(reel->clock, begin_ns));
    reel->is_start_untold = true;
    reel->heard_ns = now_ns;
    return pre_roll_hand_over(before, &reel->sink, err);
}

/* --- Going on ---------------------------------------------------------- */

void reel_split(struct reel *reel)
{
    int64_t at_ns = sound_clock_ns(reel->clock);

    session_split(reel->session, sound_clock_utc_ns(reel->clock, at_ns));
    begin_part(reel, at_ns);
}

static void split_if_due(struct reel *reel)
{
    int64_t at_ns = sound_clock_ns(reel->clock);
    int64_t bytes = session_bytes(reel->session);

    if (reel->paused_ns == NOT_PAUSED &&
        split_plan_is_due(&reel->plan, at_ns, bytes, at_ns - reel->heard_ns))
        reel_split(reel);
}

bool reel_push(struct reel *reel, const struct sound_piece *piece,
    bool is_heard, struct err *err)
{
    if (is_heard)
        reel->heard_ns = sound_clock_ns(reel->clock) +
                         sound_clock_ns_of(reel->clock, piece->frames);
    split_if_due(reel);
    if (!sound_piece_hand_over(piece, &reel->sink, err))
        return false;
    tell_start(reel);
    return true;
}

int64_t reel_edge_ns(const struct reel *reel)
{
    return reel_has_begun(reel) ? split_plan_edge_ns(&reel->plan) : INT64_MAX;
}

bool reel_pause(struct reel *reel, struct err *err)
{
    if (reel->paused_ns == NOT_PAUSED)
        reel->paused_ns = sound_clock_ns(reel->clock);
    return session_pause(reel->session, err);
}

bool reel_resume(struct reel *reel, struct err *err)
{
    int64_t now_ns = sound_clock_ns(reel->clock);

    if (reel->paused_ns != NOT_PAUSED && !reel->job->is_pause_kept)
        split_plan_leave_out(&reel->plan, reel->paused_ns, now_ns);
    reel->paused_ns = NOT_PAUSED;
    reel->heard_ns = now_ns;
    return session_resume(reel->session, err);
}

bool reel_mark(struct reel *reel, const char *title, struct err *err)
{
    return session_mark(reel->session, title, err);
}

bool reel_person(struct reel *reel, const char *who, struct err *err)
{
    return session_person(reel->session, who, err);
}

bool reel_tick(struct reel *reel, struct err *err)
{
    const struct sound_clock *clock = reel->clock;

    split_plan_tick(&reel->plan, clock->now_ns, clock->utc_ns);
    return !reel->session ||
           session_tick(reel->session, clock->now_ns, clock->utc_ns, err);
}

int reel_batches_per_second(const struct reel *reel)
{
    return reel->session ? session_batches_per_second(reel->session) : 1;
}

/* --- Ending ------------------------------------------------------------ */

/* Up to when sound was recorded: not beyond a pause that is left out. */
static int64_t recorded_ns(const struct reel *reel)
{
    bool is_cut = reel->paused_ns != NOT_PAUSED && !reel->job->is_pause_kept;

    return is_cut ? reel->paused_ns : sound_clock_ns(reel->clock);
}

/* Fills what the source has not handed over yet; *behind_48k is what was
 * handed over too much. */
static bool settle_length(
    struct reel *reel, int64_t end_ns, int64_t *behind_48k, struct err *err)
{
    int64_t missing_ns = end_ns == REEL_ALL ? 0 : end_ns - recorded_ns(reel);
    bool can_fill = recorded_ns(reel) == sound_clock_ns(reel->clock);

    *behind_48k = missing_ns < 0 ? clock_frames_48k_from_ns(-missing_ns) : 0;
    return missing_ns <= 0 || !can_fill ||
           reel->sink.gap(reel->sink.user,
               sound_clock_frames_of(reel->clock, missing_ns), 0, err);
}

static bool is_too_short(const struct reel *reel, int64_t frames_48k)
{
    return session_is_in_first_part(reel->session) &&
           (frames_48k <= 0 ||
               clock_ns_from_frames_48k(frames_48k) < reel->job->least_ns);
}

static bool discard(struct reel *reel, const char *cause, struct err *err)
{
    const struct room_event event = {.kind = ROOM_EVENT_DROPPED, .text = cause};

    if (!session_discard(reel->session, err))
        return false;
    tell(reel, &event);
    return true;
}

static bool finish(
    struct reel *reel, int64_t frames_48k, const char *cause, struct err *err)
{
    struct session_end end = {.frames_48k = frames_48k, .cause = cause};
    struct track_report report;
    struct room_event event = {.kind = ROOM_EVENT_FINISHED,
        .path = report.path,
        .text = cause,
        .result = &report.result};

    source_count(reel->clock->source, &end.counters);
    if (!session_finish(reel->session, &end, &report, err))
        return false;
    event.left_parts = report.left_parts;
    tell(reel, &event);
    return true;
}

bool reel_end(
    struct reel *reel, int64_t end_ns, const char *cause, struct err *err)
{
    int64_t behind_48k;

    if (!reel_has_begun(reel))
        return true;
    if (!settle_length(reel, end_ns, &behind_48k, err))
        return false;
    int64_t frames_48k = session_frames_48k(reel->session) - behind_48k;
    if (is_too_short(reel, frames_48k))
        return discard(reel, cause, err);
    return finish(reel, behind_48k ? frames_48k : REEL_ALL, cause, err);
}

/* --- Asking ------------------------------------------------------------ */

bool reel_has_begun(const struct reel *reel)
{
    return reel->session && session_has_begun(reel->session);
}

bool reel_is_full(const struct reel *reel)
{
    return session_is_full(reel->session);
}

int64_t reel_frames_48k(const struct reel *reel)
{
    return reel->session ? session_frames_48k(reel->session) : 0;
}

const char *reel_path(const struct reel *reel)
{
    return reel->session ? session_path(reel->session) : NULL;
}

struct session_status reel_status(const struct reel *reel)
{
    return reel->session ? session_status(reel->session)
                         : (struct session_status){0};
}

bool reel_wait_for_disk(struct reel *reel, struct err *err)
{
    return !reel->session || session_wait_for_disk(reel->session, err);
}
