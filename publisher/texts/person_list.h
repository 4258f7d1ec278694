/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is to be heard in an episode (podcast namespace, person.md), as lines
 * that people write:
 *
 *     NAME (ROLE) ADDRESS        role and address may be left out
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_PERSON_LIST_H
#define ROOMCAST_PUBLISHER_TEXTS_PERSON_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/podcast_parts.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define PERSON_NAME_MOST_CHARACTERS 128

/* The strings are the list's own. A zeroed struct is empty. */
struct person_list {
    struct podcast_person *items;
    size_t count;
};

/* Adds those that are parted by ';' or line ends, unless one of that name is
 * there. Groups and roles are those of the taxonomy, in lower case; "host" and
 * the group "cast" are understood. ERR_CONFIG without a name, with one that is
 * too long, or with an address that is not http(s). */
bool person_list_parse(
    struct person_list *list, const char *lines, struct err *err);

/* Appends them one a line, as person_list_parse() reads them. */
void person_list_append(const struct person_list *list, struct text *lines);

void person_list_clear(struct person_list *list);

#endif
