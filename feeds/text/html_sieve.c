/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/text/html_sieve.h"

#include <libxml/HTMLparser.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "recorder/base/own.h"

/* A document nested deeper is cut there. */
#define MOST_DEPTH 100

enum sieve_kind {
    SIEVE_UNWRAP, /* what is in it stays: for all that are not below */
    SIEVE_DROP,
    SIEVE_INLINE,
    SIEVE_BLOCK,
    SIEVE_DIVISION, /* a paragraph when it holds no block */
    SIEVE_LINK,
    SIEVE_PICTURE
};

struct sieve_rule {
    const char *name;
    const char *becomes;
    enum sieve_kind kind;
};

static const struct sieve_rule rules[] = {
    {"p", "p", SIEVE_DIVISION},
    {"div", "p", SIEVE_DIVISION},
    {"section", "p", SIEVE_DIVISION},
    {"article", "p", SIEVE_DIVISION},
    {"center", "p", SIEVE_DIVISION},
    {"tr", "p", SIEVE_DIVISION},
    {"dt", "p", SIEVE_DIVISION},
    {"dd", "p", SIEVE_DIVISION},
    {"figcaption", "p", SIEVE_DIVISION},
    {"br", "br", SIEVE_INLINE},
    {"strong", "strong", SIEVE_INLINE},
    {"b", "strong", SIEVE_INLINE},
    {"em", "em", SIEVE_INLINE},
    {"i", "em", SIEVE_INLINE},
    {"code", "code", SIEVE_INLINE},
    {"a", "a", SIEVE_LINK},
    {"img", NULL, SIEVE_PICTURE},
    {"ol", "ol", SIEVE_BLOCK},
    {"ul", "ul", SIEVE_BLOCK},
    {"li", "li", SIEVE_BLOCK},
    {"h1", "h2", SIEVE_BLOCK},
    {"h2", "h3", SIEVE_BLOCK},
    {"h3", "h4", SIEVE_BLOCK},
    {"h4", "h5", SIEVE_BLOCK},
    {"h5", "h6", SIEVE_BLOCK},
    {"h6", "h6", SIEVE_BLOCK},
    {"blockquote", "blockquote", SIEVE_BLOCK},
    {"pre", "pre", SIEVE_BLOCK},
    {"hr", "hr", SIEVE_BLOCK},
    {"head", NULL, SIEVE_DROP},
    {"title", NULL, SIEVE_DROP},
    {"script", NULL, SIEVE_DROP},
    {"style", NULL, SIEVE_DROP},
    {"noscript", NULL, SIEVE_DROP},
    {"template", NULL, SIEVE_DROP},
    {"iframe", NULL, SIEVE_DROP},
    {"object", NULL, SIEVE_DROP},
    {"embed", NULL, SIEVE_DROP},
    {"applet", NULL, SIEVE_DROP},
    {"audio", NULL, SIEVE_DROP},
    {"video", NULL, SIEVE_DROP},
    {"canvas", NULL, SIEVE_DROP},
    {"svg", NULL, SIEVE_DROP},
    {"math", NULL, SIEVE_DROP},
    {"select", NULL, SIEVE_DROP},
    {"textarea", NULL, SIEVE_DROP},
    {"button", NULL, SIEVE_DROP},
};

static const struct sieve_rule *rule_of(const xmlNode *node)
{
    static const struct sieve_rule unknown = {NULL, NULL, SIEVE_UNWRAP};

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (!strcasecmp((const char *)node->name, rules[i].name))
            return &rules[i];
    return &unknown;
}

static bool is_block(const struct sieve_rule *rule)
{
    return rule->kind == SIEVE_BLOCK || rule->kind == SIEVE_DIVISION;
}

static bool holds_block(const xmlNode *node, int depth)
{
    if (depth == MOST_DEPTH)
        return false;
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_ELEMENT_NODE &&
            (is_block(rule_of(child)) || holds_block(child, depth + 1)))
            return true;
    return false;
}

/* Where a node's contents go. A paragraph cannot stand in a paragraph. */
struct sieve {
    struct markup *markup;
    int depth;
    bool in_paragraph; /* or in another element for words alone */
    bool keeps_headings;
};

static void write_nodes(struct sieve sieve, const xmlNode *first);

static void write_inside(
    struct sieve sieve, const xmlNode *node, const char *name)
{
    if (name)
        markup_open(sieve.markup, name);
    write_nodes(sieve, node->children);
    if (name)
        markup_close(sieve.markup);
}

static bool is_allowed_link(const char *address)
{
    return feed_address_is_absolute(address) ||
           !strncasecmp(address, "mailto:", strlen("mailto:"));
}

static void write_link(struct sieve sieve, const xmlNode *node)
{
    xmlChar *address = xmlGetProp(node, BAD_CAST "href");
    own_value(text) line = {0};

    clean_line_append(&line, address ? (const char *)address : "");
    xmlFree(address);
    markup_check(sieve.markup, &line);
    bool is_link = is_allowed_link(text_string(&line));
    if (is_link) {
        markup_open(sieve.markup, "a");
        markup_attribute(sieve.markup, "href", text_string(&line));
    }
    write_nodes(sieve, node->children);
    if (is_link)
        markup_close(sieve.markup);
}

