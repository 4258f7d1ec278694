/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tree of a feed (feed_parser.h) while it is built from what a parser
 * meets, element by element, within the bounds of any feed.
 *
 *     own_value(feed_tree_builder) builder = {.tree = tree, .err = err};
 *     feed_tree_builder_open(&builder, &element);
 *     feed_tree_builder_text(&builder, bytes, length);
 *     feed_tree_builder_close(&builder);
 *     feed_tree_builder_finish(&builder)
 *
 * Sticky: after the first failure nothing is added any more.
 */
#ifndef ROOMCAST_FEEDS_READER_FEED_TREE_BUILDER_H
#define ROOMCAST_FEEDS_READER_FEED_TREE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/reader/feed_node.h"
#include "feeds/reader/feed_parser.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct feed_tree_builder {
    struct feed_tree *tree; /* borrowed, with its storage */
    struct feed_node *open[FEED_MOST_DEPTH];
    struct feed_node *last[FEED_MOST_DEPTH]; /* child of each */
    struct text texts[FEED_MOST_DEPTH];
    int depth;
    size_t node_count;
    struct feed_declaration *declarations;
    size_t declaration_count;
    bool has_failed; /* memory or a bound: err says which */
    struct err *err; /* borrowed */
};

/* An element as it begins; prefix and address may be NULL. */
struct feed_element {
    const char *name;
    const char *prefix;
    const char *address; /* of its namespace */
    int line;
};

/* An attribute as it is written; the prefix may be NULL. */
struct feed_written {
    const char *prefix;
    const char *name;
    const char *value; /* without a NUL behind */
    size_t value_bytes;
};

/* Keeps the first failure. */
void feed_tree_builder_fail(
    struct feed_tree_builder *builder, enum err_kind kind, const char *what);

/* Whether one element more is within the bounds; it is counted, and failed if
 * not. */
bool feed_tree_builder_has_room(struct feed_tree_builder *builder);

/* A namespace that the element declares; both may be NULL. Only the first
 * ones of thousands are kept. */
void feed_tree_builder_declare(struct feed_tree_builder *builder,
    const char *prefix, const char *address, int line);

/* Below the element that is open. NULL when it has failed. */
struct feed_node *feed_tree_builder_open(
    struct feed_tree_builder *builder, const struct feed_element *element);

/* Room for `count` attributes, each of which is to be written then. NULL when
 * it has failed. */
struct feed_attribute *feed_tree_builder_attributes(
    struct feed_tree_builder *builder, struct feed_node *node, size_t count);
void feed_tree_builder_write(struct feed_tree_builder *builder,
    struct feed_attribute *kept, const struct feed_written *written);

/* Text of the element that is open, and its end. Without one: nothing. */
void feed_tree_builder_text(
    struct feed_tree_builder *builder, const char *bytes, size_t length);
void feed_tree_builder_close(struct feed_tree_builder *builder);

/* Closes what is open still. False when it has failed, or is without a root
 * (ERR_FORMAT). */
bool feed_tree_builder_finish(struct feed_tree_builder *builder);

void feed_tree_builder_clear(struct feed_tree_builder *builder);

#endif
