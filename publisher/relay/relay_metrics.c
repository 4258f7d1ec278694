/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_metrics.h"

#include "publisher/relay/relay_status.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

struct metric {
    const char *name; /* behind "roomcast_relay_" */
    const char *type;
    const char *help;
    double (*value)(const struct relay_status *status); /* below 0: unknown */
};

static double on_air(const struct relay_status *status)
{
    return status->air == RELAY_AIR_ON;
}

static double session(const struct relay_status *status)
{
    return *status->session != '\0' && status->air != RELAY_AIR_GONE;
}

static double up(const struct relay_status *status)
{
    return status->air != RELAY_AIR_GONE;
}

static double listeners(const struct relay_status *status)
{
    return (double)status->listeners;
}

static double connects(const struct relay_status *status)
{
    return (double)status->connects;
}

static double failures(const struct relay_status *status)
{
    return (double)status->failures;
}

static double sent(const struct relay_status *status)
{
    return (double)status->sent_bytes;
}

static double dropped(const struct relay_status *status)
{
    return (double)status->dropped_pages;
}

static double queue(const struct relay_status *status)
{
    return (double)status->queue_ms / 1000;
}

static double silence(const struct relay_status *status)
{
    return (double)status->silence_ms / 1000;
}

static const struct metric metrics[] = {
    {"up", "gauge", "Whether its relay runs", up},
    {"session", "gauge", "Whether there is a session to relay", session},
    {"on_air", "gauge", "Whether the server takes it", on_air},
    {"listeners", "gauge", "Listeners, as the server tells", listeners},
    {"connects_total", "counter", "How often it went on the air", connects},
    {"failures_total", "counter", "How often it did not, or was thrown off",
        failures},
    {"sent_bytes_total", "counter", "Bytes that were sent", sent},
    {"dropped_pages_total", "counter", "Pages that found no room", dropped},
    {"queue_seconds", "gauge", "Sound that waits to be sent", queue},
    {"silence_seconds", "gauge",
        "Silence sent where nothing came, since it is on the air", silence},
};

struct lines {
    const struct metric *metric;
    struct text *text;
};

static void append_label(struct text *text, const char *value)
{
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            text_append_byte(text, '\\');
        text_append_byte(text, *value == '\n' ? ' ' : (uint8_t)*value);
    }
}

static bool append_line(void *user, const struct relay_status *status)
{
    const struct lines *lines = user;
    double value = lines->metric->value(status);

    if (value < 0)
        return true;
    text_appendf(lines->text, "roomcast_relay_%s{room=\"", lines->metric->name);
    append_label(lines->text, status->room);
    text_append(lines->text, "\",address=\"");
    append_label(lines->text, status->address);
    text_appendf(lines->text, "\",format=\"%s\"} %.12g\n",
        status->is_mp3 ? "mp3" : "opus", value);
    return !lines->text->has_failed;
}

bool relay_metrics_format(
    const char *state, int64_t utc_ns, struct text *text, struct err *err)
{
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        struct lines lines = {&metrics[i], text};
        text_appendf(text,
            "# HELP roomcast_relay_%s %s.\n# TYPE roomcast_relay_%s %s\n",
            metrics[i].name, metrics[i].help, metrics[i].name, metrics[i].type);
        if (!relay_status_each(state, utc_ns, append_line, &lines, err))
            return false;
    }
    return text_finish(text, err);
}

bool relay_metrics_store(
    const char *state, int64_t utc_ns, const char *path, struct err *err)
{
    own_value(text) text = {0};

    return relay_metrics_format(state, utc_ns, &text, err) &&
           durable_replace_unsynced(path, 0644, text.bytes, text.length, err);
}
