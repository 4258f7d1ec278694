/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/identifier.h"

#include <string.h>
#include <uuid/uuid.h>

void identifier_random(char id[IDENTIFIER_BYTES])
{
    uuid_t bytes;

    uuid_generate_random(bytes);
    uuid_unparse_lower(bytes, id);
}

bool identifier_from_name(
    const char *namespace_id, const char *name, char id[IDENTIFIER_BYTES])
{
    uuid_t space;
    uuid_t bytes;

    if (uuid_parse(namespace_id, space) != 0)
        return false;
    uuid_generate_sha1(bytes, space, name, strlen(name));
    uuid_unparse_lower(bytes, id);
    return true;
}

bool is_identifier(const char *text)
{
    uuid_t bytes;

    return uuid_parse(text, bytes) == 0;
}
