/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_parser.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>

#include "feeds/reader/feed_tree_builder.h"
#include "feeds/reader/lenient_xml.h"
#include "recorder/base/text.h"

/* Beyond that a tag is no tag: libxml2 compares each attribute of an element
 * with each. */
#define MOST_TAG_BYTES (256 << 10)

struct parsing {
    struct feed_tree_builder builder;
    xmlParserCtxtPtr context;
    struct feed_fault *fault;
};

static void parsing_clear(struct parsing *parsing)
{
    feed_tree_builder_clear(&parsing->builder);
    xmlFreeParserCtxt(parsing->context);
    /* Whoever asks for its thread's last error next should not see this. */
    xmlResetLastError();
}

static int line_of(const struct parsing *parsing)
{
    return parsing->context->input ? parsing->context->input->line : 0;
}

/* libxml2 gives five pointers for each: name, prefix, address, and where the
 * value begins and ends. */
static void add_attributes(struct parsing *parsing, struct feed_node *node,
    int count, const xmlChar **attributes)
{
    struct feed_tree_builder *builder = &parsing->builder;

    if (count <= 0)
        return;
    struct feed_attribute *kept =
        feed_tree_builder_attributes(builder, node, (size_t)count);
    if (!kept)
        return;
    for (int i = 0; i < count; i++, attributes += 5) {
        const struct feed_written written = {
            .prefix = (const char *)attributes[1],
            .name = (const char *)attributes[0],
            .value = (const char *)attributes[3],
            .value_bytes = (size_t)(attributes[4] - attributes[3]),
        };
        feed_tree_builder_write(builder, &kept[i], &written);
    }
}

/* The parser goes on without being listened to once the builder has failed:
 * stopped it would free the attributes that it has just given us. */
static void on_start(void *user, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *address, int namespace_count, const xmlChar **namespaces,
    int attribute_count, int default_count, const xmlChar **attributes)
{
    struct parsing *parsing = user;
    struct feed_tree_builder *builder = &parsing->builder;
    const struct feed_element element = {
        .name = (const char *)name,
        .prefix = (const char *)prefix,
        .address = (const char *)address,
        .line = line_of(parsing),
    };
    (void)default_count;

    if (!feed_tree_builder_has_room(builder))
        return;
    for (int i = 0; i < namespace_count; i++)
        feed_tree_builder_declare(builder, (const char *)namespaces[2 * i],
            (const char *)namespaces[2 * i + 1], element.line);
    struct feed_node *node = feed_tree_builder_open(builder, &element);
    if (node)
        add_attributes(parsing, node, attribute_count, attributes);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *address)
{
    struct parsing *parsing = user;
    (void)name;
    (void)prefix;
    (void)address;

    feed_tree_builder_close(&parsing->builder);
}

static void on_characters(void *user, const xmlChar *bytes, int length)
{
    struct parsing *parsing = user;

    feed_tree_builder_text(
        &parsing->builder, (const char *)bytes, (size_t)length);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
    struct parsing *parsing = user;
    (void)name;
    (void)external;
    (void)system;

    parsing->builder.tree->doctype_line = line_of(parsing);
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
        feed_tree_builder_fail(&parsing->builder, ERR_MEMORY, "out of memory");
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
        return err_no_memory(parsing->builder.err);
    *parsing->context->sax = handler;
    parsing->context->userData = parsing;
    if (mode == FEED_LENIENT)
        options |= XML_PARSE_RECOVER;
    xmlDocPtr document = xmlCtxtReadMemory(parsing->context, bytes, (int)length,
        NULL, mode == FEED_LENIENT ? "UTF-8" : NULL, options);
    xmlFreeDoc(document);
    if (parsing->context->errNo == XML_ERR_NO_MEMORY)
        feed_tree_builder_fail(&parsing->builder, ERR_MEMORY, "out of memory");
    return !parsing->builder.has_failed;
}

static bool finish(struct parsing *parsing, enum feed_parse_mode mode)
{
    if (mode == FEED_STRICT && parsing->fault->kind != FEED_FAULT_NONE)
        return err_set(parsing->builder.err, ERR_FORMAT, "line %d: %s",
            parsing->fault->line, parsing->fault->message);
    return feed_tree_builder_finish(&parsing->builder);
}

struct feed_tree *feed_parse(const char *bytes, size_t length,
    enum feed_parse_mode mode, struct feed_fault *fault, struct err *err)
{
    struct feed_fault ignored;
    own_value(parsing)
        parsing = {.fault = fault ? fault : &ignored, .builder.err = err};
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
    parsing.builder.tree = tree;
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
