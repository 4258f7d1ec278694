/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/art_files.h"

#include <string.h>

#include "feeds/checker/feed_report.h"
#include "feeds/feed_address.h"
#include "publisher/media/cover.h"
#include "publisher/media/file_kind.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

#define LEAST_PIXELS 1400
#define MOST_PIXELS 3000
#define LARGE_BYTES (512 << 10)

/* RGB of 8 or 16 bits a sample, and no transparent colour in a palette. */
static bool is_plain_rgb(const struct cover *cover, const struct text *bytes)
{
    if (cover->depth_bits != 24 && cover->depth_bits != 48)
        return false;
    return strcmp(cover->media_type, "image/png") != 0 ||
           !memmem(bytes->bytes, bytes->length, "tRNS", 4);
}

static void check_picture(const struct feed_node *node,
    const struct cover *cover, const struct text *bytes,
    struct feed_report *report)
{
    if (cover->width != cover->height)
        feed_report_add(report, RULE_ART_NOT_SQUARE, node,
            "the picture has %d by %d pixels", cover->width, cover->height);
    else if (cover->width < LEAST_PIXELS || cover->width > MOST_PIXELS)
        feed_report_add(report, RULE_ART_SIZE, node,
            "the picture has %d by %d pixels", cover->width, cover->height);
    if (!is_plain_rgb(cover, bytes))
        feed_report_add(report, RULE_ART_COLOUR, node,
            "the picture is no RGB without transparency: %d bits a pixel",
            cover->depth_bits);
    if (bytes->length > LARGE_BYTES)
        feed_report_add(report, RULE_ART_LARGE, node,
            "the picture has %zu bytes", bytes->length);
}

void art_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report)
{
    char extension[FEED_ADDRESS_EXTENSION_BYTES];
    own_value(text) bytes = {0};
    struct cover cover = {0};
    struct err err;

    if (!whole_file_read(path, COVER_MOST_BYTES, &bytes, &err)) {
        feed_report_add(
            report, RULE_ART_DAMAGED, node, "%s: %s", path, err.text);
        return;
    }
    feed_address_extension(path, extension);
    const uint8_t *picture = (const uint8_t *)text_string(&bytes);
    enum file_kind kind = file_kind_of(picture, bytes.length);
    if (!file_kind_fits(kind, extension)) {
        feed_report_add(report, RULE_FILE_FORMAT, node,
            "the file is called .%s and is %s", extension,
            file_kind_name(kind));
        return;
    }
    if (cover_inspect(&cover, picture, bytes.length, &err))
        check_picture(node, &cover, &bytes, report);
    else
        feed_report_add(report, RULE_ART_DAMAGED, node, "%s", err.text);
}
