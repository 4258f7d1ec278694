/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The values of a show and of an episode that subscribers see, and what they
 * see when one becomes another.
 */
#ifndef ROOMCAST_FEEDS_CHECKER_FEED_FIELD_H
#define ROOMCAST_FEEDS_CHECKER_FEED_FIELD_H

#include "feeds/checker/rule_table.h"
#include "feeds/reader/feed_node.h"

struct feed_field {
    const char *what;
    enum feed_space space;
    const char *name;
    const char *attribute; /* NULL: the text */
    bool is_date;
    bool is_promise;     /* it never changes */
    enum feed_rule rule; /* of a promise that is broken */
    const char *effect;  /* of a change */
};

extern const struct feed_field feed_field_shows[];
extern const size_t feed_field_show_count;

/* Without the guid, by which episodes are known. */
extern const struct feed_field feed_field_items[];
extern const size_t feed_field_item_count;

extern const struct feed_field *const feed_field_guid;
extern const struct feed_field *const feed_field_date;
extern const struct feed_field *const feed_field_file;
extern const struct feed_field *const feed_field_title;

/* "" when it is not there. */
const char *feed_field_value(
    const struct feed_node *node, const struct feed_field *field);

/* Dates are the same when they are the same moment. */
bool feed_field_is_same(
    const struct feed_field *field, const char *before, const char *after);

#endif
