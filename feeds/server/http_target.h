/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the target of a request, as it stood in its first line, to a path
 * below the site's folder (RFC 9112, section 3.2; RFC 3986).
 *
 * The origin form "/weekly/feed.xml?x=1" and the absolute form
 * "http://host/weekly/feed.xml" are read, the query is dropped, and percent
 * signs are decoded once. This is the first of two walls around the folder;
 * web_folder_open() is the second.
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_TARGET_H
#define ROOMCAST_FEEDS_SERVER_HTTP_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/text.h"

#define HTTP_TARGET_PATH_BYTES 1024

enum http_target_outcome {
    HTTP_TARGET_FINE,
    HTTP_TARGET_MALFORMED, /* 400: no path, bad escape, control character */
    HTTP_TARGET_REFUSED,   /* 404: a name that is never served */
    HTTP_TARGET_LONG       /* 414 */
};

/* On HTTP_TARGET_FINE `path` is relative: "" for the root, ending in '/' for
 * a folder. Never served are: an empty segment, one that begins with a dot
 * (so "." and ".." too) or ends in ".part", a backslash, and a slash that was
 * written as %2F. */
enum http_target_outcome http_target_parse(
    const char *target, char path[HTTP_TARGET_PATH_BYTES]);

/* Whether no part of a path like "weekly/ep.mp3" is such a name. */
bool http_target_is_served(const char *path);

/* Writes the reference, relative to `path`, of the folder that the path names
 * without the slash at its end: "./weekly/" for "shows/weekly". Relative, so
 * that it holds behind a proxy that puts the site elsewhere. */
#define HTTP_TARGET_REFERENCE_BYTES (3 * HTTP_TARGET_PATH_BYTES + 4)
void http_target_format_folder(
    const char *path, char reference[HTTP_TARGET_REFERENCE_BYTES]);

/* Appends the path as a URL has it, with its slashes. */
void http_target_escape(struct text *url, const char *path);

#endif
