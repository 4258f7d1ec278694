/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/html_entity.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#define MOST_LETTERS 10 /* "thetasym" has eight */

bool html_entity_find(const char *name, size_t length, unsigned *character)
{
    char copy[MOST_LETTERS];

    if (length >= sizeof copy)
        return false;
    memcpy(copy, name, length);
    copy[length] = '\0';
    if (!strcmp(copy, "apos")) {
        *character = '\'';
        return true;
    }
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)copy);
    if (!entity)
        return false;
    *character = entity->value;
    return true;
}
