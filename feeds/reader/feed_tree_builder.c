/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/feed_tree_builder.h"

#include <stdio.h>
#include <string.h>

#define WHITE_SPACE " \t\r\n"

void feed_tree_builder_fail(
    struct feed_tree_builder *builder, enum err_kind kind, const char *what)
{
    if (!builder->has_failed)
        err_set(builder->err, kind, "%s", what);
    builder->has_failed = true;
}

static void fail_memory(struct feed_tree_builder *builder)
{
    feed_tree_builder_fail(builder, ERR_MEMORY, "out of memory");
}

/* Room that lives as long as the tree, zeroed. */
static void *keep(struct feed_tree_builder *builder, size_t size)
{
    void *place = feed_storage_get(builder->tree->storage, size);

    if (!place)
        fail_memory(builder);
    return place;
}

static const char *keep_text(
    struct feed_tree_builder *builder, const char *text, size_t length)
{
    const char *kept = feed_storage_copy(builder->tree->storage, text, length);

    if (kept)
        return kept;
    fail_memory(builder);
    return "";
}

static const char *keep_string(
    struct feed_tree_builder *builder, const char *text)
{
    return text ? keep_text(builder, text, strlen(text)) : "";
}

bool feed_tree_builder_has_room(struct feed_tree_builder *builder)
{
    if (builder->has_failed)
        return false;
    if (builder->depth >= FEED_MOST_DEPTH)
        feed_tree_builder_fail(
            builder, ERR_LIMIT, "elements are nested too deeply");
    else if (++builder->node_count > FEED_MOST_NODES)
        feed_tree_builder_fail(builder, ERR_LIMIT, "it has too many elements");
    return !builder->has_failed;
}

void feed_tree_builder_declare(struct feed_tree_builder *builder,
    const char *prefix, const char *address, int line)
{
    size_t count = builder->declaration_count;

    /* Of thousands the first are enough to be judged. */
    if (count >= FEED_MOST_DEPTH)
        return;
    struct feed_declaration *larger =
        realloc(builder->declarations, (count + 1) * sizeof *larger);
    if (!larger) {
        fail_memory(builder);
        return;
    }
    builder->declarations = larger;
    larger += count;
    larger->prefix = keep_string(builder, prefix);
    larger->address = keep_string(builder, address);
    larger->space =
        feed_space_find(larger->prefix, larger->address, &larger->is_right);
    larger->line = line;
    builder->declaration_count++;
}

static void name_node(struct feed_tree_builder *builder,
    const struct feed_element *element, struct feed_node *node)
{
    const char *prefix = element->prefix;
    const char *address = element->address;
    bool is_right;

    node->space = SPACE_RSS;
    if (prefix || (address && *address))
        node->space = feed_space_find(
            prefix ? prefix : "", address ? address : "?", &is_right);
    if (prefix && !address && !builder->tree->undeclared_line) {
        builder->tree->undeclared_line = node->line;
        builder->tree->undeclared = keep_string(builder, prefix);
    }
}

static void append_node(
    struct feed_tree_builder *builder, struct feed_node *node)
{
    int depth = builder->depth;

    node->is_other = node->space == SPACE_OTHER;
    if (depth > 0) {
        struct feed_node *parent = builder->open[depth - 1];
        node->parent = parent;
        node->is_other = node->is_other || parent->is_other;
        if (builder->last[depth - 1])
            builder->last[depth - 1]->next = node;
        else
            parent->first = node;
        builder->last[depth - 1] = node;
    } else if (!builder->tree->root) {
        builder->tree->root = node;
    }
    builder->open[depth] = node;
    builder->last[depth] = NULL;
    text_reset(&builder->texts[depth]);
    builder->depth++;
}

struct feed_node *feed_tree_builder_open(
    struct feed_tree_builder *builder, const struct feed_element *element)
{
    struct feed_node *node = keep(builder, sizeof *node);

    if (!node)
        return NULL;
    node->text = "";
    node->line = element->line;
    node->name = keep_string(builder, element->name);
    name_node(builder, element, node);
    append_node(builder, node);
    return node;
}

struct feed_attribute *feed_tree_builder_attributes(
    struct feed_tree_builder *builder, struct feed_node *node, size_t count)
{
    struct feed_attribute *kept = keep(builder, count * sizeof *kept);

    node->attributes = kept;
    node->attribute_count = kept ? count : 0;
    return kept;
}

void feed_tree_builder_write(struct feed_tree_builder *builder,
    struct feed_attribute *kept, const struct feed_written *written)
{
    char name[FEED_NODE_NAME_BYTES];

    if (written->prefix) {
        snprintf(name, sizeof name, "%s:%s", written->prefix, written->name);
        kept->name = keep_string(builder, name);
    } else {
        kept->name = keep_string(builder, written->name);
    }
    kept->value = keep_text(builder, written->value, written->value_bytes);
}

void feed_tree_builder_text(
    struct feed_tree_builder *builder, const char *bytes, size_t length)
{
    if (!builder->has_failed && builder->depth > 0)
        text_append_bytes(&builder->texts[builder->depth - 1], bytes, length);
}

void feed_tree_builder_close(struct feed_tree_builder *builder)
{
    if (builder->has_failed || builder->depth == 0)
        return;
    int depth = --builder->depth;
    struct feed_node *node = builder->open[depth];
    const struct text *text = &builder->texts[depth];
    const char *start = text_string(text);
    if (!text_finish(text, builder->err)) {
        fail_memory(builder);
        return;
    }
    start += strspn(start, WHITE_SPACE);
    size_t length = strlen(start);
    while (length && strchr(WHITE_SPACE, start[length - 1]))
        length--;
    node->is_padded = length && length < text->length;
    if (length)
        node->text = keep_text(builder, start, length);
}

bool feed_tree_builder_finish(struct feed_tree_builder *builder)
{
    struct feed_tree *tree = builder->tree;
    size_t count = builder->declaration_count;

    while (builder->depth > 0 && !builder->has_failed)
        feed_tree_builder_close(builder);
    if (builder->has_failed)
        return false;
    if (!tree->root)
        return err_set(builder->err, ERR_FORMAT, "it is no XML document");
    struct feed_declaration *kept = keep(builder, (count + 1) * sizeof *kept);
    if (!kept)
        return false;
    for (size_t i = 0; i < count; i++)
        kept[i] = builder->declarations[i];
    tree->declarations = kept;
    tree->declaration_count = count;
    return true;
}

void feed_tree_builder_clear(struct feed_tree_builder *builder)
{
    for (int i = 0; i < FEED_MOST_DEPTH; i++)
        text_clear(&builder->texts[i]);
    free(builder->declarations);
}
