/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_listeners.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define MOST_LISTENERS 1000000000LL
#define XML_NUMBER "<listeners>"
#define JSON_NUMBER "\"listeners\":"
#define JSON_URL "\"listenurl\":\""

/* A whole number that one of these letters ends. */
static int64_t number_at(const char *at, const char *ends)
{
    char *end;

    if (*at < '0' || *at > '9')
        return -1;
    long long number = strtoll(at, &end, 10);
    return *end && strchr(ends, *end) && number < MOST_LISTENERS ? number : -1;
}

int64_t icecast_listeners_in_stats(const char *xml, const char *mount)
{
    own_value(text) source = {0};

    text_appendf(&source, "<source mount=\"%s\"", mount);
    const char *at =
        source.has_failed ? NULL : strstr(xml, text_string(&source));
    at = at ? strstr(at, XML_NUMBER) : NULL;
    return at ? number_at(at + strlen(XML_NUMBER), "<") : -1;
}

/* Whether an address that begins here, "http://host:8000/…", is of a mount. */
static bool is_of_mount(const char *url, const char *mount)
{
    const char *host = strstr(url, "://");
    const char *path = host ? host + 3 + strcspn(host + 3, "/\"") : "";
    size_t length = strlen(mount);

    return strncmp(path, mount, length) == 0 && path[length] == '"';
}

/* The server writes the number before the address, in one object. */
int64_t icecast_listeners_in_status(const char *json, const char *mount)
{
    int64_t listeners = -1;

    for (const char *at = json; *at; at++) {
        if (*at == '{')
            listeners = -1;
        else if (strncmp(at, JSON_NUMBER, strlen(JSON_NUMBER)) == 0)
            listeners = number_at(at + strlen(JSON_NUMBER), ",}");
        else if (strncmp(at, JSON_URL, strlen(JSON_URL)) == 0 &&
                 is_of_mount(at + strlen(JSON_URL), mount))
            return listeners;
    }
    return -1;
}
