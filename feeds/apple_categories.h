/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Apple's podcast categories: 19, with 91 subcategories ("Podcast
 * categories", podcasters.apple.com/support/1691). They are found in any case;
 * the results are the list's own strings.
 */
#ifndef ROOMCAST_FEEDS_APPLE_CATEGORIES_H
#define ROOMCAST_FEEDS_APPLE_CATEGORIES_H

#include "recorder/base/text.h"

/* The name as the list has it, NULL when it is not there. */
const char *apple_category(const char *name);
const char *apple_subcategory(const char *category, const char *name);

/* Told each entry, a category first with NULL and then with each of its
 * subcategories. */
typedef void apple_category_listener(
    void *user, const char *category, const char *subcategory);

void apple_categories_list(apple_category_listener *told, void *user);

/* Appends the entry that is written most like `wanted`, "News > Politics":
 * for whoever mistyped it, or named a subcategory alone. */
void apple_categories_append_nearest(const char *wanted, struct text *out);

#endif
