/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_data.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feeds/clean_text.h"

struct entry {
    const char *name;
    char *text;              /* NULL: a list */
    struct page_data *first; /* of the list */
    struct page_data *last;
};

struct page_data {
    struct page_data *root;
    struct page_data *parent; /* whose list it is in */
    struct page_data *next;   /* in that list */
    struct entry *entries;
    size_t count;
    size_t capacity;
    bool has_failed; /* of the root */
};

static struct page_data *make(struct page_data *parent)
{
    struct page_data *data = calloc(1, sizeof *data);

    if (!data)
        return NULL;
    data->parent = parent;
    data->root = parent ? parent->root : data;
    return data;
}

struct page_data *page_data_new(void)
{
    return make(NULL);
}

static struct entry *find(
    const struct page_data *data, const char *name, size_t length)
{
    for (size_t i = 0; i < data->count; i++) {
        struct entry *entry = &data->entries[i];
        if (!strncmp(entry->name, name, length) && !entry->name[length])
            return entry;
    }
    return NULL;
}

static struct entry *add_entry(struct page_data *data, const char *name)
{
    if (data->count == data->capacity) {
        size_t capacity = data->capacity ? 2 * data->capacity : 8;
        struct entry *larger =
            realloc(data->entries, capacity * sizeof *larger);
        if (!larger)
            return NULL;
        data->entries = larger;
        data->capacity = capacity;
    }
    data->entries[data->count] = (struct entry){.name = name};
    return &data->entries[data->count++];
}

static void set_bytes(
    struct page_data *data, const char *name, struct text *bytes)
{
    if (!data)
        return;
    char *copy = text_take(bytes);
    struct entry *entry = copy ? add_entry(data, name) : NULL;
    if (entry)
        entry->text = copy;
    else
        free(copy);
    data->root->has_failed |= !entry;
}

void page_data_set(struct page_data *data, const char *name, const char *text)
{
    own_value(text) line = {0};

    if (is_blank_text(text))
        return;
    clean_line_append(&line, text);
    set_bytes(data, name, &line);
}

void page_data_set_text(
    struct page_data *data, const char *name, const struct text *text)
{
    page_data_set(data, name, text_string(text));
    if (data && text->has_failed)
        data->root->has_failed = true;
}

void page_data_set_number(
    struct page_data *data, const char *name, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, number);
    page_data_set(data, name, digits);
}

void page_data_set_raw(
    struct page_data *data, const char *name, const struct text *html)
{
    own_value(text) copy = {0};

    if (!html->length && !html->has_failed)
        return;
    text_append_bytes(&copy, html->bytes, html->length);
    copy.has_failed |= html->has_failed;
    set_bytes(data, name, &copy);
}

void page_data_set_flag(struct page_data *data, const char *name, bool is_true)
{
    page_data_set(data, name, is_true ? "true" : NULL);
}

struct page_data *page_data_add(struct page_data *data, const char *name)
{
    if (!data)
        return NULL;
    struct entry *list = find(data, name, strlen(name));
    struct page_data *item = make(data);
    if (item && !list)
        list = add_entry(data, name);
    if (!item || !list) {
        free(item);
        data->root->has_failed = true;
        return NULL;
    }
    if (list->last)
        list->last->next = item;
    else
        list->first = item;
    return list->last = item;
}

static const struct entry *look_up(
    const struct page_data *data, const char *name, size_t length)
{
    const struct entry *found = NULL;

    for (; data && !found; data = data->parent)
        found = find(data, name, length);
    return found;
}

const char *page_data_text(
    const struct page_data *data, const char *name, size_t length)
{
    const struct entry *found = look_up(data, name, length);

    return found ? found->text : NULL;
}

const struct page_data *page_data_first(
    const struct page_data *data, const char *name, size_t length)
{
    const struct entry *found = look_up(data, name, length);

    return found ? found->first : NULL;
}

const struct page_data *page_data_next(const struct page_data *item)
{
    return item->next;
}

bool page_data_finish(const struct page_data *data, struct err *err)
{
    return (data && !data->root->has_failed) || err_no_memory(err);
}

void page_data_free(struct page_data *data)
{
    if (!data)
        return;
    for (size_t i = 0; i < data->count; i++) {
        struct page_data *next;
        for (struct page_data *item = data->entries[i].first; item;
             item = next) {
            next = item->next;
            page_data_free(item);
        }
        free(data->entries[i].text);
    }
    free(data->entries);
    free(data);
}
