/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands between a feed and its subscribers: each document of it as it
 * would go out is checked, and compared with the one that is there, whose
 * promises must stay.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_FEED_GATE_H
#define ROOMCAST_PUBLISHER_SHOW_FEED_GATE_H

#include "feeds/checker/feed_checker.h"
#include "publisher/store/store.h"
#include "recorder/base/text.h"

/* All borrowed. What `is_known` is what went out last, as the catalogue has it:
 * a document in the store that says another thing is damaged, and promises
 * nothing. */
struct feed_gate {
    const struct podcast_show *show;
    const char *folder; /* the show's in the store */
    struct store *store;
    const struct text *published; /* the feed that is there; empty: none is */
    bool is_known;
};

/* False when the feed must not go out. Of archives only errors are told: they
 * leave out what the feed itself says. One that is as it was has been
 * checked. */
bool feed_gate_check(
    const struct feed_gate *gate, feed_listener *told, void *user);

#endif
