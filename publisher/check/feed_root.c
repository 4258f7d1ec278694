/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_root.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/feed_address.h"
#include "recorder/base/own.h"

static const char *self_address(const struct feed_node *channel)
{
    const struct feed_node *link = feed_child(channel, SPACE_ATOM, "link");

    for (; link; link = feed_next_alike(link)) {
        const char *rel = feed_attribute(link, "rel");
        const char *address = feed_attribute(link, "href");
        if (rel && address && !strcmp(rel, "self") &&
            feed_address_is_absolute(address))
            return address;
    }
    return NULL;
}

/* Where the feed lies below the folder, "weekly/feed.xml"; NULL outside. */
static char *place_below(const char *folder, const char *path)
{
    own_heap(char) whole_folder = realpath(folder, NULL);
    own_heap(char) whole_path = path ? realpath(path, NULL) : NULL;

    if (!whole_folder || !whole_path)
        return NULL;
    size_t length = strlen(whole_folder);
    if (strncmp(whole_path, whole_folder, length) != 0 ||
        whole_path[length] != '/')
        return NULL;
    return strdup(whole_path + length + 1);
}

void feed_root_init(struct feed_root *root, const char *folder,
    const char *feed_path, const struct feed_node *channel)
{
    const char *self = self_address(channel);
    own_heap(char) place = place_below(folder, feed_path);
    size_t folder_length = strlen(folder);

    while (folder_length > 1 && folder[folder_length - 1] == '/')
        folder_length--;
    text_append_bytes(&root->folder, folder, folder_length);
    if (!self)
        return;
    size_t length = strlen(self);
    size_t tail = place ? strlen(place) : 0;
    if (tail && length > tail && self[length - tail - 1] == '/' &&
        !strcmp(self + length - tail, place)) {
        text_append_bytes(&root->base, self, length - tail);
        return;
    }
    const char *slash = strrchr(strstr(self, "//") + 2, '/');
    if (slash)
        text_append_bytes(&root->base, self, (size_t)(slash + 1 - self));
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* False for what no web server should follow: "..", NUL. */
static bool append_decoded(struct text *path, const char *at)
{
    size_t start = path->length;

    for (; *at && !strchr("?#", *at); at++) {
        int high = *at == '%' ? digit_value(at[1]) : -1;
        int low = high >= 0 ? digit_value(at[2]) : -1;
        if (high < 0 || low < 0) {
            text_append_byte(path, (uint8_t)*at);
            continue;
        }
        if (!high && !low)
            return false;
        text_append_byte(path, (uint8_t)(high << 4 | low));
        at += 2;
    }
    const char *added = text_string(path) + start;
    return *added && strncmp(added, "../", 3) != 0 && !strstr(added, "/../");
}

bool feed_root_find(
    const struct feed_root *root, const char *address, struct text *path)
{
    const char *base = text_string(&root->base);
    size_t length = strlen(base);

    if (!length || strncmp(address, base, length) != 0)
        return false;
    text_append(path, text_string(&root->folder));
    text_append(path, "/");
    return append_decoded(path, address + length) && !path->has_failed;
}

void feed_root_clear(struct feed_root *root)
{
    text_clear(&root->folder);
    text_clear(&root->base);
}
