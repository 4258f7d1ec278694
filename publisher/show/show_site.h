/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the world sees of one show: cover, pages and feed, written where they
 * differ from what is there. The caller keeps the order:
 *
 *     site = show_site_new(config, show, record, err);     is it configured?
 *     show_site_fill(site, episodes, state, now, err)
 *     show_site_read_feed(site, store, err)                what is out there
 *     show_site_check(site, store, false, told, user)      may it go out?
 *     show_site_write_pages(site, store, pages, err)
 *     … the catalogue keeps show_site_record() …
 *     show_site_write_feed(site, store, err)  last
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_SHOW_SITE_H
#define ROOMCAST_PUBLISHER_SHOW_SHOW_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/checker/feed_checker.h"
#include "feeds/pages/page_templates.h"
#include "publisher/catalogue/catalogue_show.h"
#include "publisher/live/live_state.h"
#include "publisher/show/page_memory.h"
#include "publisher/store/store.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct show_site;

/* Of a configuration that publish_config_check() has passed. Reads the cover;
 * ERR_CONFIG with file, line and key for that and for a guid that is not the
 * one published. `record` is what the catalogue keeps
 * of it, NULL before it is published first; its podcast:guid is then the
 * configured one or the one of the feed's address, and stays. Borrows both
 * parts of the configuration. */
struct show_site *show_site_new(const struct config *config,
    const struct config_show *show, const struct catalogue_show *record,
    struct err *err);

/* Takes in the show's episodes (of those of all shows, borrowed), in place of
 * those of an earlier call, and what of it is on the air. */
bool show_site_fill(struct show_site *site, const struct episode_list *episodes,
    const struct live_state *state, int64_t now, struct err *err);

/* When the clock alone makes the feed another, UTC seconds; INT64_MAX: never.
 * After the filling. */
int64_t show_site_due(const struct show_site *site);

/* Without episodes there is nothing to publish. */
bool show_site_is_empty(const struct show_site *site);

/* Whether an episode of the list is in the feed. */
bool show_site_has(
    const struct show_site *site, const struct catalogue_episode *episode);

/* Whether it has been published before. */
bool show_site_is_known(const struct show_site *site);

/* What the catalogue is to keep. `changed` is `now` if the feed's content is
 * not what it was by the record. */
const struct catalogue_show *show_site_record(const struct show_site *site);

/* The catalogue keeps that record now: the next filling is compared with it,
 * and not with one that did not get so far. */
void show_site_note_kept(struct show_site *site);

/* True if the feed's content, as it was filled in, was not what it was by the
 * record that was kept then. */
bool show_site_has_changed(const struct show_site *site);

/* Reads the feed that is in the store, for all that is compared with it; once
 * for each time it is written. */
bool show_site_read_feed(
    struct show_site *site, struct store *store, struct err *err);

/* It, empty when there is none; borrowed. */
const struct text *show_site_published(const struct show_site *site);

/* Checks the feed as it would go out, as feed_check() does, and against the
 * one in the store, which was read: what that promised must stay. `is_known`:
 * see struct feed_gate. False when it must not go out. */
bool show_site_check(const struct show_site *site, struct store *store,
    bool is_known, feed_listener *told, void *user);

/* See show_files_write_pages(). */
bool show_site_write_pages(const struct show_site *site, struct store *store,
    struct page_memory *pages, struct err *err);

/* See show_files_write_feeds(); after show_site_read_feed(). */
bool show_site_write_feed(
    struct show_site *site, struct store *store, struct err *err);

/* The feed as it was written; borrowed. */
const struct text *show_site_feed(const struct show_site *site);

/* The templates of the whole site, borrowed from the show. */
const struct page_templates *show_site_templates(const struct show_site *site);

/* The show as others may list it: *is_there tells whether its page is in the
 * store; its cover is named only if that is there too. Borrowed from the
 * site, which must have been filled. */
bool show_site_look(const struct show_site *site, struct store *store,
    struct podcast_show *show, bool *is_there, struct err *err);

/* NULL is fine. */
void show_site_free(struct show_site *site);
OWNED(show_site)

#endif
