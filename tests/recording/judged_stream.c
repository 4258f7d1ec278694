/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/judged_stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/recording/page.h"

struct conformance check_bytes(const void *bytes, size_t length)
{
    struct conformance conformance;
    struct err err = {0};
    own_fd int fd = memfd_create("recording", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, length), length);
    assert_true(conformance_check(fd, &conformance, &err));
    return conformance;
}

struct conformance check_stream(const struct built_stream *stream)
{
    own_value(text) file = {0};

    built_stream_append(stream, &file);
    return check_bytes(file.bytes, file.length);
}

struct built_stream good_stream(void)
{
    struct built_stream stream;

    built_stream_init(&stream, SOUND_PAGES);
    return stream;
}

int64_t offset_of(const struct built_stream *stream, size_t page)
{
    own_value(text) before = {0};

    for (size_t i = 0; i < page; i++)
        built_page_append(&stream->pages[i], &before);
    return (int64_t)before.length;
}

void assert_silent(const struct conformance *conformance)
{
    if (conformance->findings.count > 0)
        print_error("%s\n", conformance->findings.list[0].found);
    assert_int_equal(conformance->findings.total, 0);
}

void assert_one(
    const struct conformance *conformance, const char *rule, int64_t offset)
{
    const struct conformance_findings *findings = &conformance->findings;

    for (size_t i = 0; i < findings->count; i++)
        if (findings->total != 1)
            print_error("%s: %s\n",
                conformance_rule_name(findings->list[i].rule),
                findings->list[i].found);
    assert_int_equal(findings->total, 1);
    assert_string_equal(conformance_rule_name(findings->list[0].rule), rule);
    assert_int_equal(findings->list[0].offset, offset);
    assert_true(findings->list[0].found[0] && findings->list[0].expected[0]);
}

void assert_fault(
    const struct built_stream *stream, const char *rule, size_t page)
{
    struct conformance conformance = check_stream(stream);

    assert_one(&conformance, rule, offset_of(stream, page));
}

void assert_good(const struct built_stream *stream, int64_t frames_48k)
{
    struct conformance conformance = check_stream(stream);

    assert_silent(&conformance);
    assert_int_equal(conformance.frames_48k, frames_48k);
    assert_int_equal(conformance.lost_48k, 0);
}

void spread_packet(struct built_stream *stream)
{
    uint8_t bytes[600] = {0xf8};

    for (size_t i = MIDDLE; i < MIDDLE + 2; i++)
        built_page_empty(&stream->pages[i]);
    built_page_add(&stream->pages[MIDDLE], bytes, 255, true);
    built_page_add(&stream->pages[MIDDLE + 1], bytes, 255, true);
    stream->pages[MIDDLE].granule = PAGE_NO_GRANULE;
    stream->pages[MIDDLE + 1].granule = PAGE_NO_GRANULE;
    stream->pages[MIDDLE + 1].flags = BUILT_CONTINUED;
    built_page_empty(&stream->pages[LAST]);
    built_page_add(&stream->pages[LAST], bytes, 90, false);
    stream->pages[LAST].flags |= BUILT_CONTINUED;
    stream->pages[LAST].granule = 2 * BUILT_PAGE_48K + BUILT_PACKET_48K;
}
