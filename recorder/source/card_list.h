/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sound cards that are there, for people to choose from.
 *
 *     own_value(card_list) list = {0};
 *     alsa_source_list(&list, err);
 *     pulse_source_list(&list, err);
 *     card_list_format(&list, &text);
 */
#ifndef ROOMCAST_SOURCE_CARD_LIST_H
#define ROOMCAST_SOURCE_CARD_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* What it can do; all 0: it would not say, being in use. */
struct card_range {
    unsigned least_hz;
    unsigned most_hz;
    unsigned least_channels;
    unsigned most_channels;
};

struct card_entry {
    char *address; /* as source_open() takes it */
    char *name;    /* for people */
    struct card_range range;
};

/* A zeroed struct is an empty list. */
struct card_list {
    struct card_entry *entries;
    size_t count;
    size_t capacity;
    bool has_failed; /* for want of memory */
};

/* Adds one: "SCHEME:DEVICE"; strings are copied, line feeds in the name become
 * commas. */
void card_list_add(struct card_list *list, const char *scheme,
    const char *device, const char *name, const struct card_range *range);

/* One line each: address, rates, channels, name. */
void card_list_format(const struct card_list *list, struct text *text);

/* Puts "; there are ADDRESS, …" behind what *err says, or that there are no
 * such things ("sound cards"). Always false. */
bool card_list_name_all(
    const struct card_list *list, const char *noun, struct err *err);

void card_list_clear(struct card_list *list);

#endif
