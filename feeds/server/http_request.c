/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_request.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static void add_framing(
    struct http_request *request, const char *name, const char *value)
{
    if (strcasecmp(name, "Transfer-Encoding") == 0)
        request->has_transfer_encoding = true;
    if (strcasecmp(name, "Content-Length") != 0)
        return;
    request->content_length = value;
    request->content_length_count++;
}

void http_request_add(
    struct http_request *request, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **field;
    } fields[] = {
        {"If-Match", &request->condition.if_match},
        {"If-Modified-Since", &request->condition.if_modified_since},
        {"If-None-Match", &request->condition.if_none_match},
        {"If-Range", &request->if_range},
        {"If-Unmodified-Since", &request->condition.if_unmodified_since},
        {"Range", &request->range},
    };

    add_framing(request, name, value);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!*fields[i].field && strcasecmp(name, fields[i].name) == 0)
            *fields[i].field = value;
    }
}

static bool is_framed_well(const struct http_request *request)
{
    const char *length = request->content_length;

    if (request->has_transfer_encoding || request->content_length_count > 1)
        return false;
    return !length || (*length && !length[strspn(length, "0123456789")]);
}

enum http_request_outcome http_request_judge(const struct http_request *request)
{
    bool has_body =
        request->content_length && strcmp(request->content_length, "0") != 0;

    if (!is_framed_well(request))
        return HTTP_REQUEST_BAD;
    if (strcmp(request->method, "GET") != 0 &&
        strcmp(request->method, "HEAD") != 0)
        return HTTP_REQUEST_WRONG_METHOD;
    return has_body ? HTTP_REQUEST_BAD : HTTP_REQUEST_FINE;
}
