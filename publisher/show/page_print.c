/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/page_print.h"

#include <fcntl.h>

#include "feeds/writer/rss_writer.h"
#include "recorder/base/file_print.h"
#include "recorder/base/text.h"

/* The show as if it had no episode and had never changed. */
static bool add_show(
    const struct podcast_show *show, struct fingerprint *print, struct err *err)
{
    own_value(text) feed = {0};
    struct podcast_show alone = *show;

    alone.episode_count = 0;
    alone.changed = 0;
    if (!rss_write(&alone, &feed, err))
        return false;
    fingerprint_add(print, feed.bytes, feed.length);
    return true;
}

static void add_templates(
    const struct page_templates *templates, struct fingerprint *print)
{
    for (size_t i = 0; templates && i < templates->count; i++) {
        fingerprint_add_text(print, templates->items[i].name);
        fingerprint_add_text(print, templates->items[i].text);
    }
}

bool page_print_begin(
    const struct show_files *files, struct fingerprint *common, struct err *err)
{
    struct fingerprint print = {0};

    file_print_add(&print, AT_FDCWD, "/proc/self/exe");
    add_templates(files->templates, &print);
    if (!add_show(files->show, &print, err))
        return false;
    *common = print;
    return true;
}

bool page_print_of(const struct show_files *files,
    const struct fingerprint *common, const struct podcast_episode *episode,
    char print[FINGERPRINT_BYTES], struct err *err)
{
    struct fingerprint all = *common;
    own_value(text) item = {0};
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", files->folder, episode->slug);
    if (!rss_write_item(episode, &item, err) || !text_finish(&key, err))
        return false;
    fingerprint_add(&all, item.bytes, item.length);
    if (!store_look(files->store, text_string(&key), &all, err))
        return false;
    fingerprint_finish(&all, print);
    return true;
}