static void write_alternative(struct sieve sieve, const xmlNode *node)
{
    xmlChar *words = xmlGetProp(node, BAD_CAST "alt");

    markup_text(sieve.markup, words ? (const char *)words : "");
    xmlFree(words);
}

static void write_block(
    struct sieve sieve, const xmlNode *node, const struct sieve_rule *rule)
{
    xmlChar *start = strcmp(rule->becomes, "ol") == 0
                         ? xmlGetProp(node, BAD_CAST "start")
                         : NULL;
    bool is_number = start && *start &&
                     !start[strspn((char *)start, "0123456789")] &&
                     strlen((char *)start) < 10;

    bool is_heading = rule->becomes[0] == 'h' && rule->becomes[1] != 'r';

    sieve.in_paragraph = is_heading || rule->becomes[0] == 'p';
    markup_open(sieve.markup,
        is_heading && sieve.keeps_headings ? rule->name : rule->becomes);
    if (is_number)
        markup_attribute(sieve.markup, "start", (char *)start);
    xmlFree(start);
    write_nodes(sieve, node->children);
    markup_close(sieve.markup);
}

static void write_division(
    struct sieve sieve, const xmlNode *node, const struct sieve_rule *rule)
{
    bool is_paragraph = !sieve.in_paragraph && !holds_block(node, 0);

    sieve.in_paragraph |= is_paragraph;
    write_inside(sieve, node, is_paragraph ? rule->becomes : NULL);
}

static void write_element(struct sieve sieve, const xmlNode *node)
{
    const struct sieve_rule *rule = rule_of(node);

    switch (rule->kind) {
    case SIEVE_DROP:
        break;
    case SIEVE_UNWRAP:
    case SIEVE_INLINE:
        write_inside(sieve, node, rule->becomes);
        break;
    case SIEVE_BLOCK:
        if (sieve.in_paragraph)
            write_inside(sieve, node, NULL);
        else
            write_block(sieve, node, rule);
        break;
    case SIEVE_DIVISION:
        write_division(sieve, node, rule);
        break;
    case SIEVE_LINK:
        write_link(sieve, node);
        break;
    case SIEVE_PICTURE:
        write_alternative(sieve, node);
        break;
    }
}

/* White space between blocks only lays out the source. */
static bool is_layout(const xmlNode *text)
{
    static const char *const parents[] = {
        "html", "body", "ul", "ol", "blockquote"};

    if (!is_blank_text((const char *)text->content) || !text->parent)
        return false;
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++)
        if (!strcasecmp((const char *)text->parent->name, parents[i]))
            return true;
    return false;
}

static void write_nodes(struct sieve sieve, const xmlNode *first)
{
    if (++sieve.depth > MOST_DEPTH)
        return;
    for (const xmlNode *node = first; node; node = node->next) {
        bool is_text =
            node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
        if (node->type == XML_ELEMENT_NODE)
            write_element(sieve, node);
        else if (is_text && !is_layout(node))
            markup_text(sieve.markup, (const char *)node->content);
    }
}

/* libxml2 wraps words that stand alone in a paragraph. */
static htmlDocPtr read_document(const char *html)
{
    size_t length = strlen(html);

    if (length > INT_MAX)
        return NULL;
    return htmlReadMemory(html, (int)length, NULL, "UTF-8",
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
            HTML_PARSE_NONET);
}

void html_sieve_write(struct markup *markup, const char *html)
{
    own_value(text) cleaned = {0};

    clean_text_append(&cleaned, html);
    markup_check(markup, &cleaned);
    if (is_blank_text(html))
        return;
    htmlDocPtr document = read_document(text_string(&cleaned));
    const struct sieve sieve = {.markup = markup,
        .keeps_headings = !strcasestr(text_string(&cleaned), "<h1")};
    if (document)
        write_nodes(sieve, xmlDocGetRootElement(document));
    else
        markup_check(markup, &(struct text){.has_failed = true});
    xmlFreeDoc(document);
}

/* A line of the source is none of the page (HTML, section 4.4.1). */
static void append_unbroken(struct text *words, const char *content)
{
    while (*content) {
        size_t length = strcspn(content, "\n");
        text_append_bytes(words, content, length);
        content += length;
        if (*content) {
            text_append(words, " ");
            content++;
        }
    }
}

static void append_words(struct text *words, const xmlNode *first, int depth)
{
    if (depth == MOST_DEPTH)
        return;
    for (const xmlNode *node = first; node; node = node->next) {
        const struct sieve_rule *rule = rule_of(node);
        if (node->type == XML_TEXT_NODE)
            append_unbroken(words, (const char *)node->content);
        if (node->type != XML_ELEMENT_NODE || rule->kind == SIEVE_DROP)
            continue;
        append_words(words, node->children, depth + 1);
        if (is_block(rule) || (rule->becomes && !strcmp(rule->becomes, "br")))
            text_append(words, "\n");
    }
}

void html_sieve_append_words(struct text *words, const char *html)
{
    own_value(text) cleaned = {0};

    clean_text_append(&cleaned, html);
    words->has_failed |= cleaned.has_failed;
    if (is_blank_text(html))
        return;
    htmlDocPtr document = read_document(text_string(&cleaned));
    if (document)
        append_words(words, xmlDocGetRootElement(document), 0);
    else
        words->has_failed = true;
    xmlFreeDoc(document);
}
