/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/rss_writer.h"

#include "feeds/text/markup.h"
#include "feeds/writer/rss_channel.h"
#include "feeds/writer/rss_item.h"
#include "recorder/base/own.h"

/* Readers match the prefix as well as the address (AntennaPod's
 * SyndHandler), so all are declared with the usual ones, used or not. */
static const struct {
    const char *attribute;
    const char *address;
} namespaces[] = {
    {"xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"},
    {"xmlns:podcast", "https://podcastindex.org/namespace/1.0"},
    {"xmlns:atom", "http://www.w3.org/2005/Atom"},
    {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
    {"xmlns:psc", "http://podlove.org/simple-chapters"},
};

static void write_document(struct markup *rss, const struct podcast_show *show,
    const struct rss_document *document)
{
    const char *media_type =
        document->format ? document->format->media_type : NULL;

    markup_open(rss, "rss");
    markup_attribute(rss, "version", "2.0");
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
        markup_attribute(rss, namespaces[i].attribute, namespaces[i].address);
    if (document->is_archive)
        markup_attribute(
            rss, "xmlns:fh", "http://purl.org/syndication/history/1.0");
    markup_open(rss, "channel");
    rss_channel(rss, show, document);
    for (size_t i = 0; i < document->count; i++)
        rss_item(rss, &show->episodes[document->first + i], media_type);
    markup_close(rss);
    markup_close(rss);
}

bool rss_write_document(const struct podcast_show *show,
    const struct rss_document *document, struct text *feed, struct err *err)
{
    own(markup) rss = markup_new(MARKUP_XML);

    write_document(rss, show, document);
    if (!markup_finish(rss, feed, err))
        return err_prefix(err, "write feed");
    return true;
}

bool rss_write(
    const struct podcast_show *show, struct text *feed, struct err *err)
{
    const struct rss_document whole = {.count = show->episode_count};

    return rss_write_document(show, &whole, feed, err);
}

bool rss_write_item(
    const struct podcast_episode *episode, struct text *item, struct err *err)
{
    own(markup) rss = markup_new(MARKUP_XML);

    rss_item(rss, episode, NULL);
    if (!markup_finish(rss, item, err))
        return err_prefix(err, "write item");
    return true;
}
