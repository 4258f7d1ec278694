/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the XML of a feed into nodes, by libxml2: no network, no entities of
 * the document's own, and bounded in size, depth and number of elements.
 *
 *     own(feed_tree) tree = feed_parse(bytes, length, FEED_STRICT, &fault,
 *         err);
 *
 * FEED_STRICT is for the checker: what is not well-formed is a fault.
 * FEED_LENIENT is for the reader: bytes that are no UTF-8 and controls are
 * cleaned away, "&" alone and HTML's named entities are taken as they were
 * meant, and what is left of a document that is cut short is kept.
 */
#ifndef ROOMCAST_FEEDS_READER_FEED_PARSER_H
#define ROOMCAST_FEEDS_READER_FEED_PARSER_H

#include "feeds/reader/feed_node.h"
#include "feeds/reader/feed_storage.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define FEED_MOST_BYTES (64 << 20)
#define FEED_MOST_DEPTH 64
#define FEED_MOST_NODES 4000000

enum feed_parse_mode { FEED_STRICT, FEED_LENIENT };

enum feed_fault_kind {
    FEED_FAULT_NONE,
    FEED_FAULT_SYNTAX,   /* not well-formed */
    FEED_FAULT_ENTITY,   /* an entity that is not declared */
    FEED_FAULT_CDATA_END /* "]]>" in text */
};

struct feed_fault {
    enum feed_fault_kind kind;
    int line;
    char message[160]; /* libxml2's, one line */
};

struct feed_tree {
    struct feed_node *root;
    const struct feed_declaration *declarations;
    size_t declaration_count;
    int doctype_line;       /* 0: none */
    int undeclared_line;    /* of a prefix that is not declared; 0: none */
    const char *undeclared; /* that prefix */
    struct feed_storage *storage; /* of all of it */
};

/* NULL when the document is not well-formed (*fault says why), has no root,
 * or is larger than the bounds (ERR_LIMIT); *err is filled in each case. */
struct feed_tree *feed_parse(const char *bytes, size_t length,
    enum feed_parse_mode mode, struct feed_fault *fault, struct err *err);

/* NULL is fine. */
void feed_tree_free(struct feed_tree *tree);
OWNED(feed_tree)

#endif
