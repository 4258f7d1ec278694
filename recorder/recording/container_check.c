/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/container_check.h"

#include <inttypes.h>
#include <stdio.h>

/* RFC 3533 section 6. */
#define VERSION_AT 4
#define FLAGS_AT 5
#define SEGMENT_COUNT_AT 26
#define KNOWN_FLAGS 0x07

static struct conformance_place place_of(const struct page *page)
{
    return (struct conformance_place){page->offset, page->number};
}

/* How many packets end on it. */
static size_t count_ended(const struct page *page)
{
    struct page_piece piece;
    size_t segment = 0;
    size_t count = 0;

    while (page_next_piece(page, &segment, &piece))
        count += piece.has_ended;
    return count;
}

static bool has_segments(const struct page *page)
{
    return page->bytes[SEGMENT_COUNT_AT] > 0;
}

static bool ends_open(const struct page *page)
{
    size_t last = PAGE_HEADER_BYTES + (size_t)page->bytes[SEGMENT_COUNT_AT] - 1;

    return has_segments(page) && page->bytes[last] == PAGE_SEGMENT_BYTES;
}

void container_check_damage(struct container_check *check)
{
    check->is_damaged = true;
}

static void check_form(struct container_check *check, const struct page *page,
    const struct conformance_place *place)
{
    int flags = page->bytes[FLAGS_AT];

    if (page->bytes[VERSION_AT] != 0)
        conformance_findings_add(check->findings, CONFORMANCE_VERSION, place,
            "version 0", "version %d", page->bytes[VERSION_AT]);
    if (flags & ~KNOWN_FLAGS)
        conformance_findings_add(check->findings, CONFORMANCE_FLAGS, place,
            "none but 1, 2 and 4", "header type flags 0x%02x", flags);
}

static void check_begin(struct container_check *check, const struct page *page,
    const struct conformance_place *place)
{
    bool is_expected = !check->has_begun && !check->is_damaged;

    if (is_expected && !page->is_first)
        conformance_findings_add(check->findings, CONFORMANCE_BEGIN, place,
            "beginning of stream on the first page", "a page without it");
    if (check->has_begun && page->is_first)
        conformance_findings_add(check->findings, CONFORMANCE_BEGIN, place,
            "beginning of stream on the first page only",
            "it is set on a later page");
}

/* Told once for all of its pages that follow each other. */
static bool is_foreign(struct container_check *check, const struct page *page,
    const struct conformance_place *place)
{
    char expected[64];

    if (!check->has_begun || page->serial == check->serial) {
        check->is_foreign = false;
        return false;
    }
    snprintf(
        expected, sizeof expected, "one stream, %08" PRIx32, check->serial);
    if (!check->is_foreign || check->foreign_serial != page->serial)
        conformance_findings_add(check->findings, CONFORMANCE_SERIAL, place,
            expected, "a page of stream %08" PRIx32, page->serial);
    check->is_foreign = true;
    check->foreign_serial = page->serial;
    check->is_damaged = true; /* it may have been one of ours */
    return true;
}

/* After a wrong number both it and the right one may be counted on from. */
static void check_number(struct container_check *check, const struct page *page,
    const struct conformance_place *place)
{
    bool is_next = page->number == check->stated_next ||
                   page->number == check->counted_next;
    char expected[64];

    snprintf(
        expected, sizeof expected, "page number %" PRIu32, check->counted_next);
    if (!is_next && !check->is_damaged)
        conformance_findings_add(check->findings, CONFORMANCE_SEQUENCE, place,
            expected, "page number %" PRIu32, page->number);
    check->has_jumped = check->is_damaged || !is_next;
    check->counted_next =
        (is_next || check->is_damaged ? page->number : check->counted_next) + 1;
    check->stated_next = page->number + 1;
}

static void check_continued(struct container_check *check,
    const struct page *page, const struct conformance_place *place)
{
    if (check->has_jumped || page->is_continued == check->is_open ||
        !has_segments(page))
        return;
    conformance_findings_add(check->findings, CONFORMANCE_CONTINUED, place,
        check->is_open ? "the rest of the last packet" : "a new packet",
        check->is_open ? "a page that is not continued"
                       : "a page that is continued");
    check->has_jumped = true;
}

/* An empty last page may state the end. */
static void check_granule(struct container_check *check,
    const struct page *page, const struct conformance_place *place)
{
    bool has_ended = count_ended(page) > 0;

    if (has_ended && page->granule < 0)
        conformance_findings_add(check->findings, CONFORMANCE_NO_GRANULE, place,
            "where the last packet ends", "granule %" PRId64, page->granule);
    if (!has_ended && has_segments(page) && page->granule != PAGE_NO_GRANULE)
        conformance_findings_add(check->findings, CONFORMANCE_NO_GRANULE, place,
            "granule -1, as no packet ends here", "granule %" PRId64,
            page->granule);
}

static void check_end(struct container_check *check, const struct page *page,
    const struct conformance_place *place)
{
    if (check->has_end)
        conformance_findings_add(check->findings, CONFORMANCE_AFTER_END, place,
            "nothing behind the end of stream", "another page");
    check->has_end = page->is_last;
}

bool container_check_push(
    struct container_check *check, const struct page *page)
{
    struct conformance_place place = place_of(page);

    check_form(check, page, &place);
    if (is_foreign(check, page, &place))
        return false;
    check_begin(check, page, &place);
    check_end(check, page, &place);
    check_number(check, page, &place);
    check_continued(check, page, &place);
    check_granule(check, page, &place);
    if (has_segments(page))
        check->is_open = ends_open(page);
    check->serial = page->serial;
    check->last = place;
    check->has_begun = true;
    check->is_damaged = false;
    return true;
}

/* Damage at the end has been told already, and may have held the end. */
void container_check_end(struct container_check *check)
{
    if (!check->has_begun || check->is_damaged)
        return;
    if (!check->has_end)
        conformance_findings_add(check->findings, CONFORMANCE_NO_END,
            &check->last, "end of stream on the last page",
            "the last page without it");
    else if (check->is_open)
        conformance_findings_add(check->findings, CONFORMANCE_UNFINISHED,
            &check->last, "whole packets at the end of stream",
            "a packet that goes on");
}
