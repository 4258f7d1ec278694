/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/site_page.h"

#include "feeds/clean_text.h"
#include "feeds/markup.h"
#include "feeds/page_head.h"
#include "feeds/page_place.h"
#include "feeds/page_style.h"
#include "feeds/show_notes.h"
#include "recorder/base/own.h"

#define EXCERPT_BYTES 240

static void write_title(struct markup *page, const struct podcast_show *show,
    const struct page_place *place)
{
    const struct page_place folder = page_place_of_show(show);
    own_value(text) address = {0};

    text_append_bytes(
        &address, folder.root_bytes ? folder.page : "", folder.root_bytes);
    markup_check(page, &address);
    markup_open(page, "h2");
    markup_attribute(page, "dir", "auto");
    markup_open(page, folder.root_bytes ? "a" : "span");
    if (folder.root_bytes)
        page_place_attribute(place, page, "href", text_string(&address));
    markup_text_line(
        page, is_blank_text(show->title) ? "Untitled" : show->title);
    markup_close(page);
    markup_close(page);
}

static void write_author(struct markup *page, const struct podcast_show *show)
{
    if (is_blank_text(show->author))
        return;
    markup_open(page, "p");
    markup_attribute(page, "class", "meta");
    markup_line(page, "bdi", show->author);
    markup_close(page);
}

static void write_description(
    struct markup *page, const struct podcast_show *show)
{
    own_value(text) excerpt = {0};

    if (is_blank_text(show->description))
        return;
    show_notes_excerpt(
        &excerpt, show->description, PODCAST_PLAIN, EXCERPT_BYTES);
    markup_check(page, &excerpt);
    markup_open(page, "p");
    markup_attribute(page, "class", "about");
    markup_attribute(page, "dir", "auto");
    markup_text(page, text_string(&excerpt));
    markup_close(page);
}

static void write_show(struct markup *page, const struct podcast_show *show,
    const struct page_place *place)
{
    markup_open(page, "li");
    markup_attribute(page, "lang", show->language);
    markup_open(page, "article");
    markup_attribute(page, "class", "show");
    page_style_write_cover(page, show, place);
    markup_open(page, "div");
    write_title(page, show, place);
    write_author(page, show);
    write_description(page, show);
    markup_close(page);
    markup_close(page);
    markup_close(page);
}

static void write_shows(struct markup *page, const struct podcast_site *site,
    const struct page_place *place)
{
    markup_open(page, "main");
    markup_open(page, "h1");
    markup_text(page, "Podcasts");
    markup_close(page);
    markup_open(page, "ul");
    markup_attribute(page, "class", "episodes");
    for (size_t i = 0; i < site->show_count; i++)
        write_show(page, &site->shows[i], place);
    markup_close(page);
    markup_close(page);
}

static void write_footer(struct markup *page)
{
    markup_open(page, "footer");
    markup_open(page, "p");
    markup_text(page, "Recorded and published with roomcast.");
    markup_close(page);
    markup_close(page);
}

/* For its head a site is a show with a title and nothing else. */
bool site_page_write(
    const struct podcast_site *site, struct text *page, struct err *err)
{
    static const struct podcast_show itself = {.title = "Podcasts"};
    own(markup) html = markup_new(MARKUP_HTML);
    const struct page_head head = {
        .title = itself.title,
        .link = site->link,
        .og_type = "website",
        .place = page_place_of_site(site->link),
    };

    markup_open(html, "html");
    markup_attribute(html, "lang", "en");
    page_head_write(html, &itself, &head);
    markup_open(html, "body");
    markup_open(html, "div");
    markup_attribute(html, "class", "wrap");
    write_shows(html, site, &head.place);
    write_footer(html);
    markup_close(html);
    markup_close(html);
    markup_close(html);
    return markup_finish(html, page, err) || err_prefix(err, "write site page");
}
