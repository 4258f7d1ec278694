/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/alarm.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

/* A little less than a second: who asks every second is not always heard at
 * the same moment of it. */
#define PERIOD_NS (900 * CLOCK_MILLISECOND_NS)

/* How long all must be well before an alarm is over. */
#define CLEAR_NS (3 * CLOCK_SECOND_NS)

/* What nobody hears, and what surely is heard. */
#define SILENT_LUFS (-60.0)
#define AUDIBLE_LUFS (-55.0)

/* Ten seconds of packets: fewer say nothing about a share. */
#define LOSS_LEAST_PACKETS 500

enum verdict { FINE, NEITHER, BAD };

/* One look at the room. */
struct look {
    const struct alarm_sample *sample;
    double lost_percent; /* of the last minute */
};

const char *alarm_name(enum alarm_kind kind)
{
    static const char *const names[ALARM_KINDS] = {
        "no-input", "silence", "clipping", "loss", "disk"};

    return names[kind];
}

void alarm_init(struct alarm *alarm, const struct alarm_limits *limits)
{
    *alarm = (struct alarm){.limits = *limits};
    for (int kind = 0; kind < ALARM_KINDS; kind++)
        alarm->bad_since_ns[kind] = alarm->good_since_ns[kind] = INT64_MAX;
}

static bool is_on(const struct alarm *alarm, enum alarm_kind kind)
{
    const struct alarm_limits *limits = &alarm->limits;
    const bool on[ALARM_KINDS] = {limits->no_input_ns > 0,
        limits->silence_ns > 0, limits->clipping_ns > 0,
        limits->loss_percent > 0, limits->disk_bytes > 0};

    return on[kind];
}

/* What was added to a count that may have begun anew. */
static int64_t added(int64_t now, int64_t before)
{
    return now >= before ? now - before : now;
}

static double lost_percent(const struct alarm *alarm)
{
    int64_t packets = 0;
    int64_t lost = 0;

    for (int i = 0; i < ALARM_LOSS_SECONDS; i++) {
        packets += alarm->seconds[i].packets;
        lost += alarm->seconds[i].lost;
    }
    if (packets + lost < LOSS_LEAST_PACKETS)
        return 0;
    return 100.0 * (double)lost / (double)(packets + lost);
}

static void count_second(
    struct alarm *alarm, const struct alarm_sample *sample, int64_t now_ns)
{
    int64_t elapsed_ns = now_ns - alarm->last_ns;

    alarm->seconds[alarm->second].packets =
        added(sample->packets, alarm->last.packets);
    alarm->seconds[alarm->second].lost = added(sample->lost, alarm->last.lost);
    alarm->second = (alarm->second + 1) % ALARM_LOSS_SECONDS;
    if (sample->clipped_samples <= alarm->last.clipped_samples)
        elapsed_ns = -elapsed_ns;
    alarm->clipped_ns += elapsed_ns;
    if (alarm->clipped_ns < 0)
        alarm->clipped_ns = 0;
    if (alarm->clipped_ns > alarm->limits.clipping_ns)
        alarm->clipped_ns = alarm->limits.clipping_ns;
}

static enum verdict judge_clipping(const struct alarm *alarm)
{
    if (alarm->clipped_ns >= alarm->limits.clipping_ns)
        return BAD;
    return alarm->clipped_ns ? NEITHER : FINE;
}

static enum verdict judge_disk(const struct alarm *alarm, int64_t free_bytes)
{
    int64_t limit = alarm->limits.disk_bytes;

    if (free_bytes < 0)
        return NEITHER;
    if (free_bytes < limit)
        return BAD;
    return free_bytes - limit > limit / 10 ? FINE : NEITHER;
}

static enum verdict judge(
    const struct alarm *alarm, enum alarm_kind kind, const struct look *look)
{
    const struct alarm_sample *sample = look->sample;

    if (kind == ALARM_DISK)
        return judge_disk(alarm, sample->free_bytes);
    if (kind == ALARM_CLIPPING)
        return judge_clipping(alarm);
    if (kind == ALARM_NO_INPUT)
        return sample->input == alarm->last.input ? BAD : FINE;
    if (kind == ALARM_SILENCE && sample->momentary_lufs < SILENT_LUFS)
        return BAD;
    if (kind == ALARM_SILENCE)
        return sample->momentary_lufs > AUDIBLE_LUFS ? FINE : NEITHER;
    if (look->lost_percent > alarm->limits.loss_percent)
        return BAD;
    return look->lost_percent < alarm->limits.loss_percent / 2 ? FINE : NEITHER;
}

/* True when it holds, and has held without a break for that long. */
static bool has_lasted(
    int64_t *since_ns, bool holds, int64_t from_ns, int64_t until_ns)
{
    if (!holds)
        *since_ns = INT64_MAX;
    else if (*since_ns == INT64_MAX)
        *since_ns = from_ns;
    return holds && *since_ns <= until_ns;
}

static int64_t patience_ns(const struct alarm *alarm, enum alarm_kind kind)
{
    if (kind == ALARM_NO_INPUT)
        return alarm->limits.no_input_ns;
    return kind == ALARM_SILENCE ? alarm->limits.silence_ns : 0;
}

