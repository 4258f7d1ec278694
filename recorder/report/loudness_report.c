/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/loudness_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/report/sound_file.h"

#define SLICES_PER_SECOND 100
#define SLICES_PER_POINT (SLICES_PER_SECOND / LOUDNESS_POINTS_PER_SECOND)
#define SECONDS_PER_MINUTE 60

struct maker {
    struct loudness_report *report;
    struct loudness_format format;
    struct loudness_meter *meter;
    struct loudness_meter *minute; /* NULL between minutes */
    int64_t slices;
    double highest_momentary;
    double highest_short_term;
    struct loudness_point point; /* so far */
};

/* Room for one more, doubled when it is used up. */
static bool make_room(
    void **items, size_t count, size_t item_bytes, struct err *err)
{
    if (count & (count - 1)) /* powers of two, and 0 */
        return true;

    void *more = realloc(*items, (count ? 2 * count : 1) * item_bytes);
    if (!more)
        return err_no_memory(err);
    *items = more;
    return true;
}

static bool finish_minute(struct maker *maker, struct err *err)
{
    struct loudness_report *report = maker->report;
    void *minutes = report->minutes;

    if (!maker->minute)
        return true;
    if (!make_room(
            &minutes, report->minute_count, sizeof *report->minutes, err))
        return false;
    report->minutes = minutes;
    report->minutes[report->minute_count++] =
        loudness_meter_read(maker->minute);
    loudness_meter_free(take(maker->minute));
    return true;
}

static bool finish_point(struct maker *maker, struct err *err)
{
    struct loudness_report *report = maker->report;
    void *points = report->points;

    if (!make_room(&points, report->point_count, sizeof *report->points, err))
        return false;
    report->points = points;
    maker->point.short_term_lufs =
        (float)loudness_meter_short_term(maker->meter);
    report->points[report->point_count++] = maker->point;
    maker->point.momentary_lufs = -HUGE_VALF;
    return true;
}

static void watch_windows(struct maker *maker)
{
    double momentary = loudness_meter_momentary(maker->meter);
    double short_term = loudness_meter_short_term(maker->meter);

    maker->point.momentary_lufs =
        fmaxf(maker->point.momentary_lufs, (float)momentary);
    if (momentary > maker->highest_momentary) {
        maker->highest_momentary = momentary;
        maker->report->highest_momentary_frame = maker->report->frames;
    }
    if (short_term > maker->highest_short_term) {
        maker->highest_short_term = short_term;
        maker->report->highest_short_term_frame = maker->report->frames;
    }
}

static int64_t slice_end(const struct maker *maker)
{
    return (maker->slices + 1) * maker->format.rate_hz / SLICES_PER_SECOND;
}

static bool finish_slice(struct maker *maker, struct err *err)
{
    maker->slices++;
    watch_windows(maker);
    if (maker->slices % SLICES_PER_POINT == 0 && !finish_point(maker, err))
        return false;
    if (maker->slices % (SLICES_PER_SECOND * SECONDS_PER_MINUTE) == 0)
        return finish_minute(maker, err);
    return true;
}

static bool push(
    struct maker *maker, const float *pcm, size_t frames, struct err *err)
{
    while (frames > 0) {
        size_t now = (size_t)(slice_end(maker) - maker->report->frames);
        now = now < frames ? now : frames;
        if (!maker->minute)
            maker->minute = loudness_meter_new_of(&maker->format, err);
        if (!maker->minute)
            return false;
        loudness_meter_push(maker->meter, pcm, now);
        loudness_meter_push(maker->minute, pcm, now);
        maker->report->frames += (int64_t)now;
        pcm += now * (size_t)maker->format.channels;
        frames -= now;
        if (maker->report->frames == slice_end(maker) &&
            !finish_slice(maker, err))
            return false;
    }
    return true;
}

static bool push_all(
    struct maker *maker, struct sound_file *file, struct err *err)
{
    own_heap(float) pcm = malloc(SOUND_FILE_MOST_SAMPLES * sizeof *pcm);
    size_t frames;

    if (!pcm)
        return err_no_memory(err);
    do {
        if (!sound_file_pull(file, pcm, &frames, err) ||
            !push(maker, pcm, frames, err))
            return false;
    } while (frames > 0);
    return finish_minute(maker, err);
}

static void maker_clear(struct maker *maker)
{
    loudness_meter_free(maker->meter);
    loudness_meter_free(maker->minute);
}

static bool measure(
    struct loudness_report *report, struct sound_file *file, struct err *err)
{
    double weights[SAMPLE_MOST_CHANNELS];
    own_value(maker) maker = {
        .report = report,
        .format = {.channels = report->channels,
            .rate_hz = report->rate_hz,
            .weights = weights,
            .dual_mono = report->is_dual_mono},
        .highest_momentary = -HUGE_VAL,
        .highest_short_term = -HUGE_VAL,
        .point = {.momentary_lufs = -HUGE_VALF},
    };

    sound_file_weigh(file, weights);
    maker.meter = loudness_meter_new_of(&maker.format, err);
    if (!maker.meter || !push_all(&maker, file, err))
        return false;
    report->loudness = loudness_meter_read(maker.meter);
    return true;
}

bool loudness_report_make(struct loudness_report *report, const char *path,
    bool is_dual_mono, struct err *err)
{
    own(sound_file) file = sound_file_new(path, err);
    own_value(loudness_report) made = {0};

    if (!file)
        return false;
    made.path = strdup(path);
    if (!made.path)
        return err_no_memory(err);
    made.kind = sound_file_kind(file);
    made.rate_hz = sound_file_rate_hz(file);
    made.channels = sound_file_channels(file);
    made.is_dual_mono = is_dual_mono && made.channels == 1;
    if (!measure(&made, file, err))
        return false;
    made.is_cut_off = sound_file_is_cut_off(file);
    *report = made;
    made = (struct loudness_report){0};
    return true;
}

int64_t loudness_report_ns(const struct loudness_report *report)
{
    int64_t seconds = report->frames / report->rate_hz;
    int64_t rest = report->frames % report->rate_hz;

    return seconds * CLOCK_SECOND_NS + rest * CLOCK_SECOND_NS / report->rate_hz;
}

const char *loudness_report_name(const struct loudness_report *report)
{
    const char *slash = strrchr(report->path, '/');

    return slash && slash[1] ? slash + 1 : report->path;
}

void loudness_report_clear(struct loudness_report *report)
{
    free(report->path);
    free(report->minutes);
    free(report->points);
    *report = (struct loudness_report){0};
}
