/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/text/markup.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <libxml/tree.h>
#include <libxml/xmlsave.h>

#include "feeds/clean_text.h"

struct markup {
    enum markup_kind kind;
    xmlDocPtr document;
    xmlNodePtr open; /* NULL outside the root */
    struct text scratch;
    size_t most_bytes; /* of a fragment; 0: any number */
    bool has_failed;
};

/* The elements of HTML that have no end tag (WHATWG HTML, section 13.1.2),
 * and the SVG shapes, which may be written without one. */
static const char *const void_elements[] = {"area", "base", "br", "col",
    "embed", "hr", "img", "input", "link", "meta", "path", "rect", "source",
    "stop", "track", "wbr"};

static bool is_void(const char *name)
{
    for (size_t i = 0; i < sizeof void_elements / sizeof *void_elements; i++)
        if (!strcmp(name, void_elements[i]))
            return true;
    return false;
}

/* libxml2 (2.9) goes on without a name or a text that it had no memory for,
 * and only its thread's last error tells. */
static void note_failure(struct markup *markup)
{
    const xmlError *error = xmlGetLastError();

    if (!error || error->code != XML_ERR_NO_MEMORY)
        return;
    markup->has_failed = true;
    xmlResetLastError();
}

static bool begin_document(struct markup *markup)
{
    xmlResetLastError(); /* of somebody else */
    markup->document = xmlNewDoc(BAD_CAST "1.0");
    if (!markup->document)
        return false;
    markup->document->encoding = xmlStrdup(BAD_CAST "UTF-8");
    if (!markup->document->encoding)
        return false;
    if (markup->kind == MARKUP_HTML &&
        !xmlCreateIntSubset(markup->document, BAD_CAST "html", NULL, NULL))
        return false;
    if (markup->kind == MARKUP_FRAGMENT)
        markup_open(markup, "fragment");
    note_failure(markup);
    return !markup->has_failed;
}

struct markup *markup_new(enum markup_kind kind)
{
    own(markup) markup = calloc(1, sizeof *markup);

    if (!markup)
        return NULL;
    markup->kind = kind;
    if (!begin_document(markup))
        return NULL;
    return take(markup);
}

static bool is_usable(const struct markup *markup)
{
    return markup && !markup->has_failed;
}

/* Puts a node into the open element; libxml2 may merge text into the node
 * before it, so that the one given is no longer there afterwards. */
static void add(struct markup *markup, xmlNodePtr node)
{
    if (!node || !xmlAddChild(markup->open, node)) {
        xmlFreeNode(node);
        markup->has_failed = true;
    }
    note_failure(markup);
}

void markup_open(struct markup *markup, const char *name)
{
    if (!is_usable(markup))
        return;
    xmlNodePtr node =
        xmlNewDocNode(markup->document, NULL, BAD_CAST name, NULL);
    if (markup->open || !node) {
        add(markup, node);
    } else {
        assert(!xmlDocGetRootElement(markup->document));
        xmlDocSetRootElement(markup->document, node);
        note_failure(markup);
    }
    if (!markup->has_failed)
        markup->open = node;
}

/* The cleaned text, valid until the next call. */
static const xmlChar *clean(struct markup *markup, const char *text,
    void (*append)(struct text *out, const char *text))
{
    text_reset(&markup->scratch);
    append(&markup->scratch, text);
    markup_check(markup, &markup->scratch);
    return BAD_CAST text_string(&markup->scratch);
}

void markup_attribute(
    struct markup *markup, const char *name, const char *value)
{
    if (!is_usable(markup) || !value)
        return;
    assert(markup->open);
    const xmlChar *cleaned = clean(markup, value, clean_line_append);
    if (!xmlNewProp(markup->open, BAD_CAST name, cleaned))
        markup->has_failed = true;
    note_failure(markup);
}

void markup_attribute_number(
    struct markup *markup, const char *name, int64_t number)
{
    char value[24];

    snprintf(value, sizeof value, "%" PRId64, number);
    markup_attribute(markup, name, value);
}

static void add_text(struct markup *markup, const xmlChar *text)
{
    add(markup, xmlNewDocText(markup->document, text));
}

void markup_text(struct markup *markup, const char *text)
{
    if (!is_usable(markup) || !text)
        return;
    assert(markup->open);
    add_text(markup, clean(markup, text, clean_text_append));
}

