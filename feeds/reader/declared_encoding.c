/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/reader/declared_encoding.h"

#include <stdio.h>
#include <string.h>

/* How far into the document a declaration may stand. */
#define DECLARATION_BYTES 256

bool declared_encoding(
    const char *bytes, size_t length, char name[DECLARED_ENCODING_BYTES])
{
    char head[DECLARATION_BYTES];

    snprintf(head, sizeof head, "%.*s",
        length < sizeof head ? (int)length : (int)sizeof head - 1, bytes);
    head[strcspn(head, ">")] = '\0';
    const char *at = strstr(head, "encoding");
    if (!at || !strstr(head, "<?xml"))
        return false;
    at += strcspn(at, "\"'");
    if (!*at)
        return false;
    at++;
    size_t used = strcspn(at, "\"'");
    if (!used || used >= DECLARED_ENCODING_BYTES)
        return false;
    memcpy(name, at, used);
    name[used] = '\0';
    return true;
}
