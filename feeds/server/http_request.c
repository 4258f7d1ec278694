/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_request.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool lists_token(const char *list, const char *token)
{
    size_t length = strlen(token);

    for (const char *at = list; *at;) {
        at += strspn(at, " \t,");
        size_t word = strcspn(at, " \t,");
        if (word == length && strncasecmp(at, token, length) == 0)
            return true;
        at += word;
    }
    return false;
}

static void add_framing(
    struct http_request *request, const char *name, const char *value)
{
    if (strcasecmp(name, "Transfer-Encoding") == 0) {
        request->has_transfer_encoding = true;
    } else if (strcasecmp(name, "Content-Length") == 0) {
        request->content_length = value;
        request->content_length_count++;
    } else if (strcasecmp(name, "Host") == 0) {
        request->host_count++;
    } else if (strcasecmp(name, "Connection") == 0) {
        request->wants_close |= lists_token(value, "close");
        request->wants_to_go_on |= lists_token(value, "keep-alive");
    } else if (strcasecmp(name, "X-Forwarded-For") == 0) {
        request->forwarded_for = value;
    }
}

void http_request_add(
    struct http_request *request, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **field;
    } fields[] = {
        {"Accept-Encoding", &request->accept_encoding},
        {"If-Match", &request->condition.if_match},
        {"If-Modified-Since", &request->condition.if_modified_since},
        {"If-None-Match", &request->condition.if_none_match},
        {"If-Range", &request->if_range},
        {"If-Unmodified-Since", &request->condition.if_unmodified_since},
        {"Range", &request->range},
        {"Referer", &request->referer},
        {"User-Agent", &request->user_agent},
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (strcasecmp(name, fields[i].name) != 0)
            continue;
        if (!*fields[i].field)
            *fields[i].field = value;
        return;
    }
    add_framing(request, name, value);
}

static bool is_framed_well(const struct http_request *request)
{
    const char *length = request->content_length;

    if (request->has_transfer_encoding || request->content_length_count > 1)
        return false;
    if (request->host_count > 1 ||
        (request->host_count == 0 && request->minor_version > 0))
        return false;
    return !length || (*length && !length[strspn(length, "0123456789")]);
}

static bool is_answered(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
           strcmp(method, "OPTIONS") == 0;
}

enum http_request_outcome http_request_judge(const struct http_request *request)
{
    bool has_body =
        request->content_length && strcmp(request->content_length, "0") != 0;

    if (!is_framed_well(request))
        return HTTP_REQUEST_BAD;
    if (!is_answered(request->method))
        return HTTP_REQUEST_WRONG_METHOD;
    return has_body ? HTTP_REQUEST_BAD : HTTP_REQUEST_FINE;
}

bool http_request_goes_on(const struct http_request *request)
{
    return !request->wants_close &&
           (request->minor_version > 0 || request->wants_to_go_on);
}
