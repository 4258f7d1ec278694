/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/page_writer.h"

#include <stdio.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/feed_date.h"
#include "feeds/markup.h"
#include "feeds/page_head.h"
#include "feeds/page_player.h"
#include "feeds/page_style.h"
#include "feeds/show_notes.h"
#include "recorder/base/own.h"

#define EXCERPT_BYTES 240

static const char *or_untitled(const char *title)
{
    return is_blank_text(title) ? "Untitled" : title;
}

/* Begins an element that has a class. */
static void open_classed(
    struct markup *page, const char *name, const char *class_name)
{
    markup_open(page, name);
    markup_attribute(page, "class", class_name);
}

static void write_classed(struct markup *page, const char *name,
    const char *class_name, const char *text)
{
    if (is_blank_text(text))
        return;
    open_classed(page, name, class_name);
    markup_text_line(page, text);
    markup_close(page);
}

static void write_anchor(struct markup *page, const struct page_place *place,
    const char *address, const char *text)
{
    if (address && feed_address_may_be_link(address)) {
        markup_open(page, "a");
        page_place_attribute(place, page, "href", address);
    } else {
        markup_open(page, "span");
    }
    markup_text_line(page, or_untitled(text));
    markup_close(page);
}

/* A text from outside may run the other way or leave a direction open: with
 * dir=auto that ends with its element. */
static void open_foreign(struct markup *page, const char *name)
{
    markup_open(page, name);
    markup_attribute(page, "dir", "auto");
}

static void open_page(struct markup *page, const struct podcast_show *show,
    const struct page_head *head)
{
    markup_open(page, "html");
    markup_attribute(page, "lang", show->language);
    page_head_write(page, show, head);
    markup_open(page, "body");
    open_classed(page, "div", "wrap");
}

static void write_footer(struct markup *page, const struct podcast_show *show)
{
    markup_open(page, "footer");
    if (!is_blank_text(show->copyright)) {
        markup_open(page, "p");
        markup_text(page, "\xC2\xA9 ");
        markup_text_line(page, show->copyright);
        markup_close(page);
    }
    markup_open(page, "p");
    markup_text(page, "Recorded and published with roomcast.");
    markup_close(page);
    markup_close(page);
}

static bool close_page(struct markup *page, const struct podcast_show *show,
    struct text *out, struct err *err)
{
    write_footer(page, show);
    markup_close(page);
    markup_close(page);
    markup_close(page);
    return markup_finish(page, out, err);
}

static void write_time(
    struct markup *page, const char *machine, const char *people)
{
    markup_open(page, "time");
    markup_attribute(page, "datetime", machine);
    markup_text(page, people);
    markup_close(page);
}

static void write_date(struct markup *page, int64_t utc_seconds)
{
    char machine[FEED_DATE_BYTES];
    char people[FEED_DATE_BYTES];

    feed_date_iso(utc_seconds, machine);
    feed_date_words(utc_seconds, people);
    write_time(page, machine, people);
}

static void write_duration(struct markup *page, int64_t duration_ms)
{
    char machine[FEED_DATE_BYTES];
    char people[FEED_DATE_BYTES];

    feed_date_period(feed_date_seconds(duration_ms), machine);
    feed_date_period_words(feed_date_seconds(duration_ms), people);
    write_time(page, machine, people);
}

/* "Season 2 · Episode 5", or as much of it as there is. */
static void append_number(
    struct text *out, const struct podcast_episode *episode)
{
    if (episode->season > 0)
        text_appendf(out, "Season %d", episode->season);
    if (episode->season > 0 && episode->episode > 0)
        text_append(out, " \xC2\xB7 ");
    if (episode->episode > 0)
        text_appendf(out, "Episode %d", episode->episode);
}

static void write_facts(
    struct markup *page, const struct podcast_episode *episode, bool is_short)
{
    own_value(text) number = {0};

    append_number(&number, episode);
    markup_check(page, &number);
    open_classed(page, "p", "meta");
    if (episode->published > 0)
        write_date(page, episode->published);
    if (episode->duration_ms > 0)
        write_duration(page, episode->duration_ms);
    if (is_short && number.length)
        markup_line(page, "span", text_string(&number));
    if (episode->is_explicit)
        write_classed(page, "span", "tag", "Explicit");
    markup_close(page);
}

static void write_notes(
    struct markup *page, const char *class_name, const char *description)
{
    if (is_blank_text(description))
        return;
    open_classed(page, "div", class_name);
    markup_attribute(page, "dir", "auto");
    show_notes_write(page, description, PODCAST_PLAIN);
    markup_close(page);
}

static void write_show_header(struct markup *page,
    const struct podcast_show *show, const struct page_place *place)
{
    open_classed(page, "header", "show");
    page_style_write_cover(page, show, place);
    markup_open(page, "div");
    write_classed(page, "p", "kicker", "Podcast");
    open_foreign(page, "h1");
    markup_text_line(page, or_untitled(show->title));
    markup_close(page);
    if (!is_blank_text(show->author)) {
        open_classed(page, "p", "meta");
        markup_line(page, "bdi", show->author);
        if (show->is_explicit)
            write_classed(page, "span", "tag", "Explicit");
        markup_close(page);
    }
    write_notes(page, "about", show->description);
    markup_close(page);
    markup_close(page);
}

