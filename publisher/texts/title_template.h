/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Texts with places to fill in: "{room}, {date} (no. {number})".
 *
 * {room} {show} {title} {date} {day} {time} {season} {number}: date as
 * "22 November 2026", day as "2026-11-22", time as "18:00" (UTC). A place that
 * has nothing to show is empty; "{{" is a brace.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_TITLE_TEMPLATE_H
#define ROOMCAST_PUBLISHER_TEXTS_TITLE_TEMPLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct title_facts {
    const char *room;  /* the room's title */
    const char *show;  /* the show's */
    const char *title; /* of the recording; NULL: none of its own */
    int64_t started;   /* UTC seconds */
    int season;        /* 0: none */
    int number;        /* 0: none */
};

/* ERR_CONFIG with the place that is not known. */
bool title_template_check(const char *template, struct err *err);

/* Appends one clean line; of a template that has been checked. */
void title_template_append(
    struct text *line, const char *template, const struct title_facts *facts);

#endif
