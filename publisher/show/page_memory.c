/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/page_memory.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/name_map.h"
#include "recorder/base/text.h"

/* Lines of "SLUG PRINT". */
struct page_memory {
    struct text name; /* in the catalogue */
    char *kept;
    struct name_map *kept_lines;
    struct text added;
};

static bool read_lines(struct page_memory *pages, struct err *err)
{
    const char *line = pages->kept;

    for (const char *end; (end = strchr(line, '\n')); line = end + 1) {
        own_heap(char) copy = strndup(line, (size_t)(end - line));
        if (!copy)
            return err_no_memory(err);
        if (!name_map_set(pages->kept_lines, copy, 0, err))
            return false;
    }
    return true;
}

struct page_memory *page_memory_read(
    struct catalogue *catalogue, const char *show, struct err *err)
{
    own(page_memory) pages = calloc(1, sizeof *pages);

    if (!pages)
        return err_no_memory(err), NULL;
    text_appendf(&pages->name, "pages of %s", show);
    if (!text_finish(&pages->name, err))
        return NULL;
    pages->kept =
        catalogue ? catalogue_recall(catalogue, text_string(&pages->name), err)
                  : strdup("");
    pages->kept_lines = pages->kept ? name_map_new(err) : NULL;
    return pages->kept_lines && read_lines(pages, err) ? take(pages) : NULL;
}

/* Out of memory it is not known: the page is written once more. */
bool page_memory_has(const struct page_memory *pages, const char *slug,
    const char print[FINGERPRINT_BYTES])
{
    own_value(text) line = {0};

    text_appendf(&line, "%s %s", slug, print);
    return !line.has_failed &&
           name_map_find(pages->kept_lines, text_string(&line), NULL);
}

void page_memory_add(struct page_memory *pages, const char *slug,
    const char print[FINGERPRINT_BYTES])
{
    text_appendf(&pages->added, "%s %s\n", slug, print);
}

bool page_memory_keep(const struct page_memory *pages,
    struct catalogue *catalogue, struct err *err)
{
    const char *added = text_string(&pages->added);

    if (!text_finish(&pages->added, err))
        return false;
    return strcmp(added, pages->kept) == 0 ||
           catalogue_remember(catalogue, text_string(&pages->name), added, err);
}

void page_memory_free(struct page_memory *pages)
{
    if (!pages)
        return;
    name_map_free(pages->kept_lines);
    free(pages->kept);
    text_clear(&pages->name);
    text_clear(&pages->added);
    free(pages);
}
