/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/show_pages.h"

#include <string.h>

#include "feeds/feed_date.h"
#include "feeds/pages/page_details.h"
#include "feeds/pages/page_entry.h"
#include "feeds/pages/page_frame.h"
#include "feeds/pages/page_schema.h"
#include "feeds/pages/page_words.h"
#include "feeds/text/show_notes.h"

/* An episode's page with more words than this leads to them instead; so it
 * stays under 100 kB. */
#define MOST_WORD_BYTES 56000

static bool render(const struct page_templates *templates, const char *name,
    const struct page_data *data, struct text *page, struct err *err)
{
    const struct template_library library = page_templates_library(templates);

    return template_render(&library, name, data, page, err);
}

static void set_notes(struct page_data *data, const char *name,
    const char *description, enum podcast_markup written)
{
    own(markup) html = markup_new(MARKUP_FRAGMENT);
    own_value(text) notes = {0};
    struct err err;

    show_notes_write(html, description, written);
    if (!markup_finish(html, &notes, &err))
        notes.has_failed = true;
    page_data_set_raw(data, name, &notes);
}

static void set_entry(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    page_entry_set(data, episode, place);
    page_entry_set_number(data, "number", episode);
    page_frame_set_excerpt(
        data, "excerpt", episode->description, episode->description_markup);
}

/* The newest is above the list of the others. */
static void set_entries(struct page_data *data, const struct podcast_show *show,
    const struct page_place *place)
{
    for (size_t i = 0; i < show->episode_count && i < PAGE_RECENT; i++) {
        struct page_data *item = page_data_add(data, i ? "episodes" : "latest");
        set_entry(item, &show->episodes[i], place);
        if (!i || !show->episodes[i].link)
            page_entry_set_sound(item, &show->episodes[i], place);
    }
    page_data_set_number(data, "count", (int64_t)show->episode_count);
    page_data_set_flag(data, "has_episodes", show->episode_count > 1);
}

bool page_has_periods(const struct podcast_show *show)
{
    return show->episode_count > PAGE_RECENT;
}

static struct page_data *add_period(struct page_data *data, const char *list,
    const struct episode_period *period, const struct page_place *place)
{
    own_value(text) address = {0};
    own_value(text) reference = {0};
    struct page_data *item = page_data_add(data, list);

    text_append_bytes(&address, place->page, place->root_bytes);
    text_appendf(&address, "episodes-%s.html", period->name);
    page_place_append(place, text_string(&address), &reference);
    reference.has_failed |= address.has_failed;
    page_data_set_text(item, "url", &reference);
    return item;
}

/* The years, each by its newest period. `here` is NULL on the show's page. */
static void set_years(struct page_data *data,
    const struct episode_period_list *periods,
    const struct episode_period *here, const struct page_place *place)
{
    const struct episode_period *last = NULL;

    page_data_set_flag(data, "has_years", true);
    for (size_t i = 0; i < periods->count; i++) {
        const struct episode_period *period = &periods->items[i];
        own_value(text) year = {0};
        if (last && episode_period_shares_year(last, period))
            continue;
        last = period;
        struct page_data *item = add_period(data, "years", period, place);
        text_appendf(&year, "%.4s", period->name);
        page_data_set_text(item, "name", &year);
        page_data_set_flag(
            item, "is_here", here && episode_period_shares_year(here, period));
    }
}

static void set_show_years(struct page_data *data,
    const struct podcast_show *show, const struct page_place *place)
{
    own_value(episode_period_list) periods = {0};
    static const struct text failed = {.has_failed = true};
    struct err err;

    if (!page_has_periods(show) || !place->root_bytes)
        return;
    if (episode_period_list_make(show, &periods, &err))
        set_years(data, &periods, NULL, place);
    else
        page_data_set_text(data, "has_years", &failed);
}

