/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The templates of the pages (template.h), and the files that pages need
 * beside them: a stylesheet, a script, an icon. Those of feeds/pages/ are built
 * in; a site may replace any of them by one of the same name.
 *
 * Pages name the stylesheet, script and icon by their contents
 * ("style-1a2b3c4d.css"), so that they can be cached for ever.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_TEMPLATES_H
#define ROOMCAST_FEEDS_PAGES_PAGE_TEMPLATES_H

#include <stddef.h>

#include "feeds/pages/template.h"

struct page_template {
    const char *name; /* "episode.html", "style.css" */
    const char *text;
};

/* What a site replaces; borrowed. A zeroed struct, or NULL for a pointer to
 * it, replaces nothing. */
struct page_templates {
    const struct page_template *items;
    size_t count;
};

/* By its name, NULL when there is none. */
const char *page_template_find(
    const struct page_templates *templates, const char *name);

struct template_library page_templates_library(
    const struct page_templates *templates);

enum page_asset { PAGE_STYLE, PAGE_SCRIPT, PAGE_ICON };
#define PAGE_ASSET_COUNT 3
#define PAGE_ASSET_NAME_BYTES 32

/* What a file beside the pages is called, and what it holds. They lie in the
 * folder of each show's feed, and in that of the site's front page. */
const char *page_asset(const struct page_templates *templates,
    enum page_asset asset, char name[PAGE_ASSET_NAME_BYTES]);

#endif
