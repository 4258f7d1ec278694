/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_parser.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "feeds/reader/lenient_xml.h"
#include "recorder/base/text.h"

#define WHITE_SPACE " \t\r\n"

/* Beyond that a tag is no tag: libxml2 compares each attribute of an element
 * with each. */
#define MOST_TAG_BYTES (256 << 10)

struct parsing {
    struct feed_tree *tree;
    xmlParserCtxtPtr context;
    struct feed_fault *fault;
    struct feed_node *open[FEED_MOST_DEPTH];
    struct feed_node *last[FEED_MOST_DEPTH]; /* child of each */
    struct text texts[FEED_MOST_DEPTH];
    int depth;
    size_t node_count;
    struct feed_declaration *declarations;
    size_t declaration_count;
    bool has_failed; /* memory or a bound: err says which */
    struct err *err;
};

static void parsing_clear(struct parsing *parsing)
{
    for (int i = 0; i < FEED_MOST_DEPTH; i++)
        text_clear(&parsing->texts[i]);
    free(parsing->declarations);
    xmlFreeParserCtxt(parsing->context);
    /* Whoever asks for its thread's last error next should not see this. */
    xmlResetLastError();
}

/* The parser goes on without being listened to: stopped it would free the
 * attributes that it has just given us. */
static void fail(struct parsing *parsing, enum err_kind kind, const char *what)
{
    if (!parsing->has_failed)
        err_set(parsing->err, kind, "%s", what);
    parsing->has_failed = true;
}

/* Room that lives as long as the tree, zeroed. */
static void *keep(struct parsing *parsing, size_t size)
{
    void *place = feed_storage_get(parsing->tree->storage, size);

    if (!place)
        fail(parsing, ERR_MEMORY, "out of memory");
    return place;
}

static const char *keep_text(
    struct parsing *parsing, const char *text, size_t length)
{
    const char *kept = feed_storage_copy(parsing->tree->storage, text, length);

    if (kept)
        return kept;
    fail(parsing, ERR_MEMORY, "out of memory");
    return "";
}

static const char *keep_string(struct parsing *parsing, const xmlChar *text)
{
    const char *string = text ? (const char *)text : "";

    return keep_text(parsing, string, strlen(string));
}

static int line_of(const struct parsing *parsing)
{
    return parsing->context->input ? parsing->context->input->line : 0;
}

static void declare(
    struct parsing *parsing, const xmlChar *prefix, const xmlChar *address)
{
    size_t count = parsing->declaration_count;

    /* Of thousands the first are enough to be judged. */
    if (count >= FEED_MOST_DEPTH)
        return;
    struct feed_declaration *larger =
        realloc(parsing->declarations, (count + 1) * sizeof *larger);
    if (!larger) {
        fail(parsing, ERR_MEMORY, "out of memory");
        return;
    }
    parsing->declarations = larger;
    larger += count;
    larger->prefix = keep_string(parsing, prefix);
    larger->address = keep_string(parsing, address);
    larger->space =
        feed_space_find(larger->prefix, larger->address, &larger->is_right);
    larger->line = line_of(parsing);
    parsing->declaration_count++;
}

/* libxml2 gives five pointers for each: name, prefix, address, and where the
 * value begins and ends. */
static void keep_attributes(struct parsing *parsing, struct feed_node *node,
    int count, const xmlChar **attributes)
{
    if (count <= 0)
        return;
    struct feed_attribute *kept = keep(parsing, (size_t)count * sizeof *kept);
    if (!kept)
        return;
    node->attributes = kept;
    for (int i = 0; i < count; i++, attributes += 5) {
        const char *value = (const char *)attributes[3];
        if (attributes[1]) {
            char name[FEED_NODE_NAME_BYTES];
            snprintf(name, sizeof name, "%s:%s", (const char *)attributes[1],
                (const char *)attributes[0]);
            kept[i].name = keep_text(parsing, name, strlen(name));
        } else {
            kept[i].name = keep_string(parsing, attributes[0]);
        }
        kept[i].value = keep_text(
            parsing, value, (size_t)((const char *)attributes[4] - value));
    }
    node->attribute_count = (size_t)count;
}

