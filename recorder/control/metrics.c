/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/metrics.h"

#include <math.h>

#include "recorder/base/durable_file.h"

struct metric {
    const char *name; /* without "roomcast_" */
    const char *type;
    const char *help;
    double (*value)(const struct room_figures *figures); /* NAN: not known */
};

static double packets(const struct room_figures *figures)
{
    return (double)figures->status.counters.packets;
}

static double lost(const struct room_figures *figures)
{
    return (double)figures->status.counters.lost;
}

static double late(const struct room_figures *figures)
{
    return (double)figures->status.counters.late;
}

static double duplicates(const struct room_figures *figures)
{
    return (double)figures->status.counters.duplicates;
}

static double strangers(const struct room_figures *figures)
{
    return (double)figures->status.counters.strangers;
}

static double garbage(const struct room_figures *figures)
{
    return (double)figures->status.counters.garbage;
}

static double recovered(const struct room_figures *figures)
{
    return (double)figures->status.counters.recovered;
}

static double gap(const struct room_figures *figures)
{
    return (double)figures->status.counters.gap_ms / 1000;
}

static double drift(const struct room_figures *figures)
{
    return figures->status.drift_ppm;
}

static double clipped(const struct room_figures *figures)
{
    return (double)figures->status.clipped_samples;
}

static double recorded(const struct room_figures *figures)
{
    return (double)figures->recorded_frames_48k / 48000;
}

static double recordings(const struct room_figures *figures)
{
    return (double)figures->recordings;
}

static double momentary(const struct room_figures *figures)
{
    return figures->status.loudness.momentary_lufs;
}

static double integrated(const struct room_figures *figures)
{
    return figures->status.loudness.integrated_lufs;
}

static double true_peak(const struct room_figures *figures)
{
    return figures->status.loudness.true_peak_dbtp;
}

static double free_bytes(const struct room_figures *figures)
{
    int64_t bytes = figures->status.free_bytes;

    return bytes < 0 ? NAN : (double)bytes;
}

static double hooks_waiting(const struct room_figures *figures)
{
    return figures->hooks_waiting;
}

static double hook_failures(const struct room_figures *figures)
{
    return (double)figures->hook_failures;
}

static const struct metric metrics[] = {
    {"packets_total", "counter", "Packets taken into the recording.", packets},
    {"lost_packets_total", "counter",
        "Packets that never came; they were concealed or filled.", lost},
    {"late_packets_total", "counter",
        "Packets that came when their place was filled.", late},
    {"duplicate_packets_total", "counter", "Packets that came twice.",
        duplicates},
    {"stranger_packets_total", "counter", "Packets of other senders.",
        strangers},
    {"garbage_packets_total", "counter", "Packets that could not be read.",
        garbage},
    {"recovered_packets_total", "counter",
        "Lost packets that a later one repeated.", recovered},
    {"gap_seconds_total", "counter", "Filled because nothing came.", gap},
    {"clock_drift_ppm", "gauge", "How much faster the sender's clock runs.",
        drift},
    {"clipped_samples_total", "counter", "Samples at full scale.", clipped},
    {"recorded_seconds_total", "counter", "Recorded since the recorder began.",
        recorded},
    {"recordings_total", "counter",
        "Recordings finished since the recorder began.", recordings},
    {"loudness_momentary_lufs", "gauge", "Loudness of the last 400 ms.",
        momentary},
    {"loudness_integrated_lufs", "gauge",
        "Loudness of the recording that runs.", integrated},
    {"true_peak_dbtp", "gauge", "True peak of the recording that runs.",
        true_peak},
    {"free_bytes", "gauge", "Free where the recordings are written.",
        free_bytes},
    {"hooks_waiting", "gauge", "Hook commands that wait or run.",
        hooks_waiting},
    {"hook_failures_total", "counter", "Hook commands that failed for good.",
        hook_failures},
};

static void append_head(
    struct text *text, const char *name, const char *type, const char *help)
{
    text_appendf(text, "# HELP roomcast_%s %s\n# TYPE roomcast_%s %s\n", name,
        help, name, type);
}

