/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/conformance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/recording/container_check.h"
#include "recorder/recording/page_reader.h"
#include "recorder/recording/stream_check.h"

/* RFC 3533 section 6. */
#define NUMBER_AT 18
#define CHECKSUM_AT 22
#define CHECKSUM_BYTES 4
#define SEGMENT_COUNT_AT 26
#define CHECKSUM_POLYNOMIAL 0x04c11db7u

struct check {
    struct conformance *conformance;
    int fd;
    struct container_check container;
    struct stream_check stream;
    int64_t damage_offset;
    int64_t damage_bytes; /* in hand, not told yet */
};

/* --- Damage ------------------------------------------------------------ */

static uint32_t get_le32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
           (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Of a page, its own field counting as zeros. Ours, not libogg's: it is used
 * for nothing but to say what is wrong. */
static uint32_t checksum(const uint8_t *bytes, size_t length)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < length; i++) {
        bool is_field = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
        sum ^= is_field ? 0 : (uint32_t)bytes[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000u ? sum << 1 ^ CHECKSUM_POLYNOMIAL : sum << 1;
    }
    return sum;
}

/* As long as a page claims to be, 0 when its header is not whole. */
static size_t claimed_bytes(const uint8_t *bytes, size_t length)
{
    if (length < PAGE_HEADER_BYTES ||
        length < PAGE_HEADER_BYTES + (size_t)bytes[SEGMENT_COUNT_AT])
        return 0;
    size_t claimed = PAGE_HEADER_BYTES + (size_t)bytes[SEGMENT_COUNT_AT];
    for (size_t i = 0; i < bytes[SEGMENT_COUNT_AT]; i++)
        claimed += bytes[PAGE_HEADER_BYTES + i];
    return claimed;
}

static void tell_page(struct check *check, const uint8_t *bytes, size_t length,
    const struct conformance_place *place)
{
    struct conformance_findings *findings = &check->conformance->findings;
    size_t claimed = claimed_bytes(bytes, length);
    char expected[64];

    if (claimed == 0 || claimed > length) {
        conformance_findings_add(findings, CONFORMANCE_CUT_PAGE, place,
            "a whole page", "%zu bytes of a page, then the end of the file",
            length);
        return;
    }
    snprintf(expected, sizeof expected, "checksum %08" PRIx32,
        checksum(bytes, claimed));
    conformance_findings_add(findings, CONFORMANCE_CHECKSUM, place, expected,
        "checksum %08" PRIx32, get_le32(bytes + CHECKSUM_AT));
}

/* Tells what begins at an offset, and gives its length: a damaged page's, or
 * 1 where none begins. */
static bool tell_damage_at(
    struct check *check, int64_t offset, size_t *length, struct err *err)
{
    uint8_t bytes[PAGE_MOST_BYTES];
    ssize_t got = pread(check->fd, bytes, sizeof bytes, offset);
    struct conformance_place place = {offset, -1};

    if (got < 0)
        return err_set_errno(err, ERR_IO, "read");
    *length = 1;
    if (got < 4 || memcmp(bytes, "OggS", 4) != 0) {
        if (offset == check->damage_offset)
            conformance_findings_add(&check->conformance->findings,
                CONFORMANCE_NO_PAGE, &place, "a page",
                "%" PRId64 " bytes that are none", check->damage_bytes);
        return true;
    }
    if (got >= PAGE_HEADER_BYTES)
        place.page = get_le32(bytes + NUMBER_AT);
    tell_page(check, bytes, (size_t)got, &place);
    size_t claimed = claimed_bytes(bytes, (size_t)got);
    *length = claimed > 0 ? claimed : (size_t)got;
    return true;
}

/* Pages that are damaged one after the other are told each. */
static bool tell_damage(struct check *check, struct err *err)
{
    int64_t offset = check->damage_offset;
    int64_t end = offset + check->damage_bytes;
    size_t length = 0;

    if (check->damage_bytes == 0)
        return true;
    container_check_damage(&check->container);
    for (; offset < end && length != 1; offset += (int64_t)length)
        if (!tell_damage_at(check, offset, &length, err))
            return false;
    check->conformance->damaged_bytes += check->damage_bytes;
    check->damage_bytes = 0;
    return true;
}

/* --- Pages ------------------------------------------------------------- */

static void keep_damage(struct check *check, const struct page *skipped)
{
    if (check->damage_bytes == 0)
        check->damage_offset = skipped->offset;
    check->damage_bytes += (int64_t)skipped->length;
}

static bool take_page(
    struct check *check, const struct page *page, struct err *err)
{
    if (!tell_damage(check, err))
        return false;
    check->conformance->pages++;
    return !container_check_push(&check->container, page) ||
           stream_check_push(
               &check->stream, page, check->container.has_jumped, err);
}

static bool take_all(struct check *check, struct err *err)
{
    own(page_reader) pages = page_reader_new(check->fd, 0, err);
    struct page page;
    enum page_reader_step step;

    if (!pages)
        return false;
    while ((step = page_reader_next(pages, &page, err)) < PAGE_READER_END) {
        if (step == PAGE_READER_SKIPPED)
            keep_damage(check, &page);
        else if (!take_page(check, &page, err))
            return false;
    }
    return step == PAGE_READER_END && tell_damage(check, err);
}

static void finish(struct check *check)
{
    struct conformance *conformance = check->conformance;

    container_check_end(&check->container);
    stream_check_end(&check->stream);
    conformance->has_end = check->container.has_end;
    conformance->is_ours = check->stream.is_ours;
    conformance->packets = check->stream.packets;
    conformance->lost_48k = check->stream.lost_48k;
    conformance->frames_48k = stream_check_frames_48k(&check->stream);
    if (conformance->pages == 0 && conformance->findings.total == 0)
        conformance_findings_add(&conformance->findings, CONFORMANCE_HEAD,
            &(struct conformance_place){0, -1}, "OpusHead", "an empty file");
}

bool conformance_check(int fd, struct conformance *conformance, struct err *err)
{
    struct check check = {.conformance = conformance, .fd = fd};
    struct stat status;

    if (fstat(fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at the file");
    *conformance = (struct conformance){.file_bytes = status.st_size};
    check.container.findings = &conformance->findings;
    check.stream.findings = &conformance->findings;
    bool is_read = take_all(&check, err);
    if (is_read)
        finish(&check);
    stream_check_clear(&check.stream);
    return is_read;
}
