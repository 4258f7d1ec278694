/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shows of a site as OPML 2.0 (opml.org/spec2.opml): one file that podcast
 * apps subscribe to all of them from. Pure and deterministic.
 */
#ifndef ROOMCAST_FEEDS_WRITER_OPML_WRITER_H
#define ROOMCAST_FEEDS_WRITER_OPML_WRITER_H

#include "feeds/pages/site_page.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends the whole document; a show without a feed has no outline. Fails
 * only when memory runs out, and appends nothing then. */
bool opml_write(
    const struct podcast_site *site, struct text *opml, struct err *err);

#endif
