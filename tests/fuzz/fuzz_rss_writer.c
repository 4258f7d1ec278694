/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as the texts of a show, parted by new pages (form feeds): its feed
 * must be well-formed and hold the cleaned texts, and so must its pages. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/checker/feed_checker.h"
#include "feeds/clean_text.h"
#include "feeds/pages/show_pages.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/own.h"

/* Takes the next text from the bytes, NULL when they are used up. */
static const char *next_part(char **rest)
{
    char *part = *rest;

    if (part) {
        *rest = strchr(part, '\f');
        if (*rest)
            *(*rest)++ = '\0';
    }
    return part;
}

static xmlDocPtr parse(const struct text *bytes)
{
    xmlDocPtr document =
        xmlReadMemory(bytes->bytes, (int)bytes->length, "feed.xml", NULL,
            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

    assert(document);
    return document;
}

/* The first child of that name and no namespace. */
static xmlNodePtr find(xmlNodePtr parent, const char *name)
{
    for (xmlNodePtr node = parent->children; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE && !node->ns &&
            !strcmp((const char *)node->name, name))
            return node;
    return NULL;
}

static void expect(xmlNodePtr parent, const char *name, const char *value)
{
    xmlNodePtr node = find(parent, name);
    own_value(text) cleaned = {0};

    if (is_blank_text(value)) {
        assert(!node);
        return;
    }
    assert(node);
    clean_line_append(&cleaned, value);
    assert(is_clean_text(text_string(&cleaned)));
    xmlChar *content = xmlNodeGetContent(node);
    assert(!strcmp((const char *)content, text_string(&cleaned)));
    xmlFree(content);
}

static void check_feed(const struct podcast_show *show)
{
    own_value(text) feed = {0};
    struct err err = {0};

    assert(rss_write(show, &feed, &err));
    xmlDocPtr document = parse(&feed);
    xmlNodePtr channel = find(xmlDocGetRootElement(document), "channel");
    assert(channel);
    expect(channel, "title", show->title);
    expect(channel, "link", show->link);
    expect(channel, "language", show->language);
    xmlNodePtr item = find(channel, "item");
    assert(item);
    expect(item, "title", show->episodes->title);
    expect(item, "link", show->episodes->link);
    xmlNodePtr description = find(item, "description");
    assert(!description == is_blank_text(show->episodes->description));
    xmlFreeDoc(document);
}

/* The pages are XML as well, but for the doctype. */
static void check_pages(const struct podcast_show *show)
{
    own_value(text) show_page = {0};
    own_value(text) episode_page = {0};
    struct err err = {0};

    assert(page_write_show(show, NULL, &show_page, &err));
    xmlFreeDoc(parse(&show_page));
    assert(page_write_episode(show, show->episodes, NULL, &episode_page, &err));
    xmlFreeDoc(parse(&episode_page));
    assert(!strstr(text_string(&episode_page), "<script>"));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_value(text) copy = {0};

    text_append_bytes(&copy, bytes, length);
    own_heap(char) texts = text_take(&copy);
    assert(texts);
    char *rest = texts;
    struct podcast_media alternate = {.url = next_part(&rest)};
    struct podcast_episode episode = {.title = next_part(&rest),
        .description = next_part(&rest),
        .link = next_part(&rest),
        .guid = next_part(&rest),
        .published = (int64_t)length * 1000000,
        .duration_ms = -(int64_t)length,
        .alternates = &alternate,
        .alternate_count = 1};
    struct podcast_show show = {.title = next_part(&rest),
        .description = next_part(&rest),
        .language = next_part(&rest),
        .author = next_part(&rest),
        .link = next_part(&rest),
        .feed_url = next_part(&rest),
        .category = next_part(&rest),
        .episodes = &episode,
        .episode_count = 1};

    alternate.type = show.language;
    alternate.integrity = show.title;
    episode.enclosure = alternate;
    check_feed(&show);
    check_pages(&show);
    feed_check(&show, NULL, NULL);
    return 0;
}
