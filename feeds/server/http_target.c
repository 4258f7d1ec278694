/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_target.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* The path of the target: behind the authority in the absolute form. NULL
 * when there is none ("*", "host:80"). */
static const char *find_path(const char *target)
{
    size_t scheme = 0;

    if (strncasecmp(target, "http://", 7) == 0)
        scheme = 7;
    else if (strncasecmp(target, "https://", 8) == 0)
        scheme = 8;
    if (scheme) {
        target += scheme + strcspn(target + scheme, "/?#");
        if (*target != '/')
            return "/";
    }
    return *target == '/' ? target : NULL;
}

/* Takes one character, decoded if it is an escape, and moves *at behind it. */
static enum http_target_outcome take_byte(const char **at, char *byte)
{
    bool is_escape = **at == '%';

    if (is_escape) {
        int high = hex_value((*at)[1]);
        int low = high < 0 ? -1 : hex_value((*at)[2]);
        if (low < 0)
            return HTTP_TARGET_MALFORMED;
        *byte = (char)(high * 16 + low);
        *at += 3;
    } else {
        *byte = *(*at)++;
    }
    if ((unsigned char)*byte < 0x20 || *byte == 0x7f)
        return HTTP_TARGET_MALFORMED;
    if (*byte == '\\' || (is_escape && *byte == '/'))
        return HTTP_TARGET_REFUSED;
    return HTTP_TARGET_FINE;
}

static bool is_served_segment(const char *segment, size_t length)
{
    static const char part[] = ".part";
    size_t ending = sizeof part - 1;

    if (length == 0 || segment[0] == '.')
        return false;
    return length < ending ||
           strncasecmp(segment + length - ending, part, ending) != 0;
}

bool http_target_is_served(const char *path)
{
    while (*path) {
        size_t length = strcspn(path, "/");
        if (!is_served_segment(path, length))
            return false;
        path += length;
        path += *path == '/';
    }
    return true;
}

enum http_target_outcome http_target_parse(
    const char *target, char path[HTTP_TARGET_PATH_BYTES])
{
    char decoded[HTTP_TARGET_PATH_BYTES];
    size_t length = 0;
    const char *at = find_path(target);

    if (!at)
        return HTTP_TARGET_MALFORMED;
    for (at++; *at && *at != '?' && *at != '#';) {
        if (length + 1 >= sizeof decoded)
            return HTTP_TARGET_LONG;
        enum http_target_outcome outcome = take_byte(&at, &decoded[length++]);
        if (outcome != HTTP_TARGET_FINE)
            return outcome;
    }
    decoded[length] = '\0';
    if (!http_target_is_served(decoded))
        return HTTP_TARGET_REFUSED;
    memcpy(path, decoded, length + 1);
    return HTTP_TARGET_FINE;
}

static const char plain_bytes[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

void http_target_escape(struct text *url, const char *path)
{
    for (const char *at = path; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '/' || strchr(plain_bytes, byte))
            text_append_byte(url, byte);
        else
            text_appendf(url, "%%%02X", byte);
    }
}

void http_target_format_folder(
    const char *path, char reference[HTTP_TARGET_REFERENCE_BYTES])
{
    static const char hex[] = "0123456789ABCDEF";
    const char *slash = strrchr(path, '/');
    char *out = reference;

    *out++ = '.';
    *out++ = '/';
    for (const char *at = slash ? slash + 1 : path; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (strchr(plain_bytes, byte)) {
            *out++ = *at;
            continue;
        }
        *out++ = '%';
        *out++ = hex[byte >> 4];
        *out++ = hex[byte & 15];
    }
    *out++ = '/';
    *out = '\0';
}
