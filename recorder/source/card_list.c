/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/card_list.h"

#include <stdio.h>
#include <string.h>

/* "plug" devices say up to 10000. */
#define ANY_CHANNELS 32
#define ANY_HZ 1000000

static void make_room(struct card_list *list)
{
    if (list->count < list->capacity || list->has_failed)
        return;
    size_t capacity = list->capacity ? 2 * list->capacity : 16;
    struct card_entry *entries =
        reallocarray(list->entries, capacity, sizeof *entries);
    if (entries) {
        list->entries = entries;
        list->capacity = capacity;
    } else {
        list->has_failed = true;
    }
}

static char *new_address(const char *scheme, const char *device)
{
    own_value(text) address = {0};

    text_appendf(&address, "%s:%s", scheme, device);
    return text_take(&address);
}

/* In one line. */
static char *new_name(const char *name)
{
    own_value(text) line = {0};

    for (; *name; name++) {
        if (*name == '\n')
            text_append(&line, ", ");
        else
            text_append_byte(&line, (uint8_t)*name);
    }
    text_append(&line, "");
    return text_take(&line);
}

void card_list_add(struct card_list *list, const char *scheme,
    const char *device, const char *name, const struct card_range *range)
{
    own_heap(char) address = new_address(scheme, device);
    own_heap(char) line = new_name(name);

    make_room(list);
    list->has_failed = list->has_failed || !address || !line;
    if (list->has_failed)
        return;
    list->entries[list->count++] = (struct card_entry){
        .address = take(address), .name = take(line), .range = *range};
}

static void format_rates(
    const struct card_range *range, char *rates, size_t size)
{
    if (range->most_hz == 0)
        snprintf(rates, size, "in use");
    else if (range->most_hz > ANY_HZ)
        snprintf(rates, size, "any rate");
    else if (range->least_hz == range->most_hz)
        snprintf(rates, size, "%u Hz", range->most_hz);
    else
        snprintf(rates, size, "%u-%u Hz", range->least_hz, range->most_hz);
}

static void format_channels(
    const struct card_range *range, char *channels, size_t size)
{
    if (range->most_channels == 0)
        snprintf(channels, size, "-");
    else if (range->most_channels == 1)
        snprintf(channels, size, "1 channel");
    else if (range->least_channels == range->most_channels)
        snprintf(channels, size, "%u channels", range->most_channels);
    else if (range->most_channels > ANY_CHANNELS)
        snprintf(channels, size, "any channels");
    else
        snprintf(channels, size, "%u-%u channels", range->least_channels,
            range->most_channels);
}

void card_list_format(const struct card_list *list, struct text *text)
{
    char rates[32];
    char channels[32];
    int width = 0;

    for (size_t i = 0; i < list->count; i++) {
        int length = (int)strlen(list->entries[i].address);
        width = length > width ? length : width;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct card_entry *entry = &list->entries[i];
        format_rates(&entry->range, rates, sizeof rates);
        format_channels(&entry->range, channels, sizeof channels);
        text_appendf(text, "%-*s  %-15s  %-13s  %s\n", width, entry->address,
            rates, channels, entry->name);
    }
}

bool card_list_name_all(
    const struct card_list *list, const char *noun, struct err *err)
{
    own_value(text) all = {0};
    struct err why = *err;

    if (list->count == 0)
        return err_set(err, why.kind, "%s; there are no %s", why.text, noun);
    for (size_t i = 0; i < list->count; i++)
        text_appendf(&all, "%s%s", i ? ", " : "", list->entries[i].address);
    return err_set(err, why.kind, "%s; there %s %s", why.text,
        list->count == 1 ? "is" : "are", text_string(&all));
}

void card_list_clear(struct card_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->entries[i].address);
        free(list->entries[i].name);
    }
    free(list->entries);
    *list = (struct card_list){0};
}
