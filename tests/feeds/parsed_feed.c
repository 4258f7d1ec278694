/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/feeds/parsed_feed.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>

struct parsed_feed {
    xmlDocPtr document;
    xmlXPathContextPtr context;
};

static const char *const namespaces[][2] = {
    {"itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
    {"podcast", "https://podcastindex.org/namespace/1.0"},
    {"atom", "http://www.w3.org/2005/Atom"},
    {"content", "http://purl.org/rss/1.0/modules/content/"},
};

struct parsed_feed *parsed_feed_new(const char *bytes, size_t length)
{
    own(parsed_feed) feed = calloc(1, sizeof *feed);
    xmlParserCtxtPtr parser = xmlNewParserCtxt();

    if (!feed || !parser)
        abort();
    feed->document = xmlCtxtReadMemory(parser, bytes, (int)length, "feed.xml",
        NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    bool is_right = parser->wellFormed && parser->nsWellFormed;
    xmlFreeParserCtxt(parser);
    if (!feed->document || !is_right)
        return NULL;
    feed->context = xmlXPathNewContext(feed->document);
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
        xmlXPathRegisterNs(feed->context, BAD_CAST namespaces[i][0],
            BAD_CAST namespaces[i][1]);
    return take(feed);
}

static xmlXPathObjectPtr find(struct parsed_feed *feed, const char *path)
{
    xmlXPathObjectPtr found = xmlXPathEval(BAD_CAST path, feed->context);

    if (!found)
        abort();
    return found;
}

int parsed_feed_count(struct parsed_feed *feed, const char *path)
{
    xmlXPathObjectPtr found = find(feed, path);
    int count = xmlXPathNodeSetGetLength(found->nodesetval);

    xmlXPathFreeObject(found);
    return count;
}

char *parsed_feed_get(struct parsed_feed *feed, const char *path)
{
    xmlXPathObjectPtr found = find(feed, path);
    int count = xmlXPathNodeSetGetLength(found->nodesetval);
    char *text = NULL;

    if (count > 1) {
        fprintf(stderr, "%s: %d of them\n", path, count);
        abort();
    }
    if (count == 1)
        text = (char *)xmlNodeGetContent(found->nodesetval->nodeTab[0]);
    xmlXPathFreeObject(found);
    return text;
}

void parsed_feed_free(struct parsed_feed *feed)
{
    if (!feed)
        return;
    xmlXPathFreeContext(feed->context);
    xmlFreeDoc(feed->document);
    free(feed);
}
