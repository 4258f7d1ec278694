/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/sound_files.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/checker/feed_report.h"
#include "feeds/feed_address.h"
#include "feeds/media_format.h"
#include "feeds/reader/date_reader.h"
#include "publisher/media/audio_probe.h"
#include "publisher/media/id3_chapters.h"
#include "publisher/store/integrity.h"

/* What rounding and an encoder's delay explain. */
#define DURATION_TOLERANCE_MS 2000

static void check_length(const struct feed_node *node, const char *text,
    const struct audio_facts *facts, struct feed_report *report)
{
    int64_t stated;

    if (media_length_read(text, &stated) && stated > 0 &&
        stated != facts->length_bytes)
        feed_report_add(report, RULE_FILE_LENGTH, node,
            "the feed says %" PRId64 " bytes, the file has %" PRId64, stated,
            facts->length_bytes);
}

static void check_kind(const struct feed_node *node, const char *path,
    const struct audio_facts *facts, struct feed_report *report)
{
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    feed_address_extension(path, extension);
    if (!file_kind_fits(facts->kind, extension))
        feed_report_add(report, RULE_FILE_FORMAT, node,
            "the file is called .%s and is %s", extension,
            file_kind_name(facts->kind));
}

static void check_sound(const struct feed_node *node,
    const struct audio_facts *facts, struct feed_report *report)
{
    if (facts->is_damaged)
        feed_report_add(report, RULE_AUDIO_DAMAGED, node, "%s", facts->fault);
    else if (facts->is_cut_short)
        feed_report_add(report, RULE_AUDIO_CUT_SHORT, node, "%s", facts->fault);
    if (facts->lacks_header)
        feed_report_add(report, RULE_AUDIO_VBR_HEADER, node,
            "the bitrate varies, and no Xing header tells the length");
    if (facts->rate_hz > 0 && facts->rate_hz != 44100 &&
        facts->rate_hz != 48000)
        feed_report_add(report, RULE_AUDIO_RATE, node,
            "the sample rate is %d Hz", facts->rate_hz);
}

static void check_duration(const struct feed_node *item,
    const struct audio_facts *facts, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_ITUNES, "duration");
    int64_t ms;
    bool is_plain;

    if (!node || facts->duration_ms == 0 || facts->is_damaged ||
        facts->is_cut_short || !duration_read(node->text, &ms, &is_plain) ||
        llabs(ms - facts->duration_ms) <= DURATION_TOLERANCE_MS)
        return;
    feed_report_add(report, RULE_DURATION_DIFFERS, node,
        "the feed says %s, the file lasts %.1f s", node->text,
        (double)facts->duration_ms / 1000);
}

static bool probe(const struct feed_node *node, const char *path,
    struct audio_facts *facts, struct feed_report *report)
{
    struct err err;

    if (audio_probe(path, facts, &err)) {
        check_kind(node, path, facts, report);
        return true;
    }
    feed_report_add(report, RULE_FILE_MISSING, node, "%s", err.text);
    return false;
}

void sound_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report)
{
    struct audio_facts facts;

    if (!probe(node, path, &facts, report))
        return;
    check_length(node, feed_attribute(node, "length"), &facts, report);
    check_sound(node, &facts, report);
    check_duration(node->parent, &facts, report);
    if (facts.kind == FILE_MP3)
        id3_chapters_check(node, path, report);
}

static void check_integrity(const struct feed_node *alternate, const char *path,
    struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(alternate, SPACE_PODCAST, "integrity");
    const char *stated = feed_attribute(node, "value");
    char found[INTEGRITY_BYTES];
    struct err err;

    if (!stated || strncmp(stated, "sha384-", 7) != 0)
        return;
    if (integrity_of_file(path, found, &err) && strcmp(stated, found) != 0)
        feed_report_add(report, RULE_FILE_INTEGRITY, node,
            "the feed says %s, the file has %s", stated, found);
}

void sound_file_check_alternate(
    const struct feed_node *node, const char *path, struct feed_report *report)
{
    const struct feed_node *alternate = node->parent;
    struct audio_facts facts;

    if (!probe(node, path, &facts, report))
        return;
    check_length(
        alternate, feed_attribute(alternate, "length"), &facts, report);
    check_sound(node, &facts, report);
    check_integrity(alternate, path, report);
}
