/* SPDX-License-Identifier: BSD-2-Clause */
/* Files behind a feed: JSON chapters, transcripts, sound, art and the chapters
 * of an MP3. The first byte says which. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "feeds/reader/feed_parser.h"
#include "publisher/check/art_files.h"
#include "publisher/check/chapter_files.h"
#include "publisher/check/transcript_files.h"
#include "publisher/media/sound_files.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

static const char feed[] =
    "<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    " xmlns:podcast='https://podcastindex.org/namespace/1.0'"
    " xmlns:psc='http://podlove.org/simple-chapters'><channel><item>"
    "<enclosure url='x.mp3' length='1000'/>"
    "<itunes:duration>100</itunes:duration>"
    "<psc:chapters><psc:chapter start='0' title='a'/>"
    "<psc:chapter start='50' title='b'/></psc:chapters>"
    "<podcast:chapters url='x'/>"
    "<podcast:transcript url='x' type='text/vtt'/>"
    "<podcast:transcript url='x' type='application/x-subrip'/>"
    "<podcast:transcript url='x' type='application/json'/>"
    "<itunes:image href='x.png'/>"
    "</item></channel></rss>";

static void look_at(void *user, const struct feed_finding *finding)
{
    (void)user;
    assert(*finding->rule && *finding->message && *finding->where);
}

static void check(const struct feed_node *item, int kind, const char *path,
    struct feed_report *report)
{
    const struct feed_node *transcript =
        feed_child(item, SPACE_PODCAST, "transcript");

    for (int i = 0; i < kind % 3; i++)
        transcript = feed_next_alike(transcript);
    switch (kind % 4) {
    case 0:
        chapter_file_check(
            feed_child(item, SPACE_PODCAST, "chapters"), path, report);
        break;
    case 1:
        transcript_file_check(transcript, path, report);
        break;
    case 2:
        art_file_check(feed_child(item, SPACE_ITUNES, "image"), path, report);
        break;
    default:
        sound_file_check(
            feed_child(item, SPACE_RSS, "enclosure"), path, report);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct feed_tree *tree;
    struct feed_report report = {.told = look_at};
    char path[64];
    struct err err;

    if (!tree)
        tree = feed_parse(feed, sizeof feed - 1, FEED_LENIENT, NULL, &err);
    assert(tree);
    if (!length)
        return 0;
    own_fd int fd = memfd_create("file", MFD_CLOEXEC);
    assert(fd >= 0);
    assert(durable_write_all(fd, bytes + 1, length - 1, "file", &err));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    check(feed_child(
              feed_child(tree->root, SPACE_RSS, "channel"), SPACE_RSS, "item"),
        bytes[0], path, &report);
    return 0;
}
