/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News of one show and who has been told: a JSON object in a file, so that
 * what could not be told now is told by a later run.
 *
 *     {"print": "0f3c…", "reason": "update", "show": "weekly", "feed": "…",
 *      "hub": "told", "podping": "waits", "podping_tries": 2,
 *      "podping_next": 1795370400}
 */
#ifndef ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCE_ENTRY_H
#define ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCE_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/announce/announce_places.h"
#include "publisher/announce/announcement.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

enum announce_state {
    ANNOUNCE_NOT, /* it was not to be told */
    ANNOUNCE_WAITS,
    ANNOUNCE_TOLD,
    ANNOUNCE_GIVEN_UP
};

struct announce_entry;

/* News that nobody has been told yet; `print` is what tells them from others.
 * NULL when out of memory. */
struct announce_entry *announce_entry_new(
    const struct announcement *news, const char *print);

/* From a file. *entry is NULL when it is not there, or is none of ours: then
 * the next news are news. */
bool announce_entry_read(
    const char *path, struct announce_entry **entry, struct err *err);

bool announce_entry_write(
    const struct announce_entry *entry, const char *path, struct err *err);

bool announce_entry_has_print(
    const struct announce_entry *entry, const char *print);

/* Borrowed from the entry. */
struct announcement announce_entry_news(const struct announce_entry *entry);

struct announce_progress {
    enum announce_state state;
    int tries;
    int64_t next; /* UTC seconds */
};

struct announce_progress announce_entry_progress(
    const struct announce_entry *entry, enum announce_place place);
void announce_entry_set(struct announce_entry *entry, enum announce_place place,
    const struct announce_progress *progress);

/* NULL is fine. */
void announce_entry_free(struct announce_entry *entry);
OWNED(announce_entry)

#endif