static void set_start(struct page_data *data, int64_t start)
{
    own_value(text) words = {0};
    char iso[FEED_DATE_BYTES];
    char date[FEED_DATE_BYTES];

    feed_date_iso(start, iso);
    feed_date_words(start, date);
    text_appendf(&words, "%s, %.5s UTC", date, iso + strlen("2026-11-22T"));
    page_data_set(data, "start", iso);
    page_data_set_text(data, "start_words", &words);
}

static void set_sound(struct page_data *item, const struct podcast_media *media)
{
    own_value(text) type = {0};

    if (!media->url || !media->type)
        return;
    struct page_data *sound = page_data_add(item, "sounds");
    text_append(&type, media->type);
    if (media->codecs)
        text_appendf(&type, "; codecs=%s", media->codecs);
    page_data_set(sound, "url", media->url);
    page_data_set_text(sound, "type", &type);
}

/* A player needs no page to go to. */
static void set_sounds(struct page_data *item, const struct podcast_live *live)
{
    page_data_set_flag(item, "has_sound", live->enclosure.url != NULL);
    set_sound(item, &live->enclosure);
    for (size_t i = 0; i < live->alternate_count; i++)
        set_sound(item, &live->alternates[i]);
}

static bool is_this_page(const struct podcast_show *show, const char *url)
{
    size_t length = strlen(url);

    return show->feed_url && !strncmp(show->feed_url, url, length) &&
           !strchr(show->feed_url + length, '/');
}

static void set_links(struct page_data *item, const struct podcast_show *show,
    const struct podcast_live *live, const struct page_place *place)
{
    bool has_links = false;

    for (size_t i = 0; i < live->content_link_count; i++) {
        const struct podcast_link *from = &live->content_links[i];
        if (!from->url || is_this_page(show, from->url))
            continue;
        struct page_data *link = page_data_add(item, "links");
        page_frame_set_link(link, place, "url", from->url);
        page_data_set(link, "text", from->text);
        has_links = true;
    }
    page_data_set_flag(item, "has_links", has_links);
}

static void set_lives(struct page_data *data, const struct podcast_show *show,
    const struct page_place *place)
{
    for (size_t i = 0; i < show->live_count; i++) {
        const struct podcast_live *live = &show->lives[i];
        bool is_live = live->status && !strcmp(live->status, "live");
        struct page_data *item = page_data_add(data, "lives");
        page_data_set(item, "state", is_live ? "On the air" : "Coming up");
        page_data_set(item, "title", page_frame_title(live->title));
        set_start(item, live->start);
        if (is_live)
            set_sounds(item, live);
        set_links(item, show, live, place);
    }
}

static void set_fundings(struct page_data *data,
    const struct podcast_show *show, const struct page_place *place)
{
    for (size_t i = 0; i < show->funding_count; i++) {
        struct page_data *item = page_data_add(data, "fundings");
        page_frame_set_link(item, place, "url", show->fundings[i].url);
        page_data_set(item, "text", show->fundings[i].text);
    }
}

bool page_write_show(const struct podcast_show *show,
    const struct page_templates *templates, struct text *page, struct err *err)
{
    own_value(text) schema = {0};
    const struct page_head head = {
        .title = show->title,
        .description = show->description,
        .description_markup = show->description_markup,
        .link = show->link,
        .kind = "website",
        .schema = &schema,
        .place = page_place_of_show(show),
    };

    page_schema_show(show, &schema);
    own(page_data) data = page_frame_new(show, &head, templates);
    set_notes(data, "show_notes", show->description, show->description_markup);
    page_data_set(data, "frequency", show->frequency.text);
    set_fundings(data, show, &head.place);
    set_lives(data, show, &head.place);
    set_entries(data, show, &head.place);
    set_show_years(data, show, &head.place);
    return render(templates, "show.html", data, page, err) ||
           err_prefix(err, "write show page");
}

