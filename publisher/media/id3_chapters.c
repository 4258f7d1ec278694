/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/id3_chapters.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/checker/feed_report.h"
#include "feeds/reader/date_reader.h"
#include "recorder/base/own.h"

#define HEADER_BYTES 10
#define MOST_TAG_BYTES (16 << 20)
#define MOST_FRAMES 512

/* Flags of a CTOC (section 3.2). */
#define CTOC_TOP_LEVEL 2

#define LEAST_DIFFERENCE_MS 1000

struct frame {
    const uint8_t *bytes;
    size_t length;
};

struct tag {
    uint8_t *bytes;
    size_t length;
    int version;
    struct frame chapters[MOST_FRAMES];
    size_t chapter_count;
    struct frame contents[MOST_FRAMES];
    size_t content_count;
};

static void tag_free(struct tag *tag)
{
    if (tag)
        free(tag->bytes);
    free(tag);
}
OWNED(tag)

/* Seven bits a byte, or eight as ID3v2.3 has it in frames. */
static size_t read_size(const uint8_t *at, int shift)
{
    return (size_t)at[0] << 3 * shift | (size_t)at[1] << 2 * shift |
           (size_t)at[2] << shift | at[3];
}

static bool read_tag(int fd, struct tag *tag)
{
    uint8_t header[HEADER_BYTES];

    if (pread(fd, header, sizeof header, 0) != HEADER_BYTES ||
        memcmp(header, "ID3", 3) != 0 || header[3] < 3 || header[3] > 4)
        return false;
    tag->version = header[3];
    tag->length = read_size(header + 6, 7);
    if (tag->length > MOST_TAG_BYTES)
        return false;
    tag->bytes = malloc(tag->length + 1);
    return tag->bytes && pread(fd, tag->bytes, tag->length, HEADER_BYTES) ==
                             (ssize_t)tag->length;
}

static void collect(struct tag *tag)
{
    size_t at = 0;

    while (tag->length - at > HEADER_BYTES && tag->bytes[at]) {
        const uint8_t *head = tag->bytes + at;
        size_t length = read_size(head + 4, tag->version == 4 ? 7 : 8);
        struct frame frame = {head + HEADER_BYTES, length};
        if (length > tag->length - at - HEADER_BYTES)
            return;
        if (!memcmp(head, "CHAP", 4) && tag->chapter_count < MOST_FRAMES)
            tag->chapters[tag->chapter_count++] = frame;
        if (!memcmp(head, "CTOC", 4) && tag->content_count < MOST_FRAMES)
            tag->contents[tag->content_count++] = frame;
        at += HEADER_BYTES + length;
    }
}

/* The element id at the start of a frame; NULL when it does not end. */
static const char *id_of(const struct frame *frame, size_t *after)
{
    size_t length = strnlen((const char *)frame->bytes, frame->length);

    *after = length + 1;
    return length < frame->length ? (const char *)frame->bytes : NULL;
}

static bool is_chapter(const struct tag *tag, const char *id)
{
    size_t after;

    for (size_t i = 0; i < tag->chapter_count; i++) {
        const char *own = id_of(&tag->chapters[i], &after);
        if (own && !strcmp(own, id))
            return true;
    }
    for (size_t i = 0; i < tag->content_count; i++) {
        const char *own = id_of(&tag->contents[i], &after);
        if (own && !strcmp(own, id))
            return true;
    }
    return false;
}

/* How many children a CTOC names that are there; *absent is one that is
 * not. */
static size_t count_children(
    const struct tag *tag, const struct frame *frame, const char **absent)
{
    size_t at;
    size_t found = 0;

    if (!id_of(frame, &at) || frame->length - at < 2)
        return 0;
    int count = frame->bytes[at + 1];
    at += 2;
    for (; count > 0 && at < frame->length; count--) {
        struct frame rest = {frame->bytes + at, frame->length - at};
        size_t after;
        const char *id = id_of(&rest, &after);
        if (!id)
            return found;
        if (is_chapter(tag, id))
            found++;
        else
            *absent = id;
        at += after;
    }
    return found;
}

static void check_contents(const struct feed_node *node, const struct tag *tag,
    struct feed_report *report)
{
    size_t tops = 0;
    size_t named = 0;
    const char *absent = NULL;

    for (size_t i = 0; i < tag->content_count; i++) {
        size_t at;
        if (id_of(&tag->contents[i], &at) && at < tag->contents[i].length)
            tops += (tag->contents[i].bytes[at] & CTOC_TOP_LEVEL) != 0;
        named += count_children(tag, &tag->contents[i], &absent);
    }
    if (!tag->content_count)
        feed_report_add(report, RULE_CHAPTERS_FRAMES, node,
            "the file has %zu CHAP and no CTOC", tag->chapter_count);
    else if (tops != 1)
        feed_report_add(report, RULE_CHAPTERS_FRAMES, node,
            "the file has %zu CTOC for the top level", tops);
    else if (absent)
        feed_report_add(report, RULE_CHAPTERS_FRAMES, node,
            "the CTOC names \"%s\", which is not there", absent);
    else if (named < tag->chapter_count)
        feed_report_add(report, RULE_CHAPTERS_FRAMES, node,
            "the CTOC names %zu of %zu CHAP", named, tag->chapter_count);
}

static int compare_starts(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one;
    int64_t b = *(const int64_t *)other;

    return (a > b) - (a < b);
}

static void check_times(const struct feed_node *node, const struct tag *tag,
    struct feed_report *report)
{
    const struct feed_node *simple =
        feed_child(feed_child(node->parent, SPACE_CHAPTERS, "chapters"),
            SPACE_CHAPTERS, "chapter");
    int64_t starts[MOST_FRAMES];
    size_t count = 0;
    bool is_plain;

    for (size_t i = 0; i < tag->chapter_count; i++) {
        size_t at;
        if (id_of(&tag->chapters[i], &at) && tag->chapters[i].length - at >= 16)
            starts[count++] =
                (int64_t)read_size(tag->chapters[i].bytes + at, 8);
    }
    qsort(starts, count, sizeof *starts, compare_starts);
    for (size_t i = 0; i < count && simple; i++) {
        const char *start = feed_attribute(simple, "start");
        int64_t ms;
        if (start && duration_read(start, &ms, &is_plain) &&
            llabs(ms - starts[i]) >= LEAST_DIFFERENCE_MS) {
            feed_report_add(report, RULE_CHAPTERS_DIFFER, node,
                "number %zu begins at %.3f s in the file, at %s in the feed",
                i + 1, (double)starts[i] / 1000, start);
            return;
        }
        simple = feed_next_alike(simple);
    }
}

void id3_chapters_check(const struct feed_node *enclosure, const char *path,
    struct feed_report *report)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    own(tag) tag = calloc(1, sizeof *tag);

    if (fd < 0 || !tag || !read_tag(fd, tag))
        return;
    collect(tag);
    if (!tag->chapter_count && !tag->content_count)
        return;
    check_contents(enclosure, tag, report);
    check_times(enclosure, tag, report);
}
