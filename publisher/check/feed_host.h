/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a host serves a feed and what it names: HEAD, byte ranges, types,
 * lengths, redirects; ETag, 304 and gzip for the feed itself.
 */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_HOST_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_HOST_H

#include "feeds/checker/feed_checker.h"
#include "publisher/check/http_client.h"

/* Asks for the feed again in several ways; `first` is the answer that it was
 * checked by. */
void feed_host_check(struct http_client *client, const char *address,
    const struct http_reply *first, struct feed_report *report);

/* Asks for the show's art and the files of the `most` newest episodes; of
 * each no more than some bytes. */
void feed_host_check_files(struct http_client *client,
    const struct feed_tree *tree, size_t most, struct feed_report *report);

#endif
