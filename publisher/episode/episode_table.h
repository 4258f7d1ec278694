/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Episodes as people and programs read them.
 *
 * As JSON an episode is an object with: id, show, slug, room, guid, state,
 * visible, title, notes, type, season, number, explicit, started, published,
 * publish_at, duration (seconds), hidden, media_go, mp3 and opus (bytes,
 * bitrate, integrity), chapters and persons (lists), edits (what people have
 * set) and trouble. Times are RFC 3339; what is not there is left out.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_TABLE_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_TABLE_H

#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/text.h"

struct episode_view {
    const struct config *config; /* whose shows say what is to be reviewed */
    int64_t now;                 /* UTC seconds */
    int columns; /* that a line of the list may fill; 0: as long as it is */
};

/* A line for the list: id, day, length, state, show/slug, title. States are
 * "in feed", "draft", "hidden", "removed", "at 2026-11-23 06:00", "failing",
 * "given up" and "in work". What is longer than it may be ends with "…". Of one
 * that fails or was given up the reason follows in a line of its own. */
void episode_table_append_line(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text);

/* All of it, "NAME  VALUE" in lines, the notes last. Of one that fails and is
 * in the feed the state says so: listeners have it as it was. */
void episode_table_append_all(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text);

/* NULL when out of memory. */
struct jdoc *episode_table_json(const struct episode_view *view,
    const struct catalogue_episode *episode, struct err *err);

#endif