/* True when the alarm is raised or cleared by it. What is seen now has been
 * so since the last look. */
static bool turn(struct alarm *alarm, enum alarm_kind kind,
    enum verdict verdict, int64_t now_ns)
{
    bool is_bad = has_lasted(&alarm->bad_since_ns[kind], verdict == BAD,
        alarm->last_ns, now_ns - patience_ns(alarm, kind));
    bool is_good = has_lasted(&alarm->good_since_ns[kind], verdict == FINE,
        alarm->last_ns, now_ns - CLEAR_NS);

    if (alarm->is_raised[kind] ? !is_good : !is_bad)
        return false;
    alarm->is_raised[kind] = !alarm->is_raised[kind];
    return true;
}

static void describe_raised(
    const struct alarm *alarm, const struct look *look, struct alarm_news *news)
{
    char limit[QUANTITY_SIZE_BYTES];
    char is[QUANTITY_SIZE_BYTES];
    char time[QUANTITY_TIME_BYTES];

    quantity_format_time(patience_ns(alarm, news->kind), time);
    quantity_format_bytes(alarm->limits.disk_bytes, limit);
    quantity_format_bytes(look->sample->free_bytes, is);
    if (news->kind == ALARM_NO_INPUT)
        snprintf(news->text, sizeof news->text, "no input for %s", time);
    else if (news->kind == ALARM_SILENCE)
        snprintf(news->text, sizeof news->text, "silence for %s", time);
    else if (news->kind == ALARM_CLIPPING)
        snprintf(news->text, sizeof news->text, "the sound clips");
    else if (news->kind == ALARM_LOSS)
        snprintf(news->text, sizeof news->text,
            "%.1f %% of the packets were lost in the last minute",
            look->lost_percent);
    else
        snprintf(news->text, sizeof news->text,
            "only %s are free on the disk, less than %s", is, limit);
}

static void describe_cleared(const struct look *look, struct alarm_news *news)
{
    static const char *const texts[ALARM_KINDS] = {
        [ALARM_NO_INPUT] = "there is input again",
        [ALARM_SILENCE] = "there is sound again",
        [ALARM_CLIPPING] = "the sound no longer clips"};
    char is[QUANTITY_SIZE_BYTES];

    quantity_format_bytes(look->sample->free_bytes, is);
    if (news->kind == ALARM_DISK)
        snprintf(news->text, sizeof news->text, "%s are free again", is);
    else if (!look->sample->is_recording && !look->sample->is_awaited)
        snprintf(news->text, sizeof news->text, "no longer recording");
    else if (news->kind == ALARM_LOSS)
        snprintf(news->text, sizeof news->text, "loss is down to %.1f %%",
            look->lost_percent);
    else
        snprintf(news->text, sizeof news->text, "%s", texts[news->kind]);
}

static void describe(const struct alarm *alarm, const struct look *look,
    enum alarm_kind kind, struct alarm_news *news)
{
    *news =
        (struct alarm_news){.kind = kind, .is_raised = alarm->is_raised[kind]};
    if (news->is_raised)
        describe_raised(alarm, look, news);
    else
        describe_cleared(look, news);
}

/* Nothing is being recorded: what was raised is over. */
static bool turn_off(struct alarm *alarm, enum alarm_kind kind)
{
    bool was_raised = alarm->is_raised[kind];

    alarm->is_raised[kind] = false;
    alarm->bad_since_ns[kind] = alarm->good_since_ns[kind] = INT64_MAX;
    return was_raised;
}

static void begin(
    struct alarm *alarm, const struct alarm_sample *sample, int64_t now_ns)
{
    alarm->clipped_ns = 0;
    memset(alarm->seconds, 0, sizeof alarm->seconds);
    alarm->last = *sample;
    alarm->last_ns = now_ns;
}

static bool matters(const struct alarm_sample *sample, enum alarm_kind kind)
{
    return sample->is_recording || kind == ALARM_DISK ||
           (kind == ALARM_NO_INPUT && sample->is_awaited);
}

int alarm_update(struct alarm *alarm, const struct alarm_sample *sample,
    int64_t now_ns, struct alarm_news news[ALARM_KINDS])
{
    struct look look = {.sample = sample};
    int count = 0;

    if (alarm->next_ns && now_ns < alarm->next_ns)
        return 0;
    alarm->next_ns = now_ns + PERIOD_NS;
    if (!alarm->last.is_recording && !alarm->last.is_awaited)
        begin(alarm, sample, now_ns);
    else
        count_second(alarm, sample, now_ns);
    look.lost_percent = lost_percent(alarm);
    for (int kind = 0; kind < ALARM_KINDS; kind++) {
        if (!is_on(alarm, kind))
            continue;
        if (matters(sample, kind)
                ? turn(alarm, kind, judge(alarm, kind, &look), now_ns)
                : turn_off(alarm, kind))
            describe(alarm, &look, kind, &news[count++]);
    }
    alarm->last = *sample;
    alarm->last_ns = now_ns;
    return count;
}
