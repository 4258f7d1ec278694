/* SPDX-License-Identifier: BSD-2-Clause */
/* The named entities of HTML 4, which people write into XML too. */
#ifndef ROOMCAST_FEEDS_READER_HTML_ENTITY_H
#define ROOMCAST_FEEDS_READER_HTML_ENTITY_H

#include <stdbool.h>
#include <stddef.h>

/* The character that "nbsp" stands for; the name has `length` letters. */
bool html_entity_find(const char *name, size_t length, unsigned *character);

#endif