/* A label's value, escaped. */
static void append_label(struct text *text, const char *value)
{
    for (; *value; value++) {
        if (*value == '\n') {
            text_append(text, "\\n");
            continue;
        }
        if (*value == '"' || *value == '\\')
            text_append(text, "\\");
        text_append_byte(text, (uint8_t)*value);
    }
}

/* "roomcast_NAME{room="hall"": the caller closes it. */
static void append_name(
    struct text *text, const char *name, const struct room_figures *figures)
{
    text_appendf(text, "roomcast_%s{room=\"", name);
    append_label(text, figures->status.room);
    text_append(text, "\"");
}

static void append_value(struct text *text, double value)
{
    if (isnan(value))
        text_append(text, "} NaN\n");
    else if (isinf(value))
        text_appendf(text, "} %cInf\n", value > 0 ? '+' : '-');
    else
        text_appendf(text, "} %.15g\n", value);
}

static void append_metric(struct text *text, const struct metric *metric,
    const struct room_figures *rooms, size_t count)
{
    append_head(text, metric->name, metric->type, metric->help);
    for (size_t i = 0; i < count; i++) {
        append_name(text, metric->name, &rooms[i]);
        append_value(text, metric->value(&rooms[i]));
    }
}

static void append_up(struct text *text, const struct room_figures *rooms,
    size_t count, bool is_up)
{
    append_head(
        text, "up", "gauge", "1 while its recorder runs, 0 when it has ended.");
    for (size_t i = 0; i < count; i++) {
        append_name(text, "up", &rooms[i]);
        append_value(text, is_up);
    }
}

static void append_states(
    struct text *text, const struct room_figures *rooms, size_t count)
{
    append_head(text, "state", "gauge", "1 for the state that the room is in.");
    for (size_t i = 0; i < count; i++) {
        for (int state = ROOM_WAITING; state <= ROOM_ENDED; state++) {
            append_name(text, "state", &rooms[i]);
            text_appendf(text, ",state=\"%s\"", room_state_name(state));
            append_value(text, (int)rooms[i].status.state == state);
        }
    }
}

static void append_alarms(
    struct text *text, const struct room_figures *rooms, size_t count)
{
    append_head(text, "alarm", "gauge", "1 while the alarm is raised.");
    for (size_t i = 0; i < count; i++) {
        for (int kind = 0; kind < ALARM_KINDS; kind++) {
            append_name(text, "alarm", &rooms[i]);
            text_appendf(text, ",alarm=\"%s\"", alarm_name(kind));
            append_value(text, rooms[i].alarms[kind]);
        }
    }
}

void metrics_format(const struct room_figures *rooms, size_t count, bool is_up,
    struct text *text)
{
    append_up(text, rooms, count, is_up);
    append_states(text, rooms, count);
    append_alarms(text, rooms, count);
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++)
        append_metric(text, &metrics[i], rooms, count);
}

static bool write_file(struct metrics_file *file,
    const struct room_figures *rooms, size_t count, bool is_up, struct err *err)
{
    own_value(text) text = {0};

    metrics_format(rooms, count, is_up, &text);
    return text_finish(&text, err) && durable_replace_unsynced(file->path, 0644,
                                          text.bytes, text.length, err);
}

bool metrics_file_show(struct metrics_file *file,
    const struct room_figures *rooms, size_t count, int64_t now_ns,
    struct err *err)
{
    struct err why;
    bool had_failed = file->has_failed;

    if (!file->path || now_ns < file->next_ns)
        return true;
    file->next_ns = now_ns + METRICS_PERIOD_NS;
    file->has_failed = !write_file(file, rooms, count, true, &why);
    if (!file->has_failed || had_failed)
        return true;
    *err = why;
    return err_prefix(err, "metrics");
}

bool metrics_file_end(struct metrics_file *file,
    const struct room_figures *rooms, size_t count, struct err *err)
{
    return !file->path || write_file(file, rooms, count, false, err) ||
           err_prefix(err, "metrics");
}

int64_t metrics_file_deadline_ns(const struct metrics_file *file)
{
    return file->path ? file->next_ns : INT64_MAX;
}
