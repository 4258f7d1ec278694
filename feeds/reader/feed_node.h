/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A feed as it is written: the elements of its XML with their lines, before
 * anything is made of them. feed_parser.h builds it; the rules of the checker
 * and the reader walk over it. All of it belongs to the tree.
 */
#ifndef ROOMCAST_FEEDS_READER_FEED_NODE_H
#define ROOMCAST_FEEDS_READER_FEED_NODE_H

#include <stdbool.h>
#include <stddef.h>

/* The namespaces that podcasts use, by what was meant: a known prefix with a
 * misspelt address counts too. */
enum feed_space {
    SPACE_RSS, /* none */
    SPACE_ITUNES,
    SPACE_PODCAST,
    SPACE_ATOM,
    SPACE_CONTENT,
    SPACE_CHAPTERS, /* Podlove Simple Chapters */
    SPACE_HISTORY,  /* RFC 5005 */
    SPACE_OTHER
};

struct feed_attribute {
    const char *name; /* "url", "xml:lang" */
    const char *value;
};

struct feed_node {
    enum feed_space space;
    const char *name; /* without its prefix */
    const char *text; /* its own, without the white space around; never NULL */
    bool is_padded;   /* there was white space around it */
    bool is_other;    /* SPACE_OTHER, or below such a node */
    int line;
    const struct feed_attribute *attributes;
    size_t attribute_count;
    struct feed_node *parent;
    struct feed_node *first; /* child */
    struct feed_node *next;  /* sibling */
};

/* A namespace as some element declares it. */
struct feed_declaration {
    const char *prefix; /* "" for the default one */
    const char *address;
    enum feed_space space; /* what it means */
    bool is_right;         /* its address is the one of the standard */
    int line;
};

/* The address that the standard of a space gives it, "" for SPACE_RSS; and
 * the prefix that all feeds give it. */
const char *feed_space_address(enum feed_space space);
const char *feed_space_prefix(enum feed_space space);

/* What an address means, by itself or by its prefix. `*is_right` says whether
 * it is the standard's own, or an alias that readers know. */
enum feed_space feed_space_find(
    const char *prefix, const char *address, bool *is_right);

bool feed_node_is(
    const struct feed_node *node, enum feed_space space, const char *name);

/* The first child of that name, and the next sibling of the same name; NULL
 * when there is none. `node` may be NULL. */
const struct feed_node *feed_child(
    const struct feed_node *node, enum feed_space space, const char *name);
const struct feed_node *feed_next_alike(const struct feed_node *node);

size_t feed_count_children(
    const struct feed_node *node, enum feed_space space, const char *name);

/* The text of that child, "" without; `node` may be NULL. */
const char *feed_child_text(
    const struct feed_node *node, enum feed_space space, const char *name);

/* The value of an attribute without the white space around it as it is
 * written; NULL when it is not there. `node` may be NULL. */
const char *feed_attribute(const struct feed_node *node, const char *name);

/* The next node in the order of the document, all below `top` but what is in
 * other items; begin with `top` itself. NULL after the last. */
const struct feed_node *feed_walk(
    const struct feed_node *top, const struct feed_node *at);

/* "itunes:image", for messages. */
#define FEED_NODE_NAME_BYTES 64
void feed_node_name(
    const struct feed_node *node, char name[FEED_NODE_NAME_BYTES]);

#endif
