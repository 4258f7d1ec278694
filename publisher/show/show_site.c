/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_site.h"

#include <stdio.h>
#include <string.h>

#include "feeds/podcast_guid.h"
#include "feeds/writer/feed_plan.h"
#include "feeds/writer/rss_writer.h"
#include "publisher/catalogue/imported_show.h"
#include "publisher/live/live_items.h"
#include "publisher/media/cover_shelf.h"
#include "publisher/show/feed_gate.h"
#include "publisher/show/show_files.h"
#include "publisher/show/show_model.h"
#include "publisher/show/template_folder.h"
#include "recorder/base/config_file.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/text.h"

struct show_site {
    const struct config *config;
    const struct config_show *show_config;
    struct template_folder *templates;
    struct catalogue_show record;
    char kept[FINGERPRINT_BYTES];   /* of the record that is catalogued */
    struct imported_show *imported; /* NULL: it brought nothing along */
    struct live_items *lives;       /* of the filling */
    struct show_model *model;
    struct podcast_show show; /* the model's, with its date */
    struct cover cover;
    char cover_name[24];
    struct text published; /* the feed that is out there, as it was read */
    struct text feed;      /* as it went out */
    int64_t now;           /* of the filling, UTC seconds */
    bool has_changed;
};

/* The name tells the contents: apps and Apple fetch a picture anew only when
 * its address changes. */
static bool read_cover(struct show_site *site, struct err *err)
{
    const struct config_show *show = site->show_config;
    char fingerprint[FINGERPRINT_BYTES];

    if (!cover_shelf_read(
            site->config->state, show->cover, show->title, &site->cover, err)) {
        err->kind = ERR_CONFIG;
        return false;
    }
    fingerprint_make(site->cover.bytes, site->cover.length, fingerprint);
    bool is_png = strcmp(site->cover.media_type, "image/png") == 0;
    snprintf(site->cover_name, sizeof site->cover_name, "cover-%.8s.%s",
        fingerprint, is_png ? "png" : "jpg");
    return true;
}

static bool make_guid(struct show_site *site, struct err *err)
{
    const char *name = site->show_config->name;
    own_heap(char) feed = show_feed_url(site->config->url, name);

    if (!feed)
        return err_no_memory(err);
    return podcast_guid_from_url(feed, site->record.guid, err);
}

static bool settle_guid(struct show_site *site, struct err *err)
{
    const char *configured = site->show_config->guid;
    char *guid = site->record.guid;

    if (configured && guid[0] && strcmp(configured, guid) != 0)
        return err_set(err, ERR_CONFIG,
            "guid: \"%s\": the show has been published as %s, and a guid is "
            "for life",
            configured, guid);
    if (configured)
        snprintf(guid, sizeof site->record.guid, "%s", configured);
    if (!guid[0] && site->imported)
        snprintf(guid, sizeof site->record.guid, "%s",
            imported_show_record(site->imported)->guid);
    return guid[0] || make_guid(site, err);
}

struct show_site *show_site_new(const struct config *config,
    const struct config_show *show, const struct catalogue_show *record,
    struct err *err)
{
    own(show_site) site = calloc(1, sizeof *site);

    if (!site)
        return err_no_memory(err), NULL;
    site->config = config;
    site->show_config = show;
    if (record) {
        site->record = *record;
        show_site_note_kept(site);
    }
    snprintf(site->record.name, sizeof site->record.name, "%s", show->name);
    if (!imported_show_read(config, show->name, &site->imported, err))
        return NULL;
    if (!settle_guid(site, err)) {
        err_prefix(err, "%s:%d: [show %s]", config->path,
            config_show_line(show, "guid"), show->name);
        return NULL;
    }
    if (!read_cover(site, err)) {
        err_prefix(err, "%s:%d: [show %s]", config->path,
            config_show_line(show, "cover"), show->name);
        return NULL;
    }
    site->templates = template_folder_new(config->templates, err);
    if (!site->templates) {
        err_prefix(err, "%s: [roomcast]", config->path);
        return NULL;
    }
    return take(site);
}

/* Of all documents of the feed, one after the other: together they may be
 * larger than anybody wants in memory. */
static bool add_documents(
    const struct podcast_show *show, struct text *prints, struct err *err)
{
    own(feed_plan) plan = feed_plan_new(show, NULL, err);
    char fingerprint[FINGERPRINT_BYTES];

    if (!plan)
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        own_value(text) document = {0};
        if (!rss_write_document(show, &plan->documents[i], &document, err))
            return false;
        fingerprint_make(document.bytes, document.length, fingerprint);
        text_append(prints, fingerprint);
    }
    return text_finish(prints, err);
}

/* A feed's date is when its content last changed, not when it was written:
 * else no second run would be without a change. */
static bool settle_date(struct show_site *site, int64_t now, struct err *err)
{
    own_value(text) undated = {0};
    char fingerprint[FINGERPRINT_BYTES];

    if (!add_documents(&site->show, &undated, err))
        return false;
    fingerprint_make(undated.bytes, undated.length, fingerprint);
    if (strcmp(fingerprint, site->record.fingerprint) != 0) {
        memcpy(site->record.fingerprint, fingerprint, sizeof fingerprint);
        site->record.changed = now;
    }
    site->has_changed = strcmp(fingerprint, site->kept) != 0;
    site->show.changed = site->record.changed;
    return true;
}

static bool has_podping(const struct config *config)
{
    return config->podping_token || config->podping_token_file ||
           config->podping_token_env;
}

static bool fill_lives(struct show_site *site, const struct live_state *state,
    int64_t now, struct err *err)
{
    const struct live_input facts = {
        .config = site->config,
        .show = site->show_config,
        .guid = site->record.guid,
        .state = state,
        .now = now,
    };
    struct live_items *lives = live_items_new(&facts, err);

    if (!lives)
        return false;
    live_items_free(site->lives);
    site->lives = lives;
    return true;
}

