/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/page_head.h"

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/page_style.h"
#include "feeds/show_notes.h"
#include "recorder/base/own.h"

#define SUMMARY_BYTES 200

static void write_charset(struct markup *page)
{
    markup_open(page, "meta");
    markup_attribute(page, "charset", "utf-8");
    markup_close(page);
}

/* `kind` is "name" or "property". */
static void write_meta(struct markup *page, const char *kind, const char *name,
    const char *content)
{
    if (is_blank_text(content))
        return;
    markup_open(page, "meta");
    markup_attribute(page, kind, name);
    markup_attribute(page, "content", content);
    markup_close(page);
}

static void write_canonical(struct markup *page, const char *address)
{
    if (!address || !feed_address_may_be_link(address))
        return;
    markup_open(page, "link");
    markup_attribute(page, "rel", "canonical");
    markup_attribute(page, "href", address);
    markup_close(page);
}

/* An empty one keeps browsers from asking for /favicon.ico. */
static void write_icon(struct markup *page)
{
    markup_open(page, "link");
    markup_attribute(page, "rel", "icon");
    markup_attribute(page, "href", "data:,");
    markup_close(page);
}

static void write_feed(struct markup *page, const struct podcast_show *show,
    const struct page_head *head)
{
    if (!show->feed_url)
        return;
    markup_open(page, "link");
    markup_attribute(page, "rel", "alternate");
    markup_attribute(page, "type", "application/rss+xml");
    markup_attribute(page, "title", show->title);
    page_place_attribute(&head->place, page, "href", show->feed_url);
    markup_close(page);
}

static void write_preview(struct markup *page, const struct podcast_show *show,
    const struct page_head *head)
{
    write_meta(page, "property", "og:type", head->og_type);
    write_meta(page, "property", "og:site_name", show->title);
    write_meta(page, "property", "og:title", head->title);
    write_meta(page, "property", "og:url", head->link);
    write_meta(page, "property", "og:image", show->image_url);
    if (head->audio && head->audio->url) {
        write_meta(page, "property", "og:audio", head->audio->url);
        write_meta(page, "property", "og:audio:type", head->audio->type);
    }
}

void page_head_write(struct markup *page, const struct podcast_show *show,
    const struct page_head *head)
{
    own_value(text) summary = {0};

    if (head->description)
        show_notes_excerpt(
            &summary, head->description, PODCAST_PLAIN, SUMMARY_BYTES);
    markup_check(page, &summary);
    markup_open(page, "head");
    write_charset(page);
    write_meta(page, "name", "viewport", "width=device-width, initial-scale=1");
    markup_line(
        page, "title", is_blank_text(head->title) ? "Podcast" : head->title);
    write_meta(page, "name", "description", text_string(&summary));
    write_meta(page, "name", "author", show->author);
    write_meta(page, "name", "generator", "roomcast");
    write_meta(page, "name", "color-scheme", "light dark");
    write_canonical(page, head->link);
    write_icon(page);
    write_feed(page, show, head);
    write_preview(page, show, head);
    write_meta(page, "property", "og:description", text_string(&summary));
    page_style_write(page, show);
    markup_close(page);
}
