/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/podcast_guid.h"

#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define PODCAST_NAMESPACE "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"

static const char *without_scheme(const char *url)
{
    const char *end = url + strcspn(url, ":/?#");

    return strncmp(end, "://", 3) ? url : end + 3;
}

bool podcast_guid_from_url(
    const char *feed_url, char guid[IDENTIFIER_BYTES], struct err *err)
{
    own_value(text) name = {0};
    const char *start = without_scheme(feed_url);
    size_t length = strlen(start);

    while (length > 0 && start[length - 1] == '/')
        length--;
    text_append_bytes(&name, start, length);
    if (!text_finish(&name, err))
        return false;
    identifier_from_name(PODCAST_NAMESPACE, text_string(&name), guid);
    return true;
}
