/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/site_index.h"

#include "feeds/pages/site_page.h"
#include "feeds/writer/opml_writer.h"
#include "publisher/show/show_files.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define OPML_NAME "shows.opml"

static bool list_shows(struct show_site *const *sites, size_t count,
    struct store *store, struct podcast_show *shows, size_t *show_count,
    struct err *err)
{
    bool is_there;

    for (size_t i = 0; i < count; i++) {
        struct podcast_show *next = &shows[*show_count];
        if (!show_site_look(sites[i], store, next, &is_there, err))
            return false;
        *show_count += is_there;
    }
    return true;
}

static bool write_files(const struct podcast_site *site,
    const struct page_templates *templates, struct store *store,
    struct err *err)
{
    const struct show_files files = {
        .store = store, .folder = "", .templates = templates};
    own_value(text) opml = {0};
    own_value(text) page = {0};

    return show_files_write_assets(&files, err) &&
           opml_write(site, &opml, err) &&
           store_put_bytes(store, OPML_NAME, opml.bytes, opml.length, err) &&
           site_page_write(site, templates, &page, err) &&
           store_put_bytes(store, "index.html", page.bytes, page.length, err);
}

bool site_index_write(const char *url, struct show_site *const *sites,
    size_t count, struct store *store, struct err *err)
{
    own_heap(struct podcast_show) shows = calloc(count + 1, sizeof *shows);
    own_value(text) link = {0};
    own_value(text) opml = {0};
    size_t show_count = 0;

    if (!shows)
        return err_no_memory(err);
    if (!list_shows(sites, count, store, shows, &show_count, err))
        return false;
    if (show_count == 0)
        return true;
    text_appendf(&link, "%s/", url);
    text_appendf(&opml, "%s/%s", url, OPML_NAME);
    const struct podcast_site site = {.link = text_string(&link),
        .opml_url = text_string(&opml),
        .shows = shows,
        .show_count = show_count};
    return text_finish(&link, err) && text_finish(&opml, err) &&
           write_files(&site, show_site_templates(sites[0]), store, err);
}
