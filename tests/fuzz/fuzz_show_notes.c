/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as show notes in CommonMark or HTML, by the first of them: what comes
 * out is well-formed, of elements and attributes of the list alone, with links
 * to the web or to mail; and the excerpt is short, clean and on one line. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/text/show_notes.h"
#include "recorder/base/own.h"

static bool is_among(const xmlChar *name, const char *const *names)
{
    for (; *names; names++)
        if (!strcmp((const char *)name, *names))
            return true;
    return false;
}

static void check_attribute(const xmlAttr *attribute)
{
    xmlChar *value =
        xmlNodeListGetString(attribute->doc, attribute->children, 1);
    const char *text = value ? (const char *)value : "";

    if (!strcmp((const char *)attribute->name, "href"))
        assert(!strncasecmp(text, "http://", 7) ||
               !strncasecmp(text, "https://", 8) ||
               !strncasecmp(text, "mailto:", 7));
    else
        assert(!strcmp((const char *)attribute->name, "start"));
    xmlFree(value);
}

static void check_nodes(const xmlNode *node)
{
    static const char *const allowed[] = {"p", "br", "strong", "em", "code",
        "a", "ol", "ul", "li", "h2", "h3", "h4", "h5", "h6", "blockquote",
        "pre", "hr", NULL};

    for (; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) {
            assert(node->type == XML_TEXT_NODE);
            continue;
        }
        assert(is_among(node->name, allowed));
        for (const xmlAttr *at = node->properties; at; at = at->next)
            check_attribute(at);
        check_nodes(node->children);
    }
}

static void check_notes(const char *notes, enum podcast_markup written)
{
    own(markup) fragment = markup_new(MARKUP_FRAGMENT);
    own_value(text) html = {0};
    struct err err;

    text_append(&html, "<notes>");
    show_notes_write(fragment, notes, written);
    bool is_whole = markup_finish(fragment, &html, &err);
    assert(is_whole);
    text_append(&html, "</notes>");
    xmlDocPtr document = xmlReadMemory(html.bytes, (int)html.length, "notes",
        NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    assert(document);
    check_nodes(xmlDocGetRootElement(document)->children);
    xmlFreeDoc(document);
}

static void check_excerpt(const char *notes, enum podcast_markup written)
{
    own_value(text) excerpt = {0};

    show_notes_excerpt(&excerpt, notes, written, 100);
    assert(!excerpt.has_failed && excerpt.length <= 100);
    assert(is_clean_text(text_string(&excerpt)));
    assert(!strchr(text_string(&excerpt), '\n'));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_value(text) copy = {0};

    if (!length || length > 20000)
        return 0;
    enum podcast_markup written =
        bytes[0] & 1 ? PODCAST_COMMONMARK : PODCAST_HTML;
    text_append_bytes(&copy, bytes + 1, length - 1);
    check_notes(text_string(&copy), written);
    check_excerpt(text_string(&copy), written);
    return 0;
}