/* Those of the same year, if it has several. */
static void set_months(struct page_data *data, const struct page_period *period,
    const struct page_place *place)
{
    const struct episode_period *here = &period->periods->items[period->at];
    bool is_month = strlen(here->name) > strlen("2025");

    page_data_set_flag(data, "has_months", is_month);
    for (size_t i = 0; is_month && i < period->periods->count; i++) {
        const struct episode_period *month = &period->periods->items[i];
        if (!episode_period_shares_year(here, month))
            continue;
        struct page_data *item = add_period(data, "months", month, place);
        page_data_set(item, "name", month->name);
        page_data_set_flag(item, "is_here", month == here);
    }
}

static void set_period_entries(struct page_data *data,
    const struct podcast_show *show, const struct episode_period *period,
    const struct page_place *place)
{
    page_data_set_number(data, "count", (int64_t)period->count);
    for (size_t i = 0; i < period->count; i++) {
        struct page_data *item = page_data_add(data, "episodes");
        const struct podcast_episode *episode =
            &show->episodes[period->first + i];
        page_entry_set(item, episode, place);
        page_entry_set_number(item, "number", episode);
    }
}

bool page_write_period(const struct podcast_show *show,
    const struct page_period *period, const struct page_templates *templates,
    struct text *page, struct err *err)
{
    const struct episode_period *here = &period->periods->items[period->at];
    const struct page_place place = page_place_of_show(show);
    own_value(text) title = {0};

    text_appendf(&title, "%s: %s", page_frame_title(show->title), here->name);
    const struct page_head head = {
        .title = text_string(&title), .kind = "website", .place = place};
    own(page_data) data = page_frame_new(show, &head, templates);
    page_data_set(data, "period", here->name);
    set_period_entries(data, show, here, &place);
    set_months(data, period, &place);
    set_years(data, period->periods, here, &place);
    return (text_finish(&title, err) &&
               render(templates, "period.html", data, page, err)) ||
           err_prefix(err, "write page of %s", here->name);
}

static struct page_head head_of(const struct podcast_show *show,
    const struct podcast_episode *episode, const struct text *schema)
{
    return (struct page_head){
        .title = episode->title,
        .description = episode->description,
        .description_markup = episode->description_markup,
        .link = episode->link,
        .kind = "article",
        .image = episode->image_url,
        .audio = &episode->enclosure,
        .schema = schema,
        .place = page_place_of_episode(show, episode),
    };
}

static void set_words(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place)
{
    if (!episode->cue_count)
        return;
    if (page_words_bytes(episode) > MOST_WORD_BYTES) {
        page_data_set(data, "transcript_url", PAGE_TRANSCRIPT_NAME);
        return;
    }
    page_data_set_flag(data, "has_words", true);
    page_words_set(data, episode, place);
}

bool page_write_episode(const struct podcast_show *show,
    const struct podcast_episode *episode,
    const struct page_templates *templates, struct text *page, struct err *err)
{
    own_value(text) schema = {0};
    const struct page_head head = head_of(show, episode, &schema);

    page_schema_episode(show, episode, &schema);
    own(page_data) data = page_frame_new(show, &head, templates);
    page_entry_set(data, episode, &head.place);
    page_entry_set_number(data, "kicker", episode);
    page_entry_set_sound(data, episode, &head.place);
    set_notes(data, "notes", episode->description, episode->description_markup);
    page_details_set(data, show, episode, &head.place);
    set_words(data, episode, &head.place);
    return render(templates, "episode.html", data, page, err) ||
           err_prefix(err, "write page of %s",
               episode->slug ? episode->slug : "an episode");
}

bool page_write_transcript(const struct podcast_show *show,
    const struct podcast_episode *episode,
    const struct page_templates *templates, struct text *page, struct err *err)
{
    struct page_head head = head_of(show, episode, NULL);

    head.link = NULL;
    head.audio = NULL;
    own(page_data) data = page_frame_new(show, &head, templates);
    page_entry_set(data, episode, &head.place);
    page_words_set(data, episode, &head.place);
    return render(templates, "transcript.html", data, page, err) ||
           err_prefix(err, "write transcript of %s",
               episode->slug ? episode->slug : "an episode");
}
