/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_answer.h"

#include <inttypes.h>

static const char *reason_of(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {412, "Precondition Failed"},
        {414, "URI Too Long"},
        {416, "Range Not Satisfiable"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return "";
}

static void add_field(struct text *head, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_append(head, name);
    text_append(head, ": ");
    text_append(head, value);
    text_append(head, "\r\n");
}

/* Any page may use what is public. */
static void add_origin_fields(
    const struct http_answer *answer, struct text *head)
{
    add_field(head, "Access-Control-Allow-Origin", "*");
    if (!answer->is_preflight) {
        add_field(head, "Access-Control-Expose-Headers",
            "Accept-Ranges, Content-Length, Content-Range, ETag");
        return;
    }
    add_field(head, "Access-Control-Allow-Methods", HTTP_ANSWER_METHODS);
    add_field(head, "Access-Control-Allow-Headers",
        "If-Match, If-Modified-Since, If-None-Match, If-Range, "
        "If-Unmodified-Since, Range");
    add_field(head, "Access-Control-Max-Age", "86400");
}

/* Of a 304 it would be that of a 200, which some take for its own. */
static bool tells_length(const struct http_answer *answer)
{
    return answer->status != 204 && answer->status != 304;
}

void http_answer_format(
    const struct http_answer *answer, int64_t now_s, struct text *head)
{
    char date[HTTP_DATE_BYTES];

    http_date_format(now_s, date);
    text_appendf(head, "HTTP/1.1 %d %s\r\nDate: %s\r\n", answer->status,
        reason_of(answer->status), date);
    if (tells_length(answer))
        text_appendf(head, "Content-Length: %" PRIu64 "\r\n", answer->length);
    add_field(head, "Content-Type", answer->content_type);
    add_field(head, "Content-Encoding", answer->content_encoding);
    add_field(head, "Content-Range", answer->content_range);
    add_field(head, "Accept-Ranges", "bytes");
    add_field(head, "ETag", answer->etag);
    add_field(head, "Last-Modified", answer->last_modified);
    add_field(head, "Cache-Control", answer->cache_control);
    add_field(head, "Vary", answer->varies ? "Accept-Encoding" : NULL);
    add_field(head, "Link", text_string(&answer->link));
    add_field(head, "Location", answer->location);
    add_field(head, "Allow", answer->allow);
    if (answer->retry_after_s)
        text_appendf(head, "Retry-After: %d\r\n", answer->retry_after_s);
    add_field(head, "Content-Security-Policy", answer->policy);
    add_field(head, "X-Content-Type-Options", "nosniff");
    add_origin_fields(answer, head);
    add_field(head, "Connection", answer->must_close ? "close" : "keep-alive");
    text_append(head, "\r\n");
}
