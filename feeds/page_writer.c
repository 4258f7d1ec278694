/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/page_writer.h"

#include <string.h>

#include "feeds/feed_date.h"
#include "feeds/page_details.h"
#include "feeds/page_entry.h"
#include "feeds/page_frame.h"
#include "feeds/page_schema.h"
#include "feeds/page_words.h"
#include "feeds/show_notes.h"

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

static void set_periods(struct page_data *data, const struct podcast_show *show,
    const struct page_place *place, const char *here)
{
    struct episode_period period;

    if (!page_has_periods(show) || !place->root_bytes)
        return;
    page_data_set_flag(data, "has_periods", true);
    for (size_t at = 0; at < show->episode_count; at += period.count) {
        own_value(text) address = {0};
        period = episode_period_at(show, at);
        text_append_bytes(&address, place->page, place->root_bytes);
        text_appendf(&address, "episodes-%s.html", period.name);
        struct page_data *item = page_data_add(data, "periods");
        page_frame_set_link(item, place, "url", text_string(&address));
        page_data_set(item, "name", period.name);
        page_data_set_flag(
            item, "is_here", here && strcmp(here, period.name) == 0);
        if (address.has_failed)
            page_data_set_text(item, "url", &address);
    }
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
        for (size_t k = 0; k < live->content_link_count; k++) {
            struct page_data *link = page_data_add(item, "links");
            page_frame_set_link(link, place, "url", live->content_links[k].url);
            page_data_set(link, "text", live->content_links[k].text);
        }
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
    set_periods(data, show, &head.place, NULL);
    return render(templates, "show.html", data, page, err) ||
           err_prefix(err, "write show page");
}

bool page_write_period(const struct podcast_show *show,
    const struct episode_period *period, const struct page_templates *templates,
    struct text *page, struct err *err)
{
    own_value(text) title = {0};
    const struct page_place place = page_place_of_show(show);

    text_appendf(&title, "%s: %s", page_frame_title(show->title), period->name);
    const struct page_head head = {
        .title = text_string(&title), .kind = "website", .place = place};
    own(page_data) data = page_frame_new(show, &head, templates);
    page_data_set(data, "period", period->name);
    page_data_set_number(data, "count", (int64_t)period->count);
    for (size_t i = 0; i < period->count; i++) {
        struct page_data *item = page_data_add(data, "episodes");
        const struct podcast_episode *episode =
            &show->episodes[period->first + i];
        page_entry_set(item, episode, &place);
        page_entry_set_number(item, "number", episode);
    }
    set_periods(data, show, &place, period->name);
    return (text_finish(&title, err) &&
               render(templates, "period.html", data, page, err)) ||
           err_prefix(err, "write page of %s", period->name);
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
