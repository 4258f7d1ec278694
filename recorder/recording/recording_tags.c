/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_tags.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/loudness_gain.h"
#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "recorder/base/quantity.h"
#include "recorder/base/version.h"

#define DATE_LETTERS 10 /* of an ISO 8601 time */

struct stream_tags *recording_tags_new(const struct recording_facts *facts)
{
    struct stream_tags *tags = stream_tags_new(codec_version());
    char start[CLOCK_ISO_BYTES];

    clock_format_iso(facts->start_utc_ns, start);
    if (facts->title[0])
        stream_tags_set(tags, "TITLE", facts->title);
    stream_tags_setf(tags, "DATE", "%.*s", DATE_LETTERS, start);
    stream_tags_set(tags, "ENCODER", "roomcast " ROOMCAST_VERSION);
    stream_tags_set(tags, "ROOMCAST_ID", facts->id);
    stream_tags_set(tags, "ROOMCAST_SESSION",
        facts->session[0] ? facts->session : facts->id);
    stream_tags_setf(
        tags, "ROOMCAST_PART", "%d", facts->part ? facts->part : 1);
    if (facts->offset_48k > 0)
        stream_tags_setf(
            tags, "ROOMCAST_OFFSET", "%" PRId64, facts->offset_48k);
    if (facts->continues)
        stream_tags_setf(tags, "ROOMCAST_CONTINUES", "%d", facts->continues);
    stream_tags_set(tags, "ROOMCAST_ROOM", facts->room);
    stream_tags_set(tags, "ROOMCAST_START", start);
    stream_tags_set(
        tags, "ROOMCAST_NORMALIZE", config_normalize_name(facts->normalize));
    stream_tags_setf(tags, "ROOMCAST_TARGET", "%.2f", facts->target_lufs);
    return tags;
}

/* "-inf" is what silence measures; strtod() reads it back. */
static void set_decibels(
    struct stream_tags *tags, const char *name, double value)
{
    stream_tags_setf(tags, name, "%.2f", value);
}

void recording_tags_set_result(
    struct stream_tags *tags, const struct recording_result *result)
{
    const struct loudness *loudness = &result->loudness;

    stream_tags_setf(
        tags, "R128_TRACK_GAIN", "%d", loudness_track_gain_q8(loudness));
    set_decibels(tags, "ROOMCAST_INTEGRATED", loudness->integrated_lufs);
    set_decibels(tags, "ROOMCAST_RANGE", loudness->range_lu);
    set_decibels(tags, "ROOMCAST_TRUE_PEAK", loudness->true_peak_dbtp);
    set_decibels(tags, "ROOMCAST_SHORT", result->short_lu);
}

/* Copies a tag that must be there. */
static bool get_text(const struct stream_tags *tags, const char *name, char *to,
    size_t room, struct err *err)
{
    const char *value = stream_tags_get(tags, name);

    if (!value || strlen(value) >= room)
        return err_set(err, ERR_FORMAT, "tag %s is %s", name,
            value ? "too long" : "missing");
    memcpy(to, value, strlen(value) + 1);
    return true;
}

/* Decibels; false when the tag is missing or no number. */
static bool get_decibels(
    const struct stream_tags *tags, const char *name, double *value)
{
    const char *text = stream_tags_get(tags, name);
    char *end;

    if (!text || !*text)
        return false;
    double number = strtod(text, &end);
    if (*end || isnan(number))
        return false;
    *value = number;
    return true;
}

static bool get_target(const struct stream_tags *tags,
    struct recording_facts *facts, struct err *err)
{
    const char *start = stream_tags_get(tags, "ROOMCAST_START");
    const char *normalize = stream_tags_get(tags, "ROOMCAST_NORMALIZE");

    if (!start || !clock_parse_iso(start, &facts->start_utc_ns))
        return err_set(err, ERR_FORMAT, "tag ROOMCAST_START is no time");
    if (!normalize ||
        !config_parse_normalize(normalize, &facts->normalize, err))
        return err_set(err, ERR_FORMAT, "tag ROOMCAST_NORMALIZE is wrong");
    if (!get_decibels(tags, "ROOMCAST_TARGET", &facts->target_lufs) ||
        !isfinite(facts->target_lufs))
        return err_set(err, ERR_FORMAT, "tag ROOMCAST_TARGET is wrong");
    return true;
}

/* Missing in recordings of before there were parts. */
static bool get_part(const struct stream_tags *tags,
    struct recording_facts *facts, struct err *err)
{
    const char *part = stream_tags_get(tags, "ROOMCAST_PART");
    const char *offset = stream_tags_get(tags, "ROOMCAST_OFFSET");
    const char *whole = stream_tags_get(tags, "ROOMCAST_CONTINUES");
    int64_t number = 1;
    int64_t first = 0;

    memcpy(facts->session, facts->id, sizeof facts->session);
    if (stream_tags_get(tags, "ROOMCAST_SESSION") &&
        !get_text(tags, "ROOMCAST_SESSION", facts->session,
            sizeof facts->session, err))
        return false;
    if (part && !quantity_parse_whole(part, 1, INT32_MAX, &number, err))
        return err_set(err, ERR_FORMAT, "tag ROOMCAST_PART is wrong");
    if (offset &&
        !quantity_parse_whole(offset, 0, INT64_MAX, &facts->offset_48k, err))
        return err_set(err, ERR_FORMAT, "tag ROOMCAST_OFFSET is wrong");
    if (whole && !quantity_parse_whole(whole, 1, number, &first, err))
        return err_set(err, ERR_FORMAT, "tag ROOMCAST_CONTINUES is wrong");
    facts->part = (int)number;
    facts->continues = (int)first;
    return true;
}

bool recording_tags_facts(const struct stream_tags *tags,
    struct recording_facts *facts, struct err *err)
{
    struct recording_facts found = {0};

    if (!stream_tags_get(tags, "ROOMCAST_ID"))
        return err_set(
            err, ERR_FORMAT, "not a recording of roomcast: no ROOMCAST_ID");
    if (!get_text(tags, "ROOMCAST_ID", found.id, sizeof found.id, err) ||
        !get_text(tags, "ROOMCAST_ROOM", found.room, sizeof found.room, err) ||
        !get_part(tags, &found, err) || !get_target(tags, &found, err))
        return false;
    if (stream_tags_get(tags, "TITLE") &&
        !get_text(tags, "TITLE", found.title, sizeof found.title, err))
        return false;
    *facts = found;
    return true;
}

bool recording_tags_loudness(
    const struct stream_tags *tags, struct loudness *loudness)
{
    struct loudness found = {
        .momentary_lufs = -HUGE_VAL, .short_term_lufs = -HUGE_VAL};

    if (!get_decibels(tags, "ROOMCAST_INTEGRATED", &found.integrated_lufs) ||
        !get_decibels(tags, "ROOMCAST_RANGE", &found.range_lu) ||
        !get_decibels(tags, "ROOMCAST_TRUE_PEAK", &found.true_peak_dbtp))
        return false;
    *loudness = found;
    return true;
}
