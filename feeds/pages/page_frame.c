/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_frame.h"

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/pages/page_cover.h"
#include "feeds/text/show_notes.h"

#define EXCERPT_BYTES 240

const char *page_frame_title(const char *title)
{
    return is_blank_text(title) ? "Untitled" : title;
}

void page_frame_set_link(struct page_data *data, const struct page_place *place,
    const char *name, const char *address)
{
    own_value(text) reference = {0};

    if (!address || !feed_address_may_be_link(address))
        return;
    page_place_append(place, address, &reference);
    page_data_set_text(data, name, &reference);
}

void page_frame_set_excerpt(struct page_data *data, const char *name,
    const char *description, enum podcast_markup written)
{
    own_value(text) excerpt = {0};

    if (is_blank_text(description))
        return;
    show_notes_excerpt(&excerpt, description, written, EXCERPT_BYTES);
    page_data_set_text(data, name, &excerpt);
}

void page_frame_set_cover(struct page_data *data,
    const struct podcast_show *show, const struct page_place *place)
{
    own_value(text) drawing = {0};
    struct err err;

    if (show->image_url && feed_address_may_be_link(show->image_url)) {
        page_frame_set_link(data, place, "cover_url", show->image_url);
        return;
    }
    if (!page_cover_draw(show, &drawing, &err))
        drawing.has_failed = true;
    page_data_set_raw(data, "cover_drawing", &drawing);
}

static void set_head(struct page_data *data, const struct podcast_show *show,
    const struct page_head *head)
{
    page_data_set(data, "page_title",
        is_blank_text(head->title) ? "Podcast" : head->title);
    page_frame_set_excerpt(
        data, "page_summary", head->description, head->description_markup);
    if (head->link && feed_address_may_be_link(head->link))
        page_data_set(data, "page_url", head->link);
    page_data_set(data, "page_kind", head->kind);
    page_data_set(
        data, "page_image", head->image ? head->image : show->image_url);
    if (head->audio && head->audio->url) {
        page_data_set(data, "page_audio", head->audio->url);
        page_data_set(data, "page_audio_type",
            head->audio->type ? head->audio->type : "audio/mpeg");
    }
    if (head->schema)
        page_data_set_raw(data, "schema", head->schema);
}

static void set_assets(struct page_data *data, const struct page_place *place,
    const struct page_templates *templates)
{
    static const char *const names[PAGE_ASSET_COUNT] = {
        [PAGE_STYLE] = "style_url",
        [PAGE_SCRIPT] = "script_url",
        [PAGE_ICON] = "icon_url",
    };

    for (int i = 0; i < PAGE_ASSET_COUNT; i++) {
        own_value(text) address = {0};
        own_value(text) reference = {0};
        char name[PAGE_ASSET_NAME_BYTES];
        page_asset(templates, (enum page_asset)i, name);
        text_append_bytes(
            &address, place->root_bytes ? place->page : "", place->root_bytes);
        text_append(&address, name);
        page_place_append(place, text_string(&address), &reference);
        reference.has_failed |= address.has_failed;
        page_data_set_text(data, names[i], &reference);
    }
}

static struct page_data *add_feed(struct page_data *data,
    const struct page_place *place, const char *address, const char *name)
{
    struct page_data *feed = page_data_add(data, "feeds");

    page_data_set(feed, "name", page_frame_title(name));
    page_frame_set_link(feed, place, "url", address);
    return feed;
}

static void add_format(struct page_data *data, const struct page_place *place,
    const struct podcast_format *format)
{
    own_value(text) label = {0};

    if (!format->feed_url || !feed_address_may_be_link(format->feed_url))
        return;
    text_appendf(&label, "%s feed", page_frame_title(format->name));
    struct page_data *feed =
        add_feed(data, place, format->feed_url, text_string(&label));
    page_data_set_text(feed, "label", &label);
    page_data_set_flag(feed, "is_second", true);
}

static void set_feeds(struct page_data *data, const struct podcast_show *show,
    const struct page_place *place)
{
    if (!show->feed_url || !feed_address_may_be_link(show->feed_url))
        return;
    page_data_set_flag(data, "has_feed", true);
    page_data_set(data, "feed_url", show->feed_url);
    page_frame_set_link(data, place, "feed_link", show->feed_url);
    page_data_set(add_feed(data, place, show->feed_url, show->title), "label",
        "Subscribe by RSS");
    for (size_t i = 0; i < show->format_count; i++)
        add_format(data, place, &show->formats[i]);
}

struct page_data *page_frame_new(const struct podcast_show *show,
    const struct page_head *head, const struct page_templates *templates)
{
    struct page_data *data = page_data_new();
    char accent[PAGE_ACCENT_BYTES];

    page_cover_accent(show, accent);
    page_data_set(data, "accent", accent);
    page_data_set(
        data, "lang", is_blank_text(show->language) ? "en" : show->language);
    set_head(data, show, head);
    set_assets(data, &head->place, templates);
    set_feeds(data, show, &head->place);
    page_frame_set_cover(data, show, &head->place);
    page_data_set(data, "show_title", show->title);
    page_data_set(data, "show_name", page_frame_title(show->title));
    page_frame_set_link(data, &head->place, "show_link", show->link);
    page_data_set(data, "show_author", show->author);
    page_data_set(data, "show_copyright", show->copyright);
    page_data_set_flag(data, "show_is_explicit", show->is_explicit);
    return data;
}
