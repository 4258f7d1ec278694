/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_model.h"

#include <string.h>

#include "feeds/checker/feed_checker.h"
#include "publisher/episode/media_key.h"
#include "publisher/show/episode_parts.h"
#include "publisher/show/show_parts.h"
#include "recorder/base/text.h"

struct show_model {
    struct podcast_show show;
    struct podcast_episode *episodes;
    struct podcast_media *alternates; /* one for each episode */
    struct podcast_format opus;
    size_t count;
    char **strings; /* what the records point to and nobody else owns */
    size_t string_count;
    struct episode_parts *parts;
    struct show_parts *show_parts;
    bool has_failed; /* out of memory; sticky */
};

char *show_feed_url(const char *url, const char *show)
{
    struct text address = {0};

    text_appendf(&address, "%s/%s/feed.xml", url, show);
    return text_take(&address);
}

/* Takes the string, NULL too, and lends it for as long as the model lives. */
static const char *keep(struct show_model *model, char *string)
{
    char **larger =
        realloc(model->strings, (model->string_count + 1) * sizeof *larger);

    if (larger)
        model->strings = larger;
    if (!larger || !string) {
        model->has_failed = true;
        free(string);
        return "";
    }
    larger[model->string_count++] = string;
    return string;
}

static const char *keep_joined(struct show_model *model, const char *start,
    const char *end, const char *suffix)
{
    struct text text = {0};

    text_appendf(&text, "%s/%s%s", start, end, suffix);
    return keep(model, text_take(&text));
}

static struct podcast_media media_of(struct show_model *model,
    const struct show_facts *facts, const struct catalogue_episode *episode,
    const char *suffix)
{
    own_heap(char) key = media_key(episode, suffix);
    bool is_mp3 = strcmp(suffix, ".mp3") == 0;
    const struct catalogue_media *media =
        is_mp3 ? &episode->mp3 : &episode->opus;

    return (struct podcast_media){
        .url = keep_joined(model, facts->url, key ? key : "", ""),
        .type = is_mp3 ? "audio/mpeg" : "audio/ogg",
        .codecs = is_mp3 ? NULL : "opus",
        .title = is_mp3 ? NULL : "Opus",
        .integrity = media->integrity,
        .length_bytes = media->length_bytes,
        .bitrate = media->bitrate,
    };
}

static void add_episode(struct show_model *model,
    const struct show_facts *facts, const struct catalogue_episode *from)
{
    struct podcast_media *alternate = &model->alternates[model->count];

    *alternate = media_of(model, facts, from, ".opus");
    const char *noted = episode_notes(from);

    model->episodes[model->count] = (struct podcast_episode){
        .guid = from->guid,
        .slug = from->slug,
        .title = episode_title(from),
        .description = noted && *noted ? noted : from->description,
        .description_markup =
            noted && *noted ? PODCAST_COMMONMARK : PODCAST_PLAIN,
        .type = episode_kind_name(episode_kind(from)),
        .link = keep_joined(model, model->show.link, from->slug, "/"),
        .published = from->published,
        .duration_ms = from->duration_ms,
        .episode = from->number,
        .season = from->season,
        .is_explicit = episode_is_explicit(from, facts->config->is_explicit),
        .enclosure = media_of(model, facts, from, ".mp3"),
        .alternates = alternate,
        .alternate_count = 1,
    };
    if (!episode_parts_fill(
            model->parts, facts, from, &model->episodes[model->count]))
        model->has_failed = true;
    model->count++;
}

static bool has_guid(const struct show_model *model, const char *guid)
{
    for (size_t i = 0; i < model->count; i++)
        if (strcmp(model->episodes[i].guid, guid) == 0)
            return true;
    return false;
}

static int compare_dates(const void *one, const void *other)
{
    const struct podcast_episode *a = one;
    const struct podcast_episode *b = other;

    return (a->published < b->published) - (a->published > b->published);
}

/* What the show brought along, between our own by its dates. */
static void add_imported(
    struct show_model *model, const struct podcast_show *imported)
{
    size_t own_count = model->count;

    for (size_t i = 0; imported && i < imported->episode_count; i++)
        if (!has_guid(model, imported->episodes[i].guid))
            model->episodes[model->count++] = imported->episodes[i];
    if (model->count > own_count)
        qsort(model->episodes, model->count, sizeof *model->episodes,
            compare_dates);
}

