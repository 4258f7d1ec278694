/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_schema.h"

#include "feeds/clean_text.h"
#include "feeds/feed_date.h"
#include "feeds/text/show_notes.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

#define SUMMARY_BYTES 300

/* An object that is not there makes the document's failure stick. */
static void check(struct jdoc *object, const char *key, const struct text *text)
{
    if (text->has_failed)
        jdoc_set_object(object, key, NULL);
}

static void set(struct jdoc *object, const char *key, const char *value)
{
    own_value(text) line = {0};

    if (is_blank_text(value))
        return;
    clean_line_append(&line, value);
    jdoc_set_string(object, key, text_string(&line));
    check(object, key, &line);
}

static void set_type(struct jdoc *object, const char *type)
{
    jdoc_set_string(object, "@type", type);
}

static void set_summary(
    struct jdoc *object, const char *description, enum podcast_markup written)
{
    own_value(text) summary = {0};

    if (is_blank_text(description))
        return;
    show_notes_excerpt(&summary, description, written, SUMMARY_BYTES);
    set(object, "description", text_string(&summary));
    check(object, "description", &summary);
}

static void set_named(struct jdoc *object, const char *key, const char *type,
    const char *name, const char *url)
{
    own(jdoc) inner = jdoc_new();

    if (is_blank_text(name))
        return;
    set_type(inner, type);
    set(inner, "name", name);
    set(inner, "url", url);
    jdoc_set_object(object, key, inner);
}

/* A "<" could end the script element, and so could "&" begin a reference
 * where a page is read as XML. */
static void append(struct text *json, const struct jdoc *object)
{
    struct err err;
    own_heap(char) line = jdoc_format(object, &err);

    if (!line)
        json->has_failed = true;
    for (const char *at = line; at && *at; at++) {
        if (*at == '<' || *at == '>' || *at == '&')
            text_appendf(json, "\\u%04x", (unsigned)*at);
        else
            text_append_bytes(json, at, 1);
    }
}

void page_schema_show(const struct podcast_show *show, struct text *json)
{
    own(jdoc) series = jdoc_new();

    jdoc_set_string(series, "@context", "https://schema.org");
    set_type(series, "PodcastSeries");
    set(series, "name", show->title);
    set(series, "url", show->link);
    set(series, "webFeed", show->feed_url);
    set(series, "image", show->image_url);
    set(series, "inLanguage", show->language);
    set_summary(series, show->description, show->description_markup);
    set_named(series, "author", "Organization", show->author, NULL);
    append(json, series);
}

static void set_media(struct jdoc *object, const struct podcast_media *media)
{
    own(jdoc) file = jdoc_new();

    if (!media->url)
        return;
    set_type(file, "AudioObject");
    set(file, "contentUrl", media->url);
    set(file, "encodingFormat", media->type);
    jdoc_set_object(object, "associatedMedia", file);
}

void page_schema_episode(const struct podcast_show *show,
    const struct podcast_episode *episode, struct text *json)
{
    own(jdoc) object = jdoc_new();
    char date[FEED_DATE_BYTES];

    jdoc_set_string(object, "@context", "https://schema.org");
    set_type(object, "PodcastEpisode");
    set(object, "name", episode->title);
    set(object, "url", episode->link);
    feed_date_iso(episode->published, date);
    if (episode->published > 0)
        set(object, "datePublished", date);
    feed_date_period(feed_date_seconds(episode->duration_ms), date);
    if (episode->duration_ms > 0)
        set(object, "timeRequired", date);
    set(object, "image",
        episode->image_url ? episode->image_url : show->image_url);
    set(object, "inLanguage", show->language);
    set_summary(object, episode->description, episode->description_markup);
    if (episode->episode > 0)
        jdoc_set_whole(object, "episodeNumber", episode->episode);
    set_media(object, &episode->enclosure);
    set_named(object, "partOfSeries", "PodcastSeries", show->title, show->link);
    append(json, object);
}
