/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A feed read back by libxml2, for tests: nothing of it comes from feeds/.
 */
#ifndef ROOMCAST_TESTS_FEEDS_PARSED_FEED_H
#define ROOMCAST_TESTS_FEEDS_PARSED_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/own.h"

struct parsed_feed;

/* NULL when the document is not well-formed or not right in its
 * namespaces. */
struct parsed_feed *parsed_feed_new(const char *bytes, size_t length);

/* The text of the only node that the XPath names, prefixes as usual. NULL
 * when there is none, to be freed by the caller; ends the program when there
 * are more. */
char *parsed_feed_get(struct parsed_feed *feed, const char *path);

int parsed_feed_count(struct parsed_feed *feed, const char *path);

void parsed_feed_free(struct parsed_feed *feed);
OWNED(parsed_feed)

#endif