/* What the configuration has no key for. */
static void take_over(
    struct podcast_show *show, const struct podcast_show *imported)
{
    show->medium = imported->medium;
    show->persons = imported->persons;
    show->person_count = imported->person_count;
    show->locations = imported->locations;
    show->location_count = imported->location_count;
    show->fundings = imported->fundings;
    show->funding_count = imported->funding_count;
    show->podroll = imported->podroll;
    show->podroll_count = imported->podroll_count;
    show->txts = imported->txts;
    show->txt_count = imported->txt_count;
    show->trailers = imported->trailers;
    show->trailer_count = imported->trailer_count;
    show->socials = imported->socials;
    show->social_count = imported->social_count;
    show->license = imported->license;
    show->publisher = imported->publisher;
    show->frequency = imported->frequency;
}

/* Newest first: the catalogue lists the other way round. */
static bool add_episodes(
    struct show_model *model, const struct show_facts *facts, struct err *err)
{
    const struct episode_list *list = facts->episodes;
    size_t imported = facts->imported ? facts->imported->episode_count : 0;

    model->episodes =
        calloc(list->count + imported + 1, sizeof *model->episodes);
    model->alternates = calloc(list->count + 1, sizeof *model->alternates);
    if (!model->episodes || !model->alternates)
        return err_no_memory(err);
    for (size_t i = list->count; i-- > 0;) {
        const struct catalogue_episode *episode = &list->items[i];
        if (strcmp(episode->show, facts->config->name) == 0 &&
            episode_is_public(episode, facts->config->is_review, facts->now))
            add_episode(model, facts, episode);
    }
    add_imported(model, facts->imported);
    model->show.episodes = model->episodes;
    model->show.episode_count = model->count;
    return true;
}

static void add_opus_feed(
    struct show_model *model, const struct show_facts *facts)
{
    model->opus = (struct podcast_format){
        .name = "Opus",
        .media_type = "audio/ogg",
        .feed_url = keep_joined(
            model, facts->url, facts->config->name, "/feed-opus.xml"),
    };
    model->show.formats = &model->opus;
    model->show.format_count = 1;
}

static bool fill_show(
    struct show_model *model, const struct show_facts *facts, struct err *err)
{
    const struct config_show *config = facts->config;
    struct podcast_show *show = &model->show;

    show->guid = facts->guid;
    show->title = config->title;
    show->description = config->description;
    show->language = config->language;
    show->author = config->author ? config->author : config->title;
    show->email = config->email;
    show->copyright = config->copyright;
    show->type = config->type;
    show->is_explicit = config->is_explicit;
    show->is_locked = config->is_locked;
    if (facts->imported)
        take_over(show, facts->imported);
    show_parts_fill(model->show_parts, show);
    show->link = keep_joined(model, facts->url, config->name, "");
    show->feed_url = keep(model, show_feed_url(facts->url, config->name));
    add_opus_feed(model, facts);
    if (facts->cover_name)
        show->image_url = keep_joined(model, show->link, facts->cover_name, "");
    if (!feed_split_category(
            config->category, &show->category, &show->subcategory))
        return err_set(
            err, ERR_CONFIG, "category: unknown: \"%s\"", config->category);
    if (!add_episodes(model, facts, err))
        return false;
    show->link =
        config->link ? config->link : keep_joined(model, show->link, "", "");
    return !model->has_failed || err_no_memory(err);
}

struct show_model *show_model_new(
    const struct show_facts *facts, struct err *err)
{
    own(show_model) model = calloc(1, sizeof *model);

    if (!model)
        return err_no_memory(err), NULL;
    model->parts = episode_parts_new();
    if (!model->parts)
        return err_no_memory(err), NULL;
    model->show_parts = show_parts_new(facts->config, err);
    if (!model->show_parts)
        return NULL;
    return fill_show(model, facts, err) ? take(model) : NULL;
}

const struct podcast_show *show_model_show(const struct show_model *model)
{
    return &model->show;
}

void show_model_free(struct show_model *model)
{
    if (!model)
        return;
    for (size_t i = 0; i < model->string_count; i++)
        free(model->strings[i]);
    free(model->strings);
    episode_parts_free(model->parts);
    show_parts_free(model->show_parts);
    free(model->episodes);
    free(model->alternates);
    free(model);
}