static void name_node(struct parsing *parsing, struct feed_node *node,
    const xmlChar *prefix, const xmlChar *address)
{
    bool is_right;

    node->space = SPACE_RSS;
    if (prefix || (address && *address))
        node->space = feed_space_find(prefix ? (const char *)prefix : "",
            address ? (const char *)address : "?", &is_right);
    if (prefix && !address && !parsing->tree->undeclared_line) {
        parsing->tree->undeclared_line = node->line;
        parsing->tree->undeclared = keep_string(parsing, prefix);
    }
}

static void append_node(struct parsing *parsing, struct feed_node *node)
{
    int depth = parsing->depth;

    node->is_other = node->space == SPACE_OTHER;
    if (depth > 0) {
        struct feed_node *parent = parsing->open[depth - 1];
        node->parent = parent;
        node->is_other = node->is_other || parent->is_other;
        if (parsing->last[depth - 1])
            parsing->last[depth - 1]->next = node;
        else
            parent->first = node;
        parsing->last[depth - 1] = node;
    } else if (!parsing->tree->root) {
        parsing->tree->root = node;
    }
    parsing->open[depth] = node;
    parsing->last[depth] = NULL;
    text_reset(&parsing->texts[depth]);
    parsing->depth++;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *address, int namespace_count, const xmlChar **namespaces,
    int attribute_count, int default_count, const xmlChar **attributes)
{
    struct parsing *parsing = user;
    (void)default_count;

    if (parsing->has_failed)
        return;
    if (parsing->depth >= FEED_MOST_DEPTH) {
        fail(parsing, ERR_LIMIT, "elements are nested too deeply");
        return;
    }
    if (++parsing->node_count > FEED_MOST_NODES) {
        fail(parsing, ERR_LIMIT, "it has too many elements");
        return;
    }
    for (int i = 0; i < namespace_count; i++)
        declare(parsing, namespaces[2 * i], namespaces[2 * i + 1]);
    struct feed_node *node = keep(parsing, sizeof *node);
    if (!node)
        return;
    node->text = "";
    node->line = line_of(parsing);
    node->name = keep_string(parsing, name);
    name_node(parsing, node, prefix, address);
    keep_attributes(parsing, node, attribute_count, attributes);
    append_node(parsing, node);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *address)
{
    struct parsing *parsing = user;
    (void)name;
    (void)prefix;
    (void)address;

    if (parsing->has_failed || parsing->depth == 0)
        return;
    int depth = --parsing->depth;
    struct feed_node *node = parsing->open[depth];
    const struct text *text = &parsing->texts[depth];
    const char *start = text_string(text);
    size_t length = text->length;
    if (!text_finish(text, parsing->err)) {
        fail(parsing, ERR_MEMORY, "out of memory");
        return;
    }
    start += strspn(start, WHITE_SPACE);
    length = strlen(start);
    while (length && strchr(WHITE_SPACE, start[length - 1]))
        length--;
    node->is_padded = length && length < text->length;
    if (length)
        node->text = keep_text(parsing, start, length);
}

static void on_characters(void *user, const xmlChar *bytes, int length)
{
    struct parsing *parsing = user;

    if (!parsing->has_failed && parsing->depth > 0)
        text_append_bytes(
            &parsing->texts[parsing->depth - 1], bytes, (size_t)length);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
    struct parsing *parsing = user;
    (void)name;
    (void)external;
    (void)system;

    parsing->tree->doctype_line = line_of(parsing);
}

static enum feed_fault_kind kind_of(int code)
{
    switch (code) {
    case XML_ERR_UNDECLARED_ENTITY:
    case XML_WAR_UNDECLARED_ENTITY:
        return FEED_FAULT_ENTITY;
    case XML_ERR_MISPLACED_CDATA_END:
        return FEED_FAULT_CDATA_END;
    default:
        return FEED_FAULT_SYNTAX;
    }
}

/* A prefix without a declaration is no fault here: the tree tells of it. */
static void on_error(void *user, xmlErrorPtr error)
{
    struct parsing *parsing = user;
    struct feed_fault *fault = parsing->fault;

    if (error->code == XML_ERR_NO_MEMORY)
        fail(parsing, ERR_MEMORY, "out of memory");
    if (fault->kind != FEED_FAULT_NONE || error->domain == XML_FROM_NAMESPACE)
        return;
    if (error->level != XML_ERR_FATAL &&
        kind_of(error->code) != FEED_FAULT_ENTITY)
        return;
    fault->kind = kind_of(error->code);
    fault->line = error->line;
    snprintf(fault->message, sizeof fault->message, "%s",
        error->message ? error->message : "");
    fault->message[strcspn(fault->message, "\r\n")] = '\0';
}

