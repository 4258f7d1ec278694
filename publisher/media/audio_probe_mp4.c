/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/audio_probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BOX_HEADER_BYTES 8

static uint64_t be(const uint8_t *at, int bytes)
{
    uint64_t number = 0;

    for (; bytes; bytes--)
        number = number << 8 | *at++;
    return number;
}

/* Where the box at `at` ends and its contents begin; false when it is none
 * or goes beyond `length`. Size 1: a long one follows; 0: to the end. */
static bool read_box(const uint8_t *bytes, size_t length, size_t at,
    size_t *contents, size_t *end)
{
    if (length - at < BOX_HEADER_BYTES)
        return false;
    uint64_t size = be(bytes + at, 4);
    *contents = at + BOX_HEADER_BYTES;
    if (size == 1 && length - at >= 16) {
        size = be(bytes + at + 8, 8);
        *contents = at + 16;
    } else if (size == 0) {
        size = length - at;
    }
    if (size < *contents - at || size > length - at)
        return false;
    *end = at + (size_t)size;
    return true;
}

/* mvhd (ISO 14496-12, section 8.2.2). */
static void read_movie_header(
    const uint8_t *at, size_t length, struct audio_facts *facts)
{
    bool is_long = length >= 32 && at[0] == 1;
    uint64_t scale;
    uint64_t duration;

    if (length < 20)
        return;
    scale = be(at + (is_long ? 20 : 12), 4);
    duration = be(at + (is_long ? 24 : 16), is_long ? 8 : 4);
    if (scale > 0 && duration < UINT64_C(1) << 50)
        facts->duration_ms = (int64_t)(duration * 1000 / scale);
}

static void read_movie(
    const uint8_t *bytes, size_t at, size_t end, struct audio_facts *facts)
{
    size_t contents;
    size_t next;

    for (; read_box(bytes, end, at, &contents, &next); at = next)
        if (!memcmp(bytes + at + 4, "mvhd", 4))
            read_movie_header(bytes + contents, next - contents, facts);
}

void mp4_probe(const uint8_t *bytes, size_t length, struct audio_facts *facts)
{
    bool has_movie = false;
    bool has_data = false;
    size_t at = 0;
    size_t contents;
    size_t end;

    for (; read_box(bytes, length, at, &contents, &end); at = end) {
        has_data = has_data || !memcmp(bytes + at + 4, "mdat", 4);
        if (memcmp(bytes + at + 4, "moov", 4) != 0)
            continue;
        has_movie = true;
        read_movie(bytes, contents, end, facts);
    }
    if (at < length || !has_movie || !has_data) {
        facts->is_cut_short = true;
        snprintf(facts->fault, sizeof facts->fault,
            "the box at byte %zu is not whole, of %zu bytes", at, length);
    }
}
