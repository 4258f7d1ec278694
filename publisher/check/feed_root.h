/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The folder that a site is served from, and which file an address leads to.
 *
 * Where the folder's own address is not given it is told by the feed: its self
 * link is where it lies in the folder, or else it lies at the top.
 */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_ROOT_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_ROOT_H

#include "feeds/reader/feed_node.h"
#include "recorder/base/text.h"

struct feed_root {
    struct text folder; /* without a slash at its end */
    struct text base;   /* the folder's address, with one; "": unknown */
};

/* `feed_path` is the feed's file, or NULL. */
void feed_root_init(struct feed_root *root, const char *folder,
    const char *feed_path, const struct feed_node *channel);

/* The path of the file that an address leads to; false when the address does
 * not lead into the folder. It may not be there. */
bool feed_root_find(
    const struct feed_root *root, const char *address, struct text *path);

void feed_root_clear(struct feed_root *root);

#endif
