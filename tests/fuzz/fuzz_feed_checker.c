/* SPDX-License-Identifier: BSD-2-Clause */
/* Any document, checked and read; and what was read is written and read
 * again. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "feeds/checker/feed_checker.h"
#include "feeds/checker/feed_diff.h"
#include "feeds/reader/feed_reader.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/text.h"

static void look_at(void *user, const struct feed_finding *finding)
{
    (void)user;
    assert(*finding->rule && *finding->message && *finding->where);
    assert(finding->severity > FEED_SILENT && finding->line >= 0);
    assert(!strchr(finding->message, '\n'));
}

static void look_at_change(void *user, const struct feed_change *change)
{
    (void)user;
    assert(change->where && *change->what && *change->effect);
    assert(strcmp(change->before, change->after) != 0 || !*change->before);
}

static void look_at_loss(void *user, const char *name, int line, size_t count)
{
    (void)user;
    assert(*name && line > 0 && count > 0);
}

static void check(const uint8_t *bytes, size_t length)
{
    struct feed_report report = {.now = 1768676400, .told = look_at};
    own(feed_tree) tree = NULL;

    bool is_fine =
        feed_check_bytes(&report, (const char *)bytes, length, &tree);
    assert(is_fine == !report.counts[FEED_REFUSED]);
    assert(tree || !is_fine);
    if (!tree)
        return;
    feed_promises_check(tree, tree, &report);
    assert(feed_diff(tree, tree, look_at_change, NULL));
}

/* What rss_write() made of a wild feed stays what it is. */
static void read_and_write(const uint8_t *bytes, size_t length)
{
    own_value(text) first = {0};
    struct err err;

    own(feed_reading) reading =
        feed_read((const char *)bytes, length, "https://e.org/f/x", &err);
    if (!reading)
        return;
    feed_reading_list_losses(reading, look_at_loss, NULL);
    assert(rss_write(feed_reading_show(reading), &first, &err));
    own(feed_reading) again =
        feed_read(text_string(&first), first.length, NULL, &err);
    assert(again);
    assert(feed_reading_show(again)->episode_count <=
           feed_reading_show(reading)->episode_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    check(bytes, length);
    read_and_write(bytes, length);
    return 0;
}
