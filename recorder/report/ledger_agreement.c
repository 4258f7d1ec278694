/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/ledger_agreement.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recorder/recording/recording_header.h"

/* What the tags of a recording and its ledger both hold. */
static const char *const names_of_begin[] = {
    "TITLE",
    "DATE",
    "ROOMCAST_ID",
    "ROOMCAST_SESSION",
    "ROOMCAST_PART",
    "ROOMCAST_OFFSET",
    "ROOMCAST_CONTINUES",
    "ROOMCAST_ROOM",
    "ROOMCAST_START",
    "ROOMCAST_NORMALIZE",
    "ROOMCAST_TARGET",
};
static const char *const names_of_end[] = {
    "R128_TRACK_GAIN",
    "ROOMCAST_INTEGRATED",
    "ROOMCAST_RANGE",
    "ROOMCAST_TRUE_PEAK",
    "ROOMCAST_SHORT",
};

struct agreement {
    struct verification *verification;
    struct stream_header expected; /* as the ledger would have it */
    struct stream_header found;
};

static void compare_tag(struct agreement *agreement, const char *name)
{
    const char *expected = stream_tags_get(agreement->expected.tags, name);
    const char *found = stream_tags_get(agreement->found.tags, name);

    if (expected ? found && strcmp(expected, found) == 0 : !found)
        return;
    verification_note(agreement->verification, VERDICT_BAD, name,
        "\"%s\", in the ledger \"%s\"", found ? found : "",
        expected ? expected : "");
}

static void compare_number(struct agreement *agreement, const char *about,
    int64_t found, int64_t expected)
{
    if (found != expected)
        verification_note(agreement->verification, VERDICT_BAD, about,
            "%" PRId64 ", in the ledger %" PRId64, found, expected);
}

static void compare_begin(struct agreement *agreement)
{
    const struct stream_head *found = &agreement->found.head;
    const struct stream_head *expected = &agreement->expected.head;

    for (size_t i = 0; i < sizeof names_of_begin / sizeof *names_of_begin; i++)
        compare_tag(agreement, names_of_begin[i]);
    compare_number(agreement, "serial", agreement->found.serial,
        agreement->expected.serial);
    compare_number(agreement, "channels", found->channels, expected->channels);
    compare_number(
        agreement, "pre-skip", found->preskip_48k, expected->preskip_48k);
    compare_number(
        agreement, "rate", found->input_rate_hz, expected->input_rate_hz);
}

/* In either of them. */
static void compare_chapters(struct agreement *agreement)
{
    char name[32];
    char title[32];

    for (int i = 0; i < CHAPTERS_MOST; i++) {
        snprintf(name, sizeof name, "CHAPTER%03d", i);
        snprintf(title, sizeof title, "CHAPTER%03dNAME", i);
        if (!stream_tags_get(agreement->expected.tags, name) &&
            !stream_tags_get(agreement->found.tags, name))
            return;
        compare_tag(agreement, name);
        compare_tag(agreement, title);
    }
}

static void compare_end(struct agreement *agreement)
{
    const struct verification *verification = agreement->verification;
    const struct recording_result *result = &verification->ledger.result;

    for (size_t i = 0; i < sizeof names_of_end / sizeof *names_of_end; i++)
        compare_tag(agreement, names_of_end[i]);
    compare_number(agreement, "gain", agreement->found.head.gain_q8,
        agreement->expected.head.gain_q8);
    compare_chapters(agreement);
    if (verification->conformance.findings.total == 0)
        compare_number(agreement, "duration",
            verification->conformance.frames_48k, result->frames_48k);
}

/* Without memory for all of them no tag may be compared. */
static bool is_complete(const struct stream_tags *tags, struct err *err)
{
    own_value(text) packet = {0};

    return stream_tags_format(tags, 0, &packet, err);
}

static bool expect(struct agreement *agreement, struct err *err)
{
    const struct ledger_summary *ledger = &agreement->verification->ledger;

    recording_header_init(&agreement->expected, &ledger->facts, ledger->serial);
    if (ledger->has_result) {
        recording_header_set_result(&agreement->expected, &ledger->result);
        recording_header_set_chapters(
            &agreement->expected, &ledger->chapters, ledger->result.frames_48k);
    }
    return is_complete(agreement->expected.tags, err);
}

static void compare(struct agreement *agreement)
{
    const struct verification *verification = agreement->verification;

    compare_begin(agreement);
    if (!verification->is_part && verification->ledger.has_result)
        compare_end(agreement);
}

bool ledger_agreement_check(
    struct verification *verification, int fd, struct err *err)
{
    struct agreement agreement = {.verification = verification};
    struct err why = {0};
    own(page_reader) pages = page_reader_new(fd, 0, err);

    if (!pages)
        return false;
    if (!stream_header_read(pages, &agreement.found, &why)) {
        *err = why;
        return why.kind == ERR_FORMAT;
    }
    bool is_expected = expect(&agreement, err);
    if (is_expected)
        compare(&agreement);
    stream_header_clear(&agreement.found);
    stream_header_clear(&agreement.expected);
    return is_expected;
}