/* Entities that the document declares are not even kept: none of the
 * handlers for them is set. */
static const xmlSAXHandler handler = {
    .internalSubset = on_doctype,
    .characters = on_characters,
    .cdataBlock = on_characters,
    .ignorableWhitespace = on_characters,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .serror = on_error,
    .initialized = XML_SAX2_MAGIC,
};

static bool has_huge_tag(const char *bytes, size_t length)
{
    const char *tag = NULL;
    char quote = 0;

    for (const char *at = bytes; at < bytes + length; at++) {
        if (quote && *at == quote)
            quote = 0;
        else if (!quote && tag && (*at == '"' || *at == '\''))
            quote = *at;
        else if (!quote && *at == '<')
            tag = at;
        else if (!quote && *at == '>')
            tag = NULL;
        if (tag && at - tag > MOST_TAG_BYTES)
            return true;
    }
    return false;
}

static bool run(struct parsing *parsing, const char *bytes, size_t length,
    enum feed_parse_mode mode)
{
    /* Without NOENT the five entities of XML stay escaped in attributes. */
    int options = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR |
                  XML_PARSE_NOWARNING;

    parsing->context = xmlNewParserCtxt();
    if (!parsing->context)
        return err_no_memory(parsing->err);
    *parsing->context->sax = handler;
    parsing->context->userData = parsing;
    if (mode == FEED_LENIENT)
        options |= XML_PARSE_RECOVER;
    xmlDocPtr document = xmlCtxtReadMemory(parsing->context, bytes, (int)length,
        NULL, mode == FEED_LENIENT ? "UTF-8" : NULL, options);
    xmlFreeDoc(document);
    if (parsing->context->errNo == XML_ERR_NO_MEMORY)
        fail(parsing, ERR_MEMORY, "out of memory");
    while (parsing->depth > 0 && !parsing->has_failed)
        on_end(parsing, NULL, NULL, NULL);
    return !parsing->has_failed;
}

static bool finish(struct parsing *parsing, enum feed_parse_mode mode)
{
    struct feed_tree *tree = parsing->tree;

    if (mode == FEED_STRICT && parsing->fault->kind != FEED_FAULT_NONE)
        return err_set(parsing->err, ERR_FORMAT, "line %d: %s",
            parsing->fault->line, parsing->fault->message);
    if (!tree->root)
        return err_set(parsing->err, ERR_FORMAT, "it is no XML document");
    struct feed_declaration *kept =
        keep(parsing, (parsing->declaration_count + 1) * sizeof *kept);
    if (!kept)
        return false;
    for (size_t i = 0; i < parsing->declaration_count; i++)
        kept[i] = parsing->declarations[i];
    tree->declarations = kept;
    tree->declaration_count = parsing->declaration_count;
    return true;
}

struct feed_tree *feed_parse(const char *bytes, size_t length,
    enum feed_parse_mode mode, struct feed_fault *fault, struct err *err)
{
    struct feed_fault ignored;
    own_value(parsing)
        parsing = {.fault = fault ? fault : &ignored, .err = err};
    own_value(text) mended = {0};

    *parsing.fault = (struct feed_fault){0};
    if (length > FEED_MOST_BYTES || has_huge_tag(bytes, length)) {
        err_set(err, ERR_LIMIT, "it is larger than any feed");
        return NULL;
    }
    if (mode == FEED_LENIENT) {
        if (!lenient_xml_mend(bytes, length, &mended, err))
            return NULL;
        bytes = text_string(&mended);
        length = mended.length;
    }
    own(feed_tree) tree = calloc(1, sizeof *tree);
    if (tree)
        tree->storage = feed_storage_new();
    if (!tree || !tree->storage) {
        err_no_memory(err);
        return NULL;
    }
    parsing.tree = tree;
    if (!run(&parsing, bytes, length, mode) || !finish(&parsing, mode))
        return NULL;
    return take(tree);
}

void feed_tree_free(struct feed_tree *tree)
{
    if (!tree)
        return;
    feed_storage_free(tree->storage);
    free(tree);
}
