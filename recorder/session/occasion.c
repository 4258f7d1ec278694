/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/occasion.h"

static int64_t or_never(int64_t ns)
{
    return ns > 0 ? ns : TRIGGER_NEVER;
}

static bool take_schedule(
    struct occasion *occasion, const char *text, struct err *err)
{
    if (!text)
        return true;
    occasion->schedule = schedule_parse(text, err);
    return occasion->schedule;
}

static void take_rules(struct occasion *occasion, const struct record_job *job)
{
    const struct trigger_rules rules = {.start = job->start,
        .schedule = occasion->schedule,
        .duration_ns = job->duration_ns,
        .idle_ns = or_never(job->idle_ns),
        .silence_ns = or_never(job->silence_ns),
        .post_roll_ns = job->post_roll_ns,
        .is_sender_split = job->is_sender_split};

    trigger_init(&occasion->trigger, &rules);
}

bool occasion_init(
    struct occasion *occasion, const struct record_job *job, struct err *err)
{
    struct occasion made = {
        .is_repeated = job->keeps_on, .held_until_ns = INT64_MIN};

    if (!hearing_init(&made.hearing, job, err) ||
        !take_schedule(&made, job->schedule, err))
        return false;
    take_rules(&made, job);
    *occasion = made;
    return true;
}

void occasion_reset(struct occasion *occasion)
{
    hearing_reset(&occasion->hearing);
}

void occasion_hold(struct occasion *occasion, int64_t until_ns)
{
    occasion->held_until_ns = until_ns;
}

bool occasion_judge(struct occasion *occasion, const struct sound_piece *piece,
    const struct sound_format *format, enum trigger_sound *sound,
    struct err *err)
{
    return hearing_judge(&occasion->hearing, piece, format, sound, err);
}

static bool may_begin(const struct occasion *occasion, int64_t at_ns)
{
    return (occasion->is_repeated || !occasion->has_been) &&
           at_ns >= occasion->held_until_ns;
}

bool occasion_asks(struct occasion *occasion, const struct trigger_piece *piece,
    struct trigger_step *step)
{
    return (occasion->trigger.is_recording ||
               may_begin(occasion, piece->from_ns)) &&
           trigger_hear(&occasion->trigger, piece, step);
}

void occasion_clear(struct occasion *occasion)
{
    hearing_reset(&occasion->hearing);
    schedule_free(occasion->schedule);
    occasion->schedule = NULL;
}
