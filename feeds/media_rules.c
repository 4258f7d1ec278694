/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/media_rules.h"

#include <inttypes.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/feed_date.h"

/* AntennaPod takes what is shorter for a size it does not know. */
#define LEAST_LENGTH 16384

#define MOST_ALTERNATE_TITLE 32

/* A file's type by its name. Apple lists an episode only if the extension is
 * one of its own. */
static const struct format {
    const char *extension;
    const char *type;
    bool is_apple;
} formats[] = {
    {"mp3", "audio/mpeg", true},
    {"m4a", "audio/x-m4a", true},
    {"m4a", "audio/mp4", true},
    {"mp4", "video/mp4", true},
    {"m4v", "video/x-m4v", true},
    {"mov", "video/quicktime", true},
    {"pdf", "application/pdf", true},
    {"opus", "audio/ogg", false},
    {"ogg", "audio/ogg", false},
    {"oga", "audio/ogg", false},
    {"flac", "audio/flac", false},
    {"wav", "audio/wav", false},
    {"aac", "audio/aac", false},
};

/* The first with that extension and, unless NULL, that type. */
static const struct format *find_format(const char *extension, const char *type)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (!strcmp(formats[i].extension, extension) &&
            (!type || !strcmp(formats[i].type, type)))
            return &formats[i];
    return NULL;
}

static void check_length(
    const struct podcast_episode *episode, struct feed_report *report)
{
    int64_t length = episode->enclosure.length_bytes;

    if (length <= 0)
        feed_report_add(report, RULE_ENCLOSURE_LENGTH,
            "the file's length is %" PRId64 ", expected its bytes", length);
    else if (length == feed_date_seconds(episode->duration_ms))
        feed_report_add(report, RULE_ENCLOSURE_LENGTH_SECONDS,
            "the file's length is %" PRId64
            ", its duration in seconds, expected its bytes",
            length);
    else if (length < LEAST_LENGTH)
        feed_report_add(report, RULE_ENCLOSURE_LENGTH_SMALL,
            "the file's length is %" PRId64
            " bytes, less than apps believe (%d)",
            length, LEAST_LENGTH);
}

static void check_format(
    const struct podcast_media *media, struct feed_report *report)
{
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    feed_address_extension(media->url, extension);
    const struct format *format = find_format(extension, NULL);
    if (!format)
        feed_report_add(report, RULE_ENCLOSURE_EXTENSION,
            "the file is %s, expected a name that ends in .mp3 or .m4a",
            media->url);
    else if (!format->is_apple)
        feed_report_add(report, RULE_ENCLOSURE_FORMAT,
            "the file is .%s, expected MP3 or M4A", extension);
    if (is_blank_text(media->type))
        feed_report_add(
            report, RULE_ENCLOSURE_TYPE, "the file's type is not stated");
    else if (format && !find_format(extension, media->type))
        feed_report_add(report, RULE_ENCLOSURE_TYPE,
            "the file's type is %s, expected %s for .%s", media->type,
            format->type, extension);
}

static void check_enclosure(
    const struct podcast_episode *episode, struct feed_report *report)
{
    const struct podcast_media *media = &episode->enclosure;

    if (is_blank_text(media->url)) {
        feed_report_add(
            report, RULE_ENCLOSURE_MISSING, "the episode has no file");
        return;
    }
    feed_report_address(report, "file's address", media->url);
    if (!feed_address_is_absolute(media->url))
        feed_report_add(report, RULE_ENCLOSURE_RELATIVE,
            "the file's address is \"%s\", expected https://\xE2\x80\xA6",
            media->url);
    check_format(media, report);
    check_length(episode, report);
}

/* Subresource Integrity, section 3.5: an algorithm, "-" and the hash of its
 * size in base64. */
static bool is_integrity(const char *value)
{
    static const struct {
        const char *prefix;
        size_t letters;
        const char *padding;
    } kinds[] = {
        {"sha256-", 43, "="},
        {"sha384-", 64, ""},
        {"sha512-", 86, "=="},
    };
    static const char base64[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].prefix);
        if (strncmp(value, kinds[i].prefix, length))
            continue;
        return strspn(value + length, base64) == kinds[i].letters &&
               !strcmp(value + length + kinds[i].letters, kinds[i].padding);
    }
    return false;
}

static void check_alternate(
    const struct podcast_media *media, struct feed_report *report)
{
    if (is_blank_text(media->url) || !feed_address_is_absolute(media->url))
        feed_report_add(report, RULE_ALTERNATE_SOURCE,
            "an alternate's address is \"%s\", expected https://\xE2\x80\xA6",
            media->url ? media->url : "");
    else
        feed_report_address(report, "alternate's address", media->url);
    if (is_blank_text(media->type))
        feed_report_add(
            report, RULE_ALTERNATE_TYPE, "an alternate's type is not stated");
    if (media->length_bytes <= 0)
        feed_report_add(report, RULE_ALTERNATE_LENGTH,
            "an alternate's length is not stated");
    if (media->title && strlen(media->title) > MOST_ALTERNATE_TITLE)
        feed_report_add(report, RULE_ALTERNATE_TITLE,
            "the alternate's title \"%s\" is longer than %d bytes",
            media->title, MOST_ALTERNATE_TITLE);
    if (media->integrity && !is_integrity(media->integrity))
        feed_report_add(report, RULE_ALTERNATE_INTEGRITY,
            "the alternate's integrity is \"%s\", expected "
            "sha384-\xE2\x80\xA6 in base64",
            media->integrity);
}

void media_rules_check(
    const struct podcast_episode *episode, struct feed_report *report)
{
    check_enclosure(episode, report);
    for (size_t i = 0; i < episode->alternate_count; i++)
        check_alternate(&episode->alternates[i], report);
}