static void write_subscribe(struct markup *page,
    const struct podcast_show *show, const struct page_place *place)
{
    if (!show->feed_url)
        return;
    open_classed(page, "section", "subscribe");
    markup_attribute(page, "aria-labelledby", "subscribe");
    markup_open(page, "h2");
    markup_attribute(page, "id", "subscribe");
    markup_text(page, "Subscribe");
    markup_close(page);
    write_classed(page, "p", "soft small",
        "Copy this address into your podcast app, and new episodes arrive "
        "by themselves.");
    open_classed(page, "div", "address");
    markup_line(page, "code", show->feed_url);
    open_classed(page, "a", "button");
    page_place_attribute(place, page, "href", show->feed_url);
    markup_attribute(page, "type", "application/rss+xml");
    markup_text(page, "RSS feed");
    markup_close(page);
    markup_close(page);
    markup_close(page);
}

static void write_excerpt(struct markup *page, const char *description)
{
    own_value(text) excerpt = {0};

    if (is_blank_text(description))
        return;
    show_notes_excerpt(&excerpt, description, PODCAST_PLAIN, EXCERPT_BYTES);
    markup_check(page, &excerpt);
    open_foreign(page, "p");
    markup_attribute(page, "class", "excerpt");
    markup_text(page, text_string(&excerpt));
    markup_close(page);
}

static void write_list_entry(struct markup *page,
    const struct podcast_episode *episode, const struct page_place *place)
{
    markup_open(page, "li");
    markup_open(page, "article");
    open_foreign(page, "h3");
    write_anchor(page, place, episode->link, episode->title);
    markup_close(page);
    write_facts(page, episode, true);
    write_excerpt(page, episode->description);
    if (page_player_has_sound(episode)) {
        page_player_write(page, episode, place);
        page_player_write_files(page, episode, place);
    }
    markup_close(page);
    markup_close(page);
}

static void write_entries(struct markup *page, const struct podcast_show *show,
    const struct page_place *place)
{
    open_classed(page, "ol", "episodes");
    markup_attribute(page, "reversed", "reversed");
    for (size_t i = 0; i < show->episode_count; i++)
        write_list_entry(page, &show->episodes[i], place);
    markup_close(page);
}

static void write_list(struct markup *page, const struct podcast_show *show,
    const struct page_place *place)
{
    char count[24];

    snprintf(count, sizeof count, "%zu", show->episode_count);
    markup_open(page, "main");
    markup_open(page, "h2");
    markup_text(page, "Episodes ");
    write_classed(page, "span", "count", count);
    markup_close(page);
    if (show->episode_count)
        write_entries(page, show, place);
    else
        write_classed(page, "p", "soft", "Nothing has been published yet.");
    markup_close(page);
}

bool page_write_show(
    const struct podcast_show *show, struct text *page, struct err *err)
{
    own(markup) html = markup_new(MARKUP_HTML);
    const struct page_head head = {
        .title = show->title,
        .description = show->description,
        .link = show->link,
        .og_type = "website",
        .place = page_place_of_show(show),
    };

    open_page(html, show, &head);
    write_show_header(html, show, &head.place);
    write_subscribe(html, show, &head.place);
    write_list(html, show, &head.place);
    if (!close_page(html, show, page, err))
        return err_prefix(err, "write show page");
    return true;
}

static void write_back(struct markup *page, const struct podcast_show *show,
    const struct page_place *place)
{
    open_classed(page, "nav", "back");
    markup_attribute(page, "aria-label", "Podcast");
    page_style_write_cover(page, show, place);
    open_foreign(page, "div");
    write_anchor(page, place, show->link, show->title);
    write_classed(page, "span", "by soft small", show->author);
    markup_close(page);
    markup_close(page);
}

static void write_episode_header(
    struct markup *page, const struct podcast_episode *episode)
{
    own_value(text) number = {0};

    append_number(&number, episode);
    markup_check(page, &number);
    markup_open(page, "header");
    if (number.length)
        write_classed(page, "p", "kicker", text_string(&number));
    open_foreign(page, "h1");
    markup_text_line(page, or_untitled(episode->title));
    markup_close(page);
    write_facts(page, episode, false);
    markup_close(page);
}

static void write_player(struct markup *page,
    const struct podcast_episode *episode, const struct page_place *place)
{
    if (!page_player_has_sound(episode))
        return;
    open_classed(page, "section", "player");
    markup_attribute(page, "aria-label", "Listen");
    page_player_write(page, episode, place);
    page_player_write_files(page, episode, place);
    markup_close(page);
}

static void write_subscribe_hint(struct markup *page,
    const struct podcast_show *show, const struct page_place *place)
{
    if (!show->feed_url)
        return;
    open_classed(page, "p", "soft small");
    markup_text(page, "Hear every episode: ");
    markup_open(page, "a");
    page_place_attribute(place, page, "href", show->feed_url);
    markup_attribute(page, "type", "application/rss+xml");
    markup_text(page, "subscribe to the feed");
    markup_close(page);
    markup_text(page, ".");
    markup_close(page);
}

bool page_write_episode(const struct podcast_show *show,
    const struct podcast_episode *episode, struct text *page, struct err *err)
{
    own(markup) html = markup_new(MARKUP_HTML);
    const struct page_head head = {
        .title = episode->title,
        .description = episode->description,
        .link = episode->link,
        .og_type = "article",
        .audio = &episode->enclosure,
        .place = page_place_of_episode(show, episode),
    };

    open_page(html, show, &head);
    write_back(html, show, &head.place);
    markup_open(html, "main");
    markup_open(html, "article");
    write_episode_header(html, episode);
    write_player(html, episode, &head.place);
    write_notes(html, "notes", episode->description);
    markup_close(html);
    write_subscribe_hint(html, show, &head.place);
    markup_close(html);
    if (!close_page(html, show, page, err))
        return err_prefix(err, "write page of %s",
            episode->slug ? episode->slug : "an episode");
    return true;
}
