/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/opml_writer.h"

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/text/markup.h"
#include "recorder/base/own.h"

static void write_show(struct markup *opml, const struct podcast_show *show)
{
    const char *title =
        is_blank_text(show->title) ? show->feed_url : show->title;

    if (!show->feed_url)
        return;
    markup_open(opml, "outline");
    markup_attribute(opml, "type", "rss");
    markup_attribute(opml, "text", title);
    markup_attribute(opml, "title", title);
    markup_attribute(opml, "xmlUrl", show->feed_url);
    if (show->link && feed_address_may_be_link(show->link))
        markup_attribute(opml, "htmlUrl", show->link);
    markup_attribute(opml, "language", show->language);
    markup_close(opml);
}

bool opml_write(
    const struct podcast_site *site, struct text *opml, struct err *err)
{
    own(markup) xml = markup_new(MARKUP_XML);

    markup_open(xml, "opml");
    markup_attribute(xml, "version", "2.0");
    markup_open(xml, "head");
    markup_line(xml, "title", "Podcasts");
    markup_line(xml, "docs", "http://opml.org/spec2.opml");
    markup_close(xml);
    markup_open(xml, "body");
    for (size_t i = 0; i < site->show_count; i++)
        write_show(xml, &site->shows[i]);
    markup_close(xml);
    markup_close(xml);
    return markup_finish(xml, opml, err) || err_prefix(err, "write OPML");
}