int64_t show_site_due(const struct show_site *site)
{
    return site->lives ? live_items_due(site->lives) : INT64_MAX;
}

bool show_site_fill(struct show_site *site, const struct episode_list *episodes,
    const struct live_state *state, int64_t now, struct err *err)
{
    if (!fill_lives(site, state, now, err))
        return false;
    const struct show_facts facts = {
        .url = site->config->url,
        .config = site->show_config,
        .guid = site->record.guid,
        .cover_name = site->cover_name[0] ? site->cover_name : NULL,
        .episodes = episodes,
        .imported =
            site->imported ? imported_show_record(site->imported) : NULL,
        .now = now,
    };
    struct show_model *model = show_model_new(&facts, err);

    if (!model)
        return false;
    show_model_free(site->model);
    site->model = model;
    site->now = now;
    site->show = *show_model_show(site->model);
    site->show.hub_url = site->config->hub;
    site->show.uses_podping = has_podping(site->config);
    site->show.lives = live_items_records(site->lives, &site->show.live_count);
    return settle_date(site, now, err);
}

bool show_site_is_empty(const struct show_site *site)
{
    return site->show.episode_count == 0;
}

bool show_site_has(
    const struct show_site *site, const struct catalogue_episode *episode)
{
    return strcmp(episode->show, site->record.name) == 0 &&
           episode_is_public(episode, site->show_config->is_review, site->now);
}

bool show_site_is_known(const struct show_site *site)
{
    return site->kept[0] != '\0';
}

const struct catalogue_show *show_site_record(const struct show_site *site)
{
    return &site->record;
}

void show_site_note_kept(struct show_site *site)
{
    memcpy(site->kept, site->record.fingerprint, sizeof site->kept);
}

bool show_site_has_changed(const struct show_site *site)
{
    return site->has_changed;
}

bool show_site_read_feed(
    struct show_site *site, struct store *store, struct err *err)
{
    own_value(text) key = {0};

    text_clear(&site->published);
    text_clear(&site->feed);
    text_appendf(&key, "%s/" SHOW_FEED_NAME, site->record.name);
    return text_finish(&key, err) &&
           store_get_bytes(store, text_string(&key), &site->published, err);
}

const struct text *show_site_published(const struct show_site *site)
{
    return &site->published;
}

const struct text *show_site_feed(const struct show_site *site)
{
    return &site->feed;
}

bool show_site_check(const struct show_site *site, struct store *store,
    bool is_known, feed_listener *told, void *user)
{
    const struct feed_gate gate = {
        .show = &site->show,
        .folder = site->record.name,
        .store = store,
        .published = &site->published,
        .is_known = is_known,
    };

    return feed_gate_check(&gate, told, user);
}

static bool put(const struct show_site *site, struct store *store,
    const char *name, const struct text *bytes, struct err *err)
{
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", site->record.name, name);
    return text_finish(bytes, err) && text_finish(&key, err) &&
           store_put_bytes(
               store, text_string(&key), bytes->bytes, bytes->length, err);
}

static bool write_cover(
    const struct show_site *site, struct store *store, struct err *err)
{
    const struct text picture = {
        .bytes = (char *)site->cover.bytes, .length = site->cover.length};

    /* So that the next run need not make it again. */
    own_heap(char) kept = cover_shelf_find(site->config->state,
        site->show_config->cover, site->show_config->title, err);
    return kept && put(site, store, site->cover_name, &picture, err);
}

static struct show_files files_of(
    const struct show_site *site, struct store *store)
{
    return (struct show_files){
        .store = store,
        .folder = site->record.name,
        .show = &site->show,
        .templates = template_folder_templates(site->templates),
    };
}

bool show_site_write_pages(const struct show_site *site, struct store *store,
    struct page_memory *pages, struct err *err)
{
    const struct show_files files = files_of(site, store);

    return write_cover(site, store, err) &&
           show_files_write_assets(&files, err) &&
           show_files_write_pages(&files, pages, err);
}

bool show_site_write_feed(
    struct show_site *site, struct store *store, struct err *err)
{
    const struct show_files files = files_of(site, store);

    text_clear(&site->feed);
    return show_files_write_feeds(&files, &site->published, &site->feed, err);
}

static bool is_stored(const struct show_site *site, struct store *store,
    const char *name, bool *is_there, struct err *err)
{
    own_value(text) key = {0};
    int64_t length_bytes;

    text_appendf(&key, "%s/%s", site->record.name, name);
    if (!text_finish(&key, err) ||
        !store_find(store, text_string(&key), &length_bytes, err))
        return false;
    *is_there = length_bytes >= 0;
    return true;
}

const struct page_templates *show_site_templates(const struct show_site *site)
{
    return template_folder_templates(site->templates);
}

bool show_site_look(const struct show_site *site, struct store *store,
    struct podcast_show *show, bool *is_there, struct err *err)
{
    bool has_page;
    bool has_cover = false;

    if (!is_stored(site, store, "index.html", &has_page, err) ||
        (site->cover_name[0] &&
            !is_stored(site, store, site->cover_name, &has_cover, err)))
        return false;
    *show = site->show;
    if (!has_cover)
        show->image_url = NULL;
    *is_there = has_page;
    return true;
}

void show_site_free(struct show_site *site)
{
    if (!site)
        return;
    show_model_free(site->model);
    live_items_free(site->lives);
    imported_show_free(site->imported);
    template_folder_free(site->templates);
    cover_clear(&site->cover);
    text_clear(&site->published);
    text_clear(&site->feed);
    free(site);
}
