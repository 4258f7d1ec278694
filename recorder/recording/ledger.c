/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/ledger.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "recorder/base/version.h"

#define FRAMES_A_SECOND 48000.0

struct jdoc *ledger_line(const char *event, int64_t at_frames_48k)
{
    struct jdoc *line = jdoc_new();

    jdoc_set_string(line, "event", event);
    if (at_frames_48k >= 0)
        jdoc_set_real(line, "at", (double)at_frames_48k / FRAMES_A_SECOND);
    return line;
}

bool ledger_is_event(const struct jdoc *line, const char *event)
{
    const char *found = jdoc_string(line, "event");

    return found && strcmp(found, event) == 0;
}

struct jdoc *ledger_begin_line(
    const struct recording_facts *facts, uint32_t serial)
{
    struct jdoc *line = ledger_line("begin", -1);
    char start[CLOCK_ISO_BYTES];

    clock_format_iso(facts->start_utc_ns, start);
    jdoc_set_string(line, "id", facts->id);
    jdoc_set_string(
        line, "session", facts->session[0] ? facts->session : facts->id);
    jdoc_set_whole(line, "part", facts->part ? facts->part : 1);
    if (facts->offset_48k > 0)
        jdoc_set_whole(line, "offset", facts->offset_48k);
    if (facts->continues)
        jdoc_set_whole(line, "continues", facts->continues);
    jdoc_set_string(line, "room", facts->room);
    jdoc_set_string(line, "title", facts->title);
    jdoc_set_string(line, "start", start);
    jdoc_set_any_text(line, "source", facts->source);
    jdoc_set_string(line, "normalize", config_normalize_name(facts->normalize));
    jdoc_set_real(line, "target", facts->target_lufs);
    jdoc_set_whole(line, "channels", facts->channels);
    jdoc_set_whole(line, "preskip", facts->preskip_48k);
    jdoc_set_whole(line, "rate", facts->input_rate_hz);
    jdoc_set_whole(line, "serial", serial);
    jdoc_set_string(line, "version", ROOMCAST_VERSION);
    return line;
}

static bool get_text(const struct jdoc *line, const char *key, char *to,
    size_t room, struct err *err)
{
    const char *value = jdoc_string(line, key);

    if (!value || strlen(value) >= room)
        return err_set(err, ERR_FORMAT, "ledger: \"%s\" is %s", key,
            value ? "too long" : "missing");
    memcpy(to, value, strlen(value) + 1);
    return true;
}

static bool get_whole(const struct jdoc *line, const char *key, int64_t most,
    int64_t *to, struct err *err)
{
    int64_t value;

    if (!jdoc_whole(line, key, &value) || value < 0 || value > most)
        return err_set(
            err, ERR_FORMAT, "ledger: \"%s\" is missing or wrong", key);
    *to = value;
    return true;
}

static bool get_format(
    const struct jdoc *line, struct recording_facts *facts, struct err *err)
{
    int64_t channels;
    int64_t preskip;
    int64_t rate;

    if (!get_whole(line, "channels", 2, &channels, err) ||
        !get_whole(line, "preskip", UINT16_MAX, &preskip, err) ||
        !get_whole(line, "rate", INT32_MAX, &rate, err))
        return false;
    if (channels < 1)
        return err_set(err, ERR_FORMAT, "ledger: \"channels\" is wrong");
    facts->channels = (int)channels;
    facts->preskip_48k = (int)preskip;
    facts->input_rate_hz = (int)rate;
    return true;
}

static bool get_target(
    const struct jdoc *line, struct recording_facts *facts, struct err *err)
{
    char start[CLOCK_ISO_BYTES];
    char normalize[16];

    if (!get_text(line, "start", start, sizeof start, err) ||
        !get_text(line, "normalize", normalize, sizeof normalize, err))
        return false;
    if (!clock_parse_iso(start, &facts->start_utc_ns))
        return err_set(err, ERR_FORMAT, "ledger: \"start\" is no time");
    if (!jdoc_real(line, "target", &facts->target_lufs))
        return err_set(err, ERR_FORMAT, "ledger: \"target\" is missing");
    return config_parse_normalize(normalize, &facts->normalize, err) ||
           err_set(err, ERR_FORMAT, "ledger: \"normalize\" is wrong");
}

