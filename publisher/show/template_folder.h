/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A site's own templates: the files of a folder that end in .html, .css, .js
 * or .svg. Those of the names of feeds/pages/ replace the built-in ones, and
 * others are partials of them.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_TEMPLATE_FOLDER_H
#define ROOMCAST_PUBLISHER_SHOW_TEMPLATE_FOLDER_H

#include "feeds/pages/page_templates.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct template_folder;

/* Reads them all; without a path there are none. ERR_CONFIG for a folder or a
 * file that cannot be read, that is longer than 1 MB, or no UTF-8. */
struct template_folder *template_folder_new(const char *path, struct err *err);

/* Fills the built-in and own templates with a show without episodes and one
 * with an episode that has nothing: ERR_CONFIG with name and line of the first
 * mistake. */
bool template_folder_check(
    const struct template_folder *folder, struct err *err);

/* Borrowed; NULL for a NULL. */
const struct page_templates *template_folder_templates(
    const struct template_folder *folder);

/* NULL is fine. */
void template_folder_free(struct template_folder *folder);
OWNED(template_folder)

#endif
