/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/site_page.h"

#include "feeds/pages/page_cover.h"
#include "feeds/pages/page_frame.h"

static void set_folder(struct page_data *data, const struct podcast_show *show,
    const struct page_place *place)
{
    const struct page_place folder = page_place_of_show(show);
    own_value(text) address = {0};
    own_value(text) reference = {0};

    if (!folder.root_bytes)
        return;
    text_append_bytes(&address, folder.page, folder.root_bytes);
    page_place_append(place, text_string(&address), &reference);
    reference.has_failed |= address.has_failed;
    page_data_set_text(data, "link", &reference);
}

static void add_show(struct page_data *data, const struct podcast_show *show,
    const struct page_place *place)
{
    struct page_data *item = page_data_add(data, "shows");
    char accent[PAGE_ACCENT_BYTES];

    page_cover_accent(show, accent);
    page_data_set(item, "accent", accent);
    page_data_set(item, "name", page_frame_title(show->title));
    page_data_set(item, "author", show->author);
    page_data_set(item, "language", show->language);
    set_folder(item, show, place);
    page_frame_set_cover(item, show, place);
    page_frame_set_excerpt(
        item, "excerpt", show->description, show->description_markup);
}

/* For its head a site is a show with a title and nothing else. */
bool site_page_write(const struct podcast_site *site,
    const struct page_templates *templates, struct text *page, struct err *err)
{
    static const struct podcast_show itself = {.title = "Podcasts"};
    const struct template_library library = page_templates_library(templates);
    const struct page_head head = {
        .title = itself.title,
        .link = site->link,
        .kind = "website",
        .place = page_place_of_site(site->link),
    };
    own(page_data) data = page_frame_new(&itself, &head, templates);

    page_frame_set_link(data, &head.place, "opml_url", site->opml_url);
    for (size_t i = 0; i < site->show_count; i++)
        add_show(data, &site->shows[i], &head.place);
    return template_render(&library, "site.html", data, page, err) ||
           err_prefix(err, "write site page");
}