/* Missing in ledgers of before there were parts. */
static bool get_part(
    const struct jdoc *line, struct recording_facts *facts, struct err *err)
{
    int64_t part = 1;
    int64_t first = 0;

    memcpy(facts->session, facts->id, sizeof facts->session);
    if (jdoc_string(line, "session") &&
        !get_text(line, "session", facts->session, sizeof facts->session, err))
        return false;
    if (jdoc_whole(line, "part", &part) && (part < 1 || part > INT32_MAX))
        return err_set(err, ERR_FORMAT, "ledger: \"part\" is wrong");
    if (jdoc_whole(line, "offset", &facts->offset_48k) && facts->offset_48k < 0)
        return err_set(err, ERR_FORMAT, "ledger: \"offset\" is wrong");
    if (jdoc_whole(line, "continues", &first) && (first < 1 || first > part))
        return err_set(err, ERR_FORMAT, "ledger: \"continues\" is wrong");
    facts->continues = (int)first;
    facts->part = (int)part;
    return true;
}

bool ledger_parse_begin(const struct jdoc *line, struct recording_facts *facts,
    uint32_t *serial, struct err *err)
{
    struct recording_facts found = {0};
    int64_t number;

    if (!ledger_is_event(line, "begin"))
        return err_set(err, ERR_FORMAT, "ledger: no line \"begin\"");
    if (!get_text(line, "id", found.id, sizeof found.id, err) ||
        !get_text(line, "room", found.room, sizeof found.room, err) ||
        !get_text(line, "title", found.title, sizeof found.title, err) ||
        !get_text(line, "source", found.source, sizeof found.source, err) ||
        !get_part(line, &found, err) || !get_target(line, &found, err) ||
        !get_format(line, &found, err) ||
        !get_whole(line, "serial", UINT32_MAX, &number, err))
        return false;
    *facts = found;
    *serial = (uint32_t)number;
    return true;
}

struct jdoc *ledger_clock_line(
    int64_t frames_48k, int64_t monotonic_ns, int64_t utc_ns, int64_t step_ns)
{
    struct jdoc *line = ledger_line("clock", frames_48k);
    char utc[CLOCK_ISO_BYTES];

    clock_format_iso(utc_ns, utc);
    jdoc_set_whole(line, "granule", frames_48k);
    jdoc_set_whole(line, "monotonic_ns", monotonic_ns);
    jdoc_set_string(line, "utc", utc);
    if (step_ns)
        jdoc_set_real(line, "step", (double)step_ns / CLOCK_SECOND_NS);
    return line;
}

void ledger_set_result(struct jdoc *line, const struct recording_result *result)
{
    const struct loudness *loudness = &result->loudness;

    jdoc_set_real(
        line, "duration", (double)result->frames_48k / FRAMES_A_SECOND);
    jdoc_set_real(line, "integrated", loudness->integrated_lufs);
    jdoc_set_real(line, "range", loudness->range_lu);
    jdoc_set_real(line, "true_peak", loudness->true_peak_dbtp);
    jdoc_set_real(line, "gain", result->gain_q8 / 256.0);
    jdoc_set_real(line, "short", result->short_lu);
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

struct reading {
    ledger_taker *taker;
    void *user;
    int bad;
    struct err failure; /* other than of a line */
};

/* False when the taker has had enough, or there is no memory. A line that does
 * not end in a newline was cut off by a kill, even if it could be read. */
static bool take_line(struct reading *reading, const char *line, size_t length)
{
    struct err err;

    if (line[length - 1] != '\n' || is_blank(line))
        return true;
    own(jdoc) doc = jdoc_parse(line, length, &err);
    if (doc)
        return reading->taker(reading->user, doc);
    if (err.kind == ERR_MEMORY) {
        reading->failure = err;
        return false;
    }
    reading->bad++;
    return true;
}

bool ledger_read(const char *path, ledger_taker *taker, void *user,
    int *bad_lines, struct err *err)
{
    struct reading reading = {.taker = taker, .user = user};
    own_heap(char) line = NULL;
    size_t capacity = 0;
    ssize_t length;
    struct stat status;

    /* A FIFO that nobody writes to would keep us for ever. */
    if (stat(path, &status) == 0 && S_ISFIFO(status.st_mode))
        return err_set(err, ERR_IO, "%s: it is not a file", path);
    FILE *file = fopen(path, "re");
    if (!file)
        return err_set_errno(err, ERR_IO, "open %s", path);
    while ((length = getline(&line, &capacity, file)) > 0) {
        if (!take_line(&reading, line, (size_t)length))
            break;
    }
    if (ferror(file))
        err_set_errno(&reading.failure, ERR_IO, "read %s", path);
    fclose(file);
    if (reading.failure.kind != ERR_NONE) {
        *err = reading.failure;
        return false;
    }
    if (bad_lines)
        *bad_lines = reading.bad;
    return true;
}
