/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show_site.h"

#include <stdio.h>
#include <string.h>

#include "feeds/feed_diff.h"
#include "feeds/page_writer.h"
#include "feeds/podcast_guid.h"
#include "feeds/rss_writer.h"
#include "feeds/rules/feed_report.h"
#include "publisher/cover.h"
#include "publisher/fingerprint.h"
#include "publisher/imported_show.h"
#include "publisher/show_model.h"
#include "recorder/base/text.h"

struct show_site {
    const struct config *config;
    const struct config_show *show_config;
    struct catalogue_show record;
    struct imported_show *imported; /* NULL: it brought nothing along */
    struct show_model *model;
    struct podcast_show show; /* the model's, with its date */
    struct cover cover;
    char cover_name[24]; /* "" without a cover */
    int64_t now;         /* of the filling, UTC seconds */
    bool has_changed;
};

/* The name tells the contents: apps and Apple fetch a picture anew only when
 * its address changes. */
static bool read_cover(struct show_site *site, struct err *err)
{
    const char *path = site->show_config->cover;
    char fingerprint[FINGERPRINT_BYTES];

    if (!path)
        return true;
    if (!cover_read(&site->cover, path, err)) {
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
    if (record)
        site->record = *record;
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
    return take(site);
}

/* A feed's date is when its content last changed, not when it was written:
 * else no second run would be without a change. */
static bool settle_date(struct show_site *site, int64_t now, struct err *err)
{
    own_value(text) undated = {0};
    char fingerprint[FINGERPRINT_BYTES];

    if (!rss_write(&site->show, &undated, err) || !text_finish(&undated, err))
        return false;
    fingerprint_make(undated.bytes, undated.length, fingerprint);
    if (strcmp(fingerprint, site->record.fingerprint) != 0) {
        memcpy(site->record.fingerprint, fingerprint, sizeof fingerprint);
        site->record.changed = now;
        site->has_changed = true;
    }
    site->show.changed = site->record.changed;
    return true;
}

bool show_site_fill(struct show_site *site, const struct episode_list *episodes,
    int64_t now, struct err *err)
{
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
    site->has_changed = false;
    site->show = *show_model_show(site->model);
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
    return site->record.fingerprint[0] != '\0';
}

const struct catalogue_show *show_site_record(const struct show_site *site)
{
    return &site->record;
}

bool show_site_has_changed(const struct show_site *site)
{
    return site->has_changed;
}

/* A feed in the store that cannot be read is nobody's promise. */
static void check_promises(const struct show_site *site, struct store *store,
    const struct feed_tree *feed, struct feed_report *report)
{
    own_value(text) key = {0};
    own_value(text) bytes = {0};
    struct err err;

    text_appendf(&key, "%s/feed.xml", site->record.name);
    if (!text_finish(&key, &err) ||
        !store_get_bytes(store, text_string(&key), &bytes, &err)) {
        feed_report_line(report, RULE_NOT_CHECKED, 0, "%s", err.text);
        return;
    }
    if (!bytes.length)
        return;
    own(feed_tree) old =
        feed_parse(text_string(&bytes), bytes.length, FEED_LENIENT, NULL, &err);
    if (old && feed_child(old->root, SPACE_RSS, "channel"))
        feed_promises_check(old, feed, report);
}

bool show_site_check(const struct show_site *site, struct store *store,
    feed_listener *told, void *user)
{
    struct feed_report report = {
        .told = told, .user = user, .now = site->show.changed};
    own_value(text) bytes = {0};
    own(feed_tree) feed = NULL;
    struct err err;

    if (!rss_write(&site->show, &bytes, &err))
        feed_report_line(&report, RULE_NOT_CHECKED, 0, "%s", err.text);
    else
        feed_check_bytes(&report, text_string(&bytes), bytes.length, &feed);
    if (feed)
        check_promises(site, store, feed, &report);
    return !report.counts[FEED_REFUSED];
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

    return !site->cover_name[0] ||
           put(site, store, site->cover_name, &picture, err);
}

static bool write_episode_page(const struct show_site *site,
    struct store *store, const struct podcast_episode *episode, struct err *err)
{
    own_value(text) page = {0};
    own_value(text) name = {0};

    text_appendf(&name, "%s/index.html", episode->slug);
    return text_finish(&name, err) &&
           page_write_episode(&site->show, episode, &page, err) &&
           put(site, store, text_string(&name), &page, err);
}

static bool write_show_page(
    const struct show_site *site, struct store *store, struct err *err)
{
    own_value(text) page = {0};

    return page_write_show(&site->show, &page, err) &&
           put(site, store, "index.html", &page, err);
}

bool show_site_write_pages(
    const struct show_site *site, struct store *store, struct err *err)
{
    if (!write_cover(site, store, err))
        return false;
    for (size_t i = 0; i < site->show.episode_count; i++) {
        if (!write_episode_page(site, store, &site->show.episodes[i], err))
            return false;
    }
    return write_show_page(site, store, err);
}

bool show_site_write_feed(
    const struct show_site *site, struct store *store, struct err *err)
{
    own_value(text) feed = {0};

    return rss_write(&site->show, &feed, err) &&
           put(site, store, "feed.xml", &feed, err);
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
    imported_show_free(site->imported);
    cover_clear(&site->cover);
    free(site);
}
