/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_place.h"

#include <string.h>

#include "feeds/feed_address.h"
#include "recorder/base/own.h"

/* Up to the last slash of the path; 0 without a path. */
static size_t folder_bytes(const char *address)
{
    size_t length = strcspn(address, "?#");
    size_t host = strcspn(address, ":") + strlen("://");

    while (length > host && address[length - 1] != '/')
        length--;
    return length > host ? length : 0;
}

struct page_place page_place_of_site(const char *address)
{
    if (!address || !feed_address_is_absolute(address))
        return (struct page_place){0};
    return (struct page_place){address, folder_bytes(address)};
}

struct page_place page_place_of_show(const struct podcast_show *show)
{
    return page_place_of_site(show->feed_url);
}

struct page_place page_place_of_episode(
    const struct podcast_show *show, const struct podcast_episode *episode)
{
    const struct page_place place = page_place_of_show(show);

    if (!place.root_bytes || !episode->link ||
        strncmp(episode->link, place.page, place.root_bytes) != 0)
        return (struct page_place){0};
    return (struct page_place){episode->link, place.root_bytes};
}

/* How far both have the same folders. */
static size_t shared_bytes(const char *here, const char *there)
{
    size_t shared = 0;
    size_t end = strcspn(here, "?#");

    for (size_t i = 0; i < end && here[i] == there[i]; i++)
        if (here[i] == '/')
            shared = i + 1;
    return shared;
}

static size_t count_folders(const char *path)
{
    size_t count = 0;
    size_t end = strcspn(path, "?#");

    for (size_t i = 0; i < end; i++)
        count += path[i] == '/';
    return count;
}

/* At its start nothing would be the page itself, a slash the root of the
 * server (browsers take a backslash for one and skip white space), and what
 * stands before a colon a scheme. */
static bool needs_dot(const char *rest)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~%";

    return !*rest || !strchr(plain, *rest) ||
           rest[strcspn(rest, ":/?#")] == ':';
}

void page_place_append(
    const struct page_place *place, const char *address, struct text *out)
{
    if (!place->root_bytes ||
        strncmp(address, place->page, place->root_bytes) != 0) {
        text_append(out, address);
        return;
    }
    const char *here = place->page + place->root_bytes;
    const char *there = address + place->root_bytes;
    size_t shared = shared_bytes(here, there);
    size_t up = count_folders(here + shared);

    for (size_t i = 0; i < up; i++)
        text_append(out, "../");
    if (!up && needs_dot(there + shared))
        text_append(out, "./");
    text_append(out, there + shared);
}
