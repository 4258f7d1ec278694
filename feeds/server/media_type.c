/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/media_type.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "recorder/base/text.h"

/* Feeds and pages change with each episode and are asked for often. Media
 * change only when an episode is made again; a client that asks after a day
 * gets a 304. */
#define PAGE_AGE_S 300
#define MEDIA_AGE_S 86400

static const struct media_type feed_type = {
    "application/rss+xml; charset=utf-8", PAGE_AGE_S, MEDIA_FEED};
static const struct media_type unknown_type = {
    "application/octet-stream", PAGE_AGE_S, MEDIA_BINARY};

static const struct media_type chapters_type = {
    "application/json+chapters", PAGE_AGE_S, MEDIA_TEXT};

static const struct {
    const char *extension;
    struct media_type type;
} types[] = {
    {"css", {"text/css; charset=utf-8", MEDIA_AGE_S, MEDIA_TEXT}},
    {"html", {"text/html; charset=utf-8", PAGE_AGE_S, MEDIA_PAGE}},
    {"jpeg", {"image/jpeg", MEDIA_AGE_S, MEDIA_BINARY}},
    {"jpg", {"image/jpeg", MEDIA_AGE_S, MEDIA_BINARY}},
    {"js", {"text/javascript; charset=utf-8", MEDIA_AGE_S, MEDIA_TEXT}},
    {"json", {"application/json", PAGE_AGE_S, MEDIA_TEXT}},
    {"mp3", {"audio/mpeg", MEDIA_AGE_S, MEDIA_BINARY}},
    {"ogg", {"audio/ogg", MEDIA_AGE_S, MEDIA_BINARY}},
    {"opml", {"text/x-opml; charset=utf-8", PAGE_AGE_S, MEDIA_TEXT}},
    {"opus", {"audio/ogg", MEDIA_AGE_S, MEDIA_BINARY}},
    {"png", {"image/png", MEDIA_AGE_S, MEDIA_BINARY}},
    {"srt", {"application/x-subrip; charset=utf-8", PAGE_AGE_S, MEDIA_TEXT}},
    {"svg", {"image/svg+xml", MEDIA_AGE_S, MEDIA_TEXT}},
    {"txt", {"text/plain; charset=utf-8", PAGE_AGE_S, MEDIA_TEXT}},
    {"vtt", {"text/vtt; charset=utf-8", PAGE_AGE_S, MEDIA_TEXT}},
    {"xml", {"application/xml; charset=utf-8", PAGE_AGE_S, MEDIA_TEXT}},
};

static bool is_feed(const char *name)
{
    return strcmp(name, "feed.xml") == 0 ||
           (strncmp(name, "feed-", 5) == 0 && text_has_suffix(name, ".xml"));
}

const struct media_type *media_type_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    if (is_feed(name))
        return &feed_type;
    if (text_has_suffix(name, "chapters.json"))
        return &chapters_type;
    for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++) {
        if (strcasecmp(dot + 1, types[i].extension) == 0)
            return &types[i].type;
    }
    return &unknown_type;
}
