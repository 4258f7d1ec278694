/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_files.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/pages/show_pages.h"
#include "feeds/writer/feed_plan.h"
#include "feeds/writer/rss_writer.h"
#include "publisher/show/page_print.h"
#include "publisher/show/page_sources.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static bool put(const struct show_files *files, const char *name,
    const void *bytes, size_t length, struct err *err)
{
    own_value(text) key = {0};

    if (*files->folder)
        text_appendf(&key, "%s/", files->folder);
    text_append(&key, name);
    return text_finish(&key, err) &&
           store_put_bytes(files->store, text_string(&key), bytes, length, err);
}

static bool put_text(const struct show_files *files, const char *name,
    const struct text *page, struct err *err)
{
    return put(files, name, page->bytes, page->length, err);
}

bool show_files_write_assets(const struct show_files *files, struct err *err)
{
    char name[PAGE_ASSET_NAME_BYTES];

    for (int i = 0; i < PAGE_ASSET_COUNT; i++) {
        const char *bytes =
            page_asset(files->templates, (enum page_asset)i, name);
        if (!put(files, name, bytes, strlen(bytes), err))
            return false;
    }
    return true;
}

/* What was taken back must not stay in view. */
static bool remove_transcript(const struct show_files *files,
    const struct podcast_episode *episode, struct err *err)
{
    own_value(text) key = {0};

    text_appendf(
        &key, "%s/%s/%s", files->folder, episode->slug, PAGE_TRANSCRIPT_NAME);
    return text_finish(&key, err) &&
           store_remove(files->store, text_string(&key), err);
}

static bool write_transcript(const struct show_files *files,
    const struct podcast_episode *episode, struct err *err)
{
    own_value(text) page = {0};
    own_value(text) name = {0};

    if (!episode->cue_count)
        return remove_transcript(files, episode, err);
    text_appendf(&name, "%s/%s", episode->slug, PAGE_TRANSCRIPT_NAME);
    return text_finish(&name, err) &&
           page_write_transcript(
               files->show, episode, files->templates, &page, err) &&
           put_text(files, text_string(&name), &page, err);
}

static bool write_page(const struct show_files *files,
    const struct podcast_episode *episode, struct err *err)
{
    own_value(text) page = {0};
    own_value(text) name = {0};

    text_appendf(&name, "%s/index.html", episode->slug);
    return text_finish(&name, err) &&
           page_write_episode(
               files->show, episode, files->templates, &page, err) &&
           put_text(files, text_string(&name), &page, err);
}

static bool write_episode(const struct show_files *files,
    const struct podcast_episode *episode, struct err *err)
{
    struct podcast_episode shown = *episode;
    own_value(page_sources) sources = {0};

    if (!page_sources_read(&sources, files, episode, err))
        return false;
    page_sources_fill(&sources, &shown);
    return write_transcript(files, &shown, err) &&
           write_page(files, &shown, err);
}

static bool write_period(const struct show_files *files,
    const struct page_period *period, struct err *err)
{
    own_value(text) page = {0};
    own_value(text) name = {0};

    text_appendf(
        &name, "episodes-%s.html", period->periods->items[period->at].name);
    return text_finish(&name, err) &&
           page_write_period(
               files->show, period, files->templates, &page, err) &&
           put_text(files, text_string(&name), &page, err);
}

static bool write_periods(const struct show_files *files, struct err *err)
{
    own_value(episode_period_list) periods = {0};
    struct page_period period = {.periods = &periods};

    if (!page_has_periods(files->show))
        return true;
    if (!episode_period_list_make(files->show, &periods, err))
        return false;
    for (; period.at < periods.count; period.at++)
        if (!write_period(files, &period, err))
            return false;
    return true;
}

static bool write_episodes(
    const struct show_files *files, struct page_memory *pages, struct err *err)
{
    struct fingerprint common;
    char print[FINGERPRINT_BYTES];

    if (!page_print_begin(files, &common, err))
        return false;
    for (size_t i = 0; i < files->show->episode_count; i++) {
        const struct podcast_episode *episode = &files->show->episodes[i];
        if (!page_print_of(files, &common, episode, print, err))
            return false;
        if (!page_memory_has(pages, episode->slug, print) &&
            (!write_episode(files, episode, err) ||
                !page_print_of(files, &common, episode, print, err)))
            return false;
        page_memory_add(pages, episode->slug, print);
    }
    return true;
}

static bool write_index_of(const struct show_files *files,
    const struct podcast_show *show, struct err *err)
{
    own_value(text) page = {0};

    return page_write_show(show, files->templates, &page, err) &&
           put_text(files, "index.html", &page, err);
}

/* The newest episode is shown with how it sounds. */
static bool write_index(const struct show_files *files, struct err *err)
{
    struct podcast_show shown = *files->show;
    own_value(page_sources) sources = {0};
    own_heap(struct podcast_episode) episodes = NULL;

    if (!shown.episode_count)
        return write_index_of(files, &shown, err);
    episodes = calloc(shown.episode_count, sizeof *episodes);
    if (!episodes)
        return err_no_memory(err);
    memcpy(episodes, shown.episodes, shown.episode_count * sizeof *episodes);
    if (!page_sources_read(&sources, files, &episodes[0], err))
        return false;
    page_sources_fill(&sources, &episodes[0]);
    shown.episodes = episodes;
    return write_index_of(files, &shown, err);
}

bool show_files_write_pages(
    const struct show_files *files, struct page_memory *pages, struct err *err)
{
    return write_episodes(files, pages, err) && write_periods(files, err) &&
           write_index(files, err);
}

static bool write_document(const struct show_files *files,
    const struct rss_document *document, struct err *err)
{
    own_value(text) feed = {0};
    const char *slash = strrchr(document->address, '/');

    return rss_write_document(files->show, document, &feed, err) &&
           put_text(files, slash + 1, &feed, err);
}

/* The newest document, which names the archives, is left to come last. */
static bool write_archives(const struct show_files *files,
    const struct feed_plan *plan, struct err *err)
{
    for (size_t i = plan->count; i-- > 1;)
        if (!write_document(files, &plan->documents[i], err))
            return false;
    return true;
}

static bool write_format(const struct show_files *files,
    const struct podcast_format *format, struct err *err)
{
    own(feed_plan) plan = feed_plan_new(files->show, format, err);

    return plan && write_archives(files, plan, err) &&
           write_document(files, &plan->documents[0], err);
}

static bool replace_feed(
    const struct show_files *files, const struct text *feed, struct err *err)
{
    own_value(text) key = {0};

    text_appendf(&key, "%s/" SHOW_FEED_NAME, files->folder);
    return text_finish(&key, err) &&
           store_replace_bytes(
               files->store, text_string(&key), feed->bytes, feed->length, err);
}

bool show_files_write_feeds(const struct show_files *files,
    const struct text *published, struct text *feed, struct err *err)
{
    own(feed_plan) plan = feed_plan_new(files->show, NULL, err);

    if (!plan)
        return false;
    for (size_t i = 0; i < files->show->format_count; i++)
        if (!write_format(files, &files->show->formats[i], err))
            return false;
    if (!write_archives(files, plan, err) ||
        !rss_write_document(files->show, &plan->documents[0], feed, err))
        return false;
    return text_equals(feed, published) || replace_feed(files, feed, err);
}