void markup_text_line(struct markup *markup, const char *text)
{
    if (!is_usable(markup) || !text)
        return;
    assert(markup->open);
    add_text(markup, clean(markup, text, clean_line_append));
}

void markup_text_number(struct markup *markup, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, number);
    markup_text(markup, digits);
}

/* In HTML `<p/>` would begin a paragraph that never ends: an empty text
 * makes the serialiser write the end tag. */
void markup_close(struct markup *markup)
{
    if (!is_usable(markup))
        return;
    assert(markup->open);
    if (markup->kind != MARKUP_XML && !markup->open->children &&
        !is_void((const char *)markup->open->name))
        add_text(markup, BAD_CAST "");
    xmlNodePtr parent = markup->open->parent;
    markup->open = parent->type == XML_ELEMENT_NODE ? parent : NULL;
}

void markup_line(struct markup *markup, const char *name, const char *text)
{
    if (is_blank_text(text))
        return;
    markup_open(markup, name);
    markup_text_line(markup, text);
    markup_close(markup);
}

static int write_to_text(void *context, const char *bytes, int length)
{
    struct text *out = context;

    text_append_bytes(out, bytes, (size_t)length);
    return out->has_failed ? -1 : length;
}

/* libxml2 hands over what it has at each flush. */
static long save_fragment(
    struct markup *markup, xmlSaveCtxtPtr save, struct text *out)
{
    long result = 0;

    for (xmlNodePtr node = markup->open->children; node && result >= 0;
         node = node->next) {
        size_t before = out->length;
        result = xmlSaveTree(save, node);
        if (!markup->most_bytes)
            continue;
        xmlSaveFlush(save);
        if (out->length > markup->most_bytes) {
            out->length = before;
            out->bytes[before] = '\0';
            break;
        }
    }
    return result;
}

/* The encoding is given so that letters stay letters, not references. */
static bool save(struct markup *markup, struct text *out)
{
    int options = XML_SAVE_NO_XHTML;

    if (markup->kind != MARKUP_FRAGMENT)
        options |= XML_SAVE_FORMAT;
    if (markup->kind == MARKUP_HTML)
        options |= XML_SAVE_NO_DECL;
    xmlSaveCtxtPtr context =
        xmlSaveToIO(write_to_text, NULL, out, "UTF-8", options);
    if (!context)
        return false;
    bool is_saved = markup->kind == MARKUP_FRAGMENT
                        ? save_fragment(markup, context, out) >= 0
                        : xmlSaveDoc(context, markup->document) >= 0;
    return xmlSaveClose(context) >= 0 && is_saved;
}

bool markup_finish(struct markup *markup, struct text *out, struct err *err)
{
    own_value(text) whole = {0};

    if (!is_usable(markup))
        return err_no_memory(err);
    assert(markup->kind == MARKUP_FRAGMENT
               ? markup->open == xmlDocGetRootElement(markup->document)
               : !markup->open);
    bool is_saved = save(markup, &whole);
    note_failure(markup);
    if (!is_saved || markup->has_failed)
        return err_no_memory(err);
    text_append_bytes(out, whole.bytes, whole.length);
    return text_finish(out, err);
}

bool markup_finish_start(
    struct markup *markup, size_t most_bytes, struct text *out, struct err *err)
{
    if (!is_usable(markup))
        return err_no_memory(err);
    assert(markup->kind == MARKUP_FRAGMENT);
    markup->most_bytes = most_bytes;
    return markup_finish(markup, out, err);
}

/* libxml2 splits the section where its end mark would stand in it. */
void markup_cdata(struct markup *markup, const struct text *html)
{
    if (!is_usable(markup))
        return;
    assert(markup->open && markup->kind == MARKUP_XML);
    if (html->has_failed || html->length > INT_MAX)
        markup->has_failed = true;
    else
        add(markup, xmlNewCDataBlock(markup->document,
                        BAD_CAST text_string(html), (int)html->length));
}

void markup_check(struct markup *markup, const struct text *text)
{
    if (markup && text->has_failed)
        markup->has_failed = true;
}

void markup_free(struct markup *markup)
{
    if (!markup)
        return;
    if (markup->document)
        xmlFreeDoc(markup->document);
    text_clear(&markup->scratch);
    free(markup);
}
