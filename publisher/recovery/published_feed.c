/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/recovery/published_feed.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* A feed cannot have that many archives; a ring of them has no end. */
#define MOST_DOCUMENTS 10000

static bool add(struct published_feed *feed, const char *key,
    const struct text *bytes, struct err *err)
{
    struct feed_reading **larger =
        realloc(feed->readings, (feed->count + 1) * sizeof *larger);

    if (!larger)
        return err_no_memory(err);
    feed->readings = larger;
    larger[feed->count] =
        feed_read(text_string(bytes), bytes->length, NULL, err);
    if (!larger[feed->count])
        return err_prefix(err, "%s", key);
    feed->count++;
    return true;
}

/* `name` is that of the document, and then of the next; "" behind the last. */
static bool read_document(struct published_feed *feed, struct store *store,
    const char *show, struct text *name, struct err *err)
{
    own_value(text) key = {0};
    own_value(text) bytes = {0};

    text_appendf(&key, "%s/%s", show, text_string(name));
    text_reset(name);
    if (!text_finish(&key, err) ||
        !store_get_bytes(store, text_string(&key), &bytes, err))
        return false;
    if (!bytes.length)
        return true;
    if (!add(feed, text_string(&key), &bytes, err))
        return false;
    const char *older = feed_reading_older(feed->readings[feed->count - 1]);
    const char *slash = older ? strrchr(older, '/') : NULL;
    if (slash)
        text_append(name, slash + 1);
    return true;
}

bool published_feed_read(struct published_feed *feed, struct store *store,
    const char *show, struct err *err)
{
    own_value(text) name = {0};

    text_append(&name, "feed.xml");
    for (int i = 0; i < MOST_DOCUMENTS && name.length; i++)
        if (!read_document(feed, store, show, &name, err))
            return false;
    return true;
}

void published_feed_clear(struct published_feed *feed)
{
    for (size_t i = 0; i < feed->count; i++)
        feed_reading_free(feed->readings[i]);
    free(feed->readings);
    *feed = (struct published_feed){0};
}
