/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of a Markdown file, between two lines of "---": keys and values, a
 * small part of YAML.
 *
 *     ---
 *     title: "The budget: a first look"
 *     persons:
 *       - Ada Example (host) https://example.org/ada
 *     ---
 *     What follows is the body.
 *
 * A value may be quoted; what follows " #" is a comment; an item of a list is
 * told under the key above it. Anything else is refused with its line.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_FRONT_MATTER_H
#define ROOMCAST_PUBLISHER_TEXTS_FRONT_MATTER_H

#include <stdbool.h>

#include "recorder/base/err.h"

/* Told each value that is not empty. False with *err ends the reading. */
typedef bool front_matter_taker(
    void *user, const char *key, const char *value, struct err *err);

/* Returns where the body begins, the whole text when it has no head; NULL
 * with ERR_FORMAT ("line 3: …") if the head is not as above. */
const char *front_matter_read(
    const char *text, front_matter_taker *taker, void *user, struct err *err);

#endif
