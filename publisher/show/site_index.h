/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The front of the whole site, SITE/index.html: what of its shows has been
 * published.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_SITE_INDEX_H
#define ROOMCAST_PUBLISHER_SHOW_SITE_INDEX_H

#include <stddef.h>

#include "publisher/show/show_site.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"

/* After the shows' own pages: names only what is in the store. Writes nothing
 * while no show is there, or where these bytes are there already. `url` is
 * the site's, without a slash at its end; the sites have been filled. */
bool site_index_write(const char *url, struct show_site *const *sites,
    size_t count, struct store *store, struct err *err);

#endif
