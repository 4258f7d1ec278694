/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a page says, as names with texts and lists, for template.h to fill a
 * template with.
 *
 *     own(page_data) page = page_data_new();
 *     page_data_set(page, "title", show->title);
 *     struct page_data *person = page_data_add(page, "persons");
 *     page_data_set(person, "name", "Ada Okafor");
 *
 * Setters return nothing: the first failure (memory) sticks to the whole tree
 * and template_render() reports it; a NULL from page_data_add() is taken by
 * all of them. Texts are copied and cleaned (clean_text.h). Names are
 * borrowed: string literals. Not for use by two threads at once.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_DATA_H
#define ROOMCAST_FEEDS_PAGES_PAGE_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct page_data;

/* NULL when out of memory, which template_render() then reports. */
struct page_data *page_data_new(void);

/* One line of text; nothing at all when it is NULL or blank. */
void page_data_set(struct page_data *data, const char *name, const char *text);
void page_data_set_number(
    struct page_data *data, const char *name, int64_t number);

/* The same of a text that was built; its failure becomes the tree's. */
void page_data_set_text(
    struct page_data *data, const char *name, const struct text *text);

/* HTML or JSON that goes into the page as it is. Nothing when empty; its
 * failure becomes the tree's. */
void page_data_set_raw(
    struct page_data *data, const char *name, const struct text *html);

/* True is a text, false is nothing. */
void page_data_set_flag(struct page_data *data, const char *name, bool is_true);

/* Appends an item to the list of that name; borrowed from the tree. */
struct page_data *page_data_add(struct page_data *data, const char *name);

/* The text of that name (`length` letters), here or in what this is an item
 * of, NULL when there is none; the first item of the list of that name, and
 * the one after it. */
const char *page_data_text(
    const struct page_data *data, const char *name, size_t length);
const struct page_data *page_data_first(
    const struct page_data *data, const char *name, size_t length);
const struct page_data *page_data_next(const struct page_data *item);

/* False if anything could not be set. */
bool page_data_finish(const struct page_data *data, struct err *err);

/* NULL is fine; only of what page_data_new() gave. */
void page_data_free(struct page_data *data);
OWNED(page_data)

#endif
