/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/template_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "feeds/pages/show_pages.h"
#include "feeds/pages/site_page.h"
#include "recorder/base/text.h"

#define MOST_BYTES 1000000

struct template_folder {
    struct page_templates templates;
    struct page_template *items; /* whose strings it owns */
};

static int is_ours(const struct dirent *entry)
{
    static const char *const ends[] = {".html", ".css", ".js", ".svg"};
    const char *dot = strrchr(entry->d_name, '.');

    if (entry->d_name[0] == '.' || !dot)
        return 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strcmp(dot, ends[i]) == 0)
            return 1;
    return 0;
}

static int by_name(const struct dirent **one, const struct dirent **other)
{
    return strcmp((*one)->d_name, (*other)->d_name);
}

static bool read_all(int fd, struct text *bytes, struct err *err)
{
    char part[4096];
    ssize_t got;

    while ((got = read(fd, part, sizeof part)) > 0) {
        text_append_bytes(bytes, part, (size_t)got);
        if (bytes->length > MOST_BYTES)
            return err_set(err, ERR_CONFIG, "longer than %d bytes", MOST_BYTES);
    }
    if (got < 0)
        return err_set_errno(err, ERR_CONFIG, "read");
    return text_finish(bytes, err);
}

static char *read_template(
    const char *folder, const char *name, struct err *err)
{
    own_value(text) path = {0};
    own_value(text) bytes = {0};

    text_appendf(&path, "%s/%s", folder, name);
    own_fd int fd = open(text_string(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set_errno(err, ERR_CONFIG, "open"), NULL;
    if (!read_all(fd, &bytes, err))
        return NULL;
    if (strlen(text_string(&bytes)) != bytes.length ||
        !text_is_utf8(text_string(&bytes)))
        return err_set(err, ERR_CONFIG, "not a text in UTF-8"), NULL;
    char *text = text_take(&bytes);
    if (!text)
        err_no_memory(err);
    return text;
}

static bool add(struct template_folder *folder, const char *path,
    const char *name, struct err *err)
{
    struct page_template *item = &folder->items[folder->templates.count];
    own_heap(char) text = read_template(path, name, err);

    if (!text)
        return err_prefix(err, "%s", name);
    item->name = strdup(name);
    if (!item->name)
        return err_no_memory(err);
    item->text = take(text);
    folder->templates.count++;
    return true;
}

static bool read_folder(
    struct template_folder *folder, const char *path, struct err *err)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_ours, by_name);
    bool is_read;

    if (count < 0)
        return err_set_errno(err, ERR_CONFIG, "read the folder");
    folder->items = calloc((size_t)count + 1, sizeof *folder->items);
    folder->templates.items = folder->items;
    is_read = folder->items || err_no_memory(err);
    for (int i = 0; i < count; i++) {
        is_read = is_read && add(folder, path, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return is_read;
}

struct template_folder *template_folder_new(const char *path, struct err *err)
{
    own(template_folder) folder = calloc(1, sizeof *folder);

    if (!folder)
        return err_no_memory(err), NULL;
    if (path && !read_folder(folder, path, err)) {
        err_prefix(err, "templates: %s", path);
        return NULL;
    }
    return take(folder);
}

const struct page_templates *template_folder_templates(
    const struct template_folder *folder)
{
    return folder ? &folder->templates : NULL;
}

bool template_folder_check(
    const struct template_folder *folder, struct err *err)
{
    static const struct podcast_episode episode = {.title = "", .slug = ""};
    static const struct podcast_show empty = {.title = ""};
    static const struct podcast_show one = {
        .title = "", .episodes = &episode, .episode_count = 1};
    static const struct podcast_site site = {.shows = &one, .show_count = 1};
    const struct page_templates *templates = &folder->templates;
    static struct episode_period year = {.name = "2026", .count = 1};
    static const struct episode_period_list years = {&year, 1};
    static const struct page_period period = {.periods = &years};
    own_value(text) page = {0};

    return page_write_show(&empty, templates, &page, err) &&
           page_write_show(&one, templates, &page, err) &&
           page_write_period(&one, &period, templates, &page, err) &&
           page_write_episode(&one, &episode, templates, &page, err) &&
           page_write_transcript(&one, &episode, templates, &page, err) &&
           site_page_write(&site, templates, &page, err);
}

void template_folder_free(struct template_folder *folder)
{
    if (!folder)
        return;
    for (size_t i = 0; i < folder->templates.count; i++) {
        free((char *)folder->items[i].name);
        free((char *)folder->items[i].text);
    }
    free(folder->items);
    free(folder);
}
