/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/room_figures.h"

#include <math.h>
#include <string.h>

#include "recorder/base/absolute_path.h"
#include "recorder/base/clock.h"
#include "recorder/base/text.h"

const char *room_state_name(enum room_state state)
{
    static const char *const names[] = {
        "waiting", "recording", "paused", "broken", "ended"};

    return names[state];
}

double room_figures_lost_percent(const struct room_figures *figures)
{
    const struct source_counters *counters = &figures->status.counters;
    int64_t all = counters->packets + counters->lost;

    return all ? 100.0 * (double)counters->lost / (double)all : 0;
}

static void set_path(struct jdoc *doc, const char *key, const char *path)
{
    own_value(text) absolute = {0};

    if (path)
        absolute_path_append(&absolute, path);
    jdoc_set_any_text(doc, key, path ? text_string(&absolute) : NULL);
}

/* Three places are enough for people and for programs. */
static void set_rounded(struct jdoc *doc, const char *key, double value)
{
    jdoc_set_real(doc, key, round(value * 1000) / 1000);
}

static void set_loudness(struct jdoc *doc, const struct loudness *loudness)
{
    set_rounded(doc, "momentary_lufs", loudness->momentary_lufs);
    set_rounded(doc, "short_term_lufs", loudness->short_term_lufs);
    set_rounded(doc, "integrated_lufs", loudness->integrated_lufs);
    set_rounded(doc, "true_peak_dbtp", loudness->true_peak_dbtp);
}

static void set_counters(
    struct jdoc *doc, const struct source_counters *counters)
{
    jdoc_set_whole(doc, "packets", counters->packets);
    jdoc_set_whole(doc, "lost", counters->lost);
    jdoc_set_whole(doc, "late", counters->late);
    jdoc_set_whole(doc, "duplicates", counters->duplicates);
    jdoc_set_whole(doc, "strangers", counters->strangers);
    jdoc_set_whole(doc, "garbage", counters->garbage);
    jdoc_set_whole(doc, "recovered", counters->recovered);
    set_rounded(doc, "gap_s", (double)counters->gap_ms / 1000);
}

static void set_alarms(struct jdoc *doc, const struct room_figures *figures)
{
    jdoc_set_array(doc, "alarms");
    for (int kind = 0; kind < ALARM_KINDS; kind++) {
        if (figures->alarms[kind])
            jdoc_add_string(doc, "alarms", alarm_name(kind));
    }
}

void room_figures_set(struct jdoc *doc, const struct room_figures *figures)
{
    const struct room_status *status = &figures->status;
    char since[CLOCK_ISO_BYTES];

    clock_format_iso(figures->since_utc_ns, since);
    jdoc_set_string(doc, "room", status->room);
    jdoc_set_string(doc, "state", room_state_name(status->state));
    jdoc_set_string(doc, "since", since);
    jdoc_set_bool(doc, "awaited", status->is_awaited);
    jdoc_set_any_text(doc, "failure", status->failure);
    set_path(doc, "file", status->path);
    set_rounded(doc, "duration_s", (double)status->frames_48k / 48000);
    set_loudness(doc, &status->loudness);
    set_counters(doc, &status->counters);
    set_rounded(doc, "loss_percent", room_figures_lost_percent(figures));
    set_rounded(doc, "drift_ppm", status->drift_ppm);
    jdoc_set_whole(doc, "clipped_samples", status->clipped_samples);
    if (status->free_bytes < 0)
        jdoc_set_string(doc, "free_bytes", NULL);
    else
        jdoc_set_whole(doc, "free_bytes", status->free_bytes);
    set_alarms(doc, figures);
    jdoc_set_whole(doc, "hooks_waiting", figures->hooks_waiting);
    jdoc_set_whole(doc, "hook_failures", figures->hook_failures);
    jdoc_set_whole(doc, "recordings", figures->recordings);
    set_rounded(
        doc, "recorded_s", (double)figures->recorded_frames_48k / 48000);
}
