/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fills a template with the data of a page. The language is Mustache
 * (mustache.github.io/mustache.5.html), as far as pages need it:
 *
 *     {{title}}               the text, escaped for HTML and its attributes
 *     {{{notes}}}             the text as it is
 *     {{#chapters}}…{{/chapters}}   for each item of a list, or once if there
 *                             is such a text
 *     {{^chapters}}…{{/chapters}}   if there is none
 *     {{> head.html}}         another template
 *     {{! for people who read the template }}
 *
 * Within a list, names are those of the item, then of what is around it. A
 * name that is not there is an empty text. A line with nothing but a section
 * tag, a comment or a partial is left out as a whole. Not here: lambdas,
 * changed delimiters, dotted names and indentation of partials.
 */
#ifndef ROOMCAST_FEEDS_PAGES_TEMPLATE_H
#define ROOMCAST_FEEDS_PAGES_TEMPLATE_H

#include "feeds/pages/page_data.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Gives the text of a template by its name, NULL when there is none. */
struct template_library {
    const char *(*find)(const void *user, const char *name);
    const void *user;
};

/* Appends the filled template. ERR_CONFIG, with its name and line, when it is
 * not one or is missing. Nothing is appended then. */
bool template_render(const struct template_library *library, const char *name,
    const struct page_data *data, struct text *out, struct err *err);

#endif
