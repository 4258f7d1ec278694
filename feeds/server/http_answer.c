/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feeds/server/http_encoding.h"
#include "feeds/server/http_range.h"
#include "feeds/server/media_type.h"

#define INDEX "index.html"

/* What is made of one request. */
struct making {
    struct http_answer *answer;
    const struct http_request *request;
    const struct http_site *site;
    const char *path; /* below the folder */
    int64_t now_s;
};

static void answer_status(
    struct http_answer *answer, int status, const char *text)
{
    answer->status = status;
    answer->has_file = false;
    answer->text = text;
    answer->length = strlen(text);
    answer->content_type = "text/plain; charset=utf-8";
    answer->content_encoding = NULL;
    snprintf(answer->cache_control, sizeof answer->cache_control, "no-store");
}

void http_answer_refuse(struct http_answer *answer, int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {400, "400 bad request\n"},
        {405, "405 only GET and HEAD are answered\n"},
        {408, "408 the request took too long\n"},
        {414, "414 the address is too long\n"},
        {429, "429 too many requests, try again later\n"},
        {431, "431 the header is too large\n"},
        {505, "505 HTTP/1.1 is spoken here\n"},
    };

    answer->file.fd = -1;
    answer->must_close = true;
    answer_status(answer, status, "503 try again later\n");
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].status == status)
            answer_status(answer, status, texts[i].text);
    }
    if (status == 405)
        answer->allow = HTTP_ANSWER_METHODS;
}

static void answer_folder(struct http_answer *answer, const char *path)
{
    answer_status(answer, 301, "301 it is a folder\n");
    http_target_format_folder(path, answer->location);
}

static void answer_absence(
    struct http_answer *answer, enum web_folder_outcome outcome)
{
    if (outcome == WEB_FOLDER_FORBIDDEN)
        answer_status(answer, 403, "403 not readable\n");
    else if (outcome == WEB_FOLDER_FAILED)
        answer_status(answer, 503, "503 try again later\n");
    else
        answer_status(answer, 404, "404 not found\n");
}

/* What may be asked, of any address (section 9.3.7); and the answer to a
 * browser that asks whether a page of another site may (CORS preflight). */
static void answer_options(struct http_answer *answer)
{
    answer->status = 204;
    answer->allow = HTTP_ANSWER_METHODS;
    answer->is_preflight = true;
}

static void set_dates(const struct making *making)
{
    struct http_answer *answer = making->answer;
    int64_t modified_s = answer->file.version.modified_s;

    if (modified_s <= making->now_s)
        http_date_format(modified_s, answer->last_modified);
}

static void answer_range(const struct making *making)
{
    struct http_answer *answer = making->answer;
    uint64_t size = answer->file.size_bytes;
    struct http_range range = {.first = 0, .length = size};
    enum http_range_outcome outcome =
        http_range_parse(making->request->range, size, &range);

    if (outcome == HTTP_RANGE_UNSATISFIABLE) {
        answer_status(answer, 416, "416 no such bytes\n");
        snprintf(answer->content_range, sizeof answer->content_range,
            "bytes */%" PRIu64, size);
    } else if (outcome == HTTP_RANGE_PART) {
        answer->status = 206;
        answer->first = range.first;
        answer->length = range.length;
        snprintf(answer->content_range, sizeof answer->content_range,
            "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, range.first,
            range.first + range.length - 1, size);
    }
}

/* A hub and its subscribers look for both (WebSub, section 4). */
static void set_links(const struct making *making)
{
    struct text *link = &making->answer->link;

    if (!making->site->url || !making->site->hub)
        return;
    text_appendf(
        link, "<%s>; rel=\"hub\", <%s/", making->site->hub, making->site->url);
    http_target_escape(link, making->path);
    text_append(link, ">; rel=\"self\"");
}

static bool has_range(const struct http_request *request)
{
    return request->range && strcmp(request->method, "GET") == 0;
}

static bool is_packable(
    const struct making *making, const struct media_type *type)
{
    uint64_t size = making->answer->file.size_bytes;

    return making->site->shelf && type->kind != MEDIA_BINARY &&
           size >= PACKED_LEAST_BYTES && size <= PACKED_MOST_BYTES;
}

/* Another representation is another version (section 8.8.3.3). A range is
 * one of the bytes as they are. */
static bool choose_gzip(
    const struct making *making, struct http_version *chosen)
{
    const struct http_request *request = making->request;
    size_t length = strlen(chosen->etag);

    if (has_range(request) ||
        !http_encoding_prefers_gzip(request->accept_encoding))
        return false;
    snprintf(
        chosen->etag + length - 1, sizeof chosen->etag - length + 1, "-gz\"");
    return true;
}

/* The bytes as they are when it cannot be packed, with their own tag. */
static void pack(const struct making *making)
{
    struct http_answer *answer = making->answer;

    answer->packed = packed_shelf_get(making->site->shelf, &answer->file);
    if (!answer->packed) {
        memcpy(answer->etag, answer->file.version.etag, sizeof answer->etag);
        return;
    }
    answer->has_file = false;
    answer->text = (const char *)answer->packed->bytes;
    answer->length = answer->packed->length;
    answer->content_encoding = "gzip";
}

static void answer_whole(
    const struct making *making, const struct media_type *type, bool is_packed)
{
    struct http_answer *answer = making->answer;

    answer->status = 200;
    answer->content_type = type->name;
    if (type->kind == MEDIA_PAGE)
        answer->policy = making->site->policy;
    if (is_packed)
        pack(making);
    else if (has_range(making->request) &&
             http_condition_allows_range(
                 making->request->if_range, &answer->file.version))
        answer_range(making);
}

static void answer_file(const struct making *making)
{
    struct http_answer *answer = making->answer;
    struct http_version version = answer->file.version;
    const struct media_type *type = media_type_of(making->path);
    bool is_packed = false;

    answer->has_file = true;
    answer->length = answer->file.size_bytes;
    answer->varies = is_packable(making, type);
    if (answer->varies)
        is_packed = choose_gzip(making, &version);
    memcpy(answer->etag, version.etag, sizeof answer->etag);
    set_dates(making);
    snprintf(answer->cache_control, sizeof answer->cache_control, "max-age=%d",
        type->max_age_s);
    if (type->kind == MEDIA_FEED)
        set_links(making);
    switch (http_condition_evaluate(&making->request->condition, &version)) {
    case HTTP_CONDITION_NOT_MODIFIED:
        answer->status = 304;
        break;
    case HTTP_CONDITION_FAILED:
        answer_status(answer, 412, "412 it has changed\n");
        break;
    case HTTP_CONDITION_TRUE:
        answer_whole(making, type, is_packed);
        break;
    }
}

static void answer_path(const struct making *making)
{
    struct http_answer *answer = making->answer;
    enum web_folder_outcome outcome =
        web_folder_open(making->site->folder, making->path, &answer->file);

    if (outcome == WEB_FOLDER_FILE)
        answer_file(making);
    else if (outcome == WEB_FOLDER_FOLDER)
        answer_folder(answer, making->path);
    else
        answer_absence(answer, outcome);
}

static void answer_target(struct making *making)
{
    char path[HTTP_TARGET_PATH_BYTES + sizeof INDEX];

    switch (http_target_parse(making->request->target, path)) {
    case HTTP_TARGET_MALFORMED:
        answer_status(making->answer, 400, "400 bad address\n");
        return;
    case HTTP_TARGET_LONG:
        answer_status(making->answer, 414, "414 the address is too long\n");
        return;
    case HTTP_TARGET_REFUSED:
        answer_absence(making->answer, WEB_FOLDER_NOTHING);
        return;
    case HTTP_TARGET_FINE:
        break;
    }
    size_t length = strlen(path);
    if (length == 0 || path[length - 1] == '/')
        memcpy(path + length, INDEX, sizeof INDEX);
    making->path = path;
    answer_path(making);
}

void http_answer_make(struct http_answer *answer,
    const struct http_request *request, const struct http_site *site,
    int64_t now_s)
{
    struct making making = {
        .answer = answer, .request = request, .site = site, .now_s = now_s};

    answer->file.fd = -1;
    switch (http_request_judge(request)) {
    case HTTP_REQUEST_BAD:
        http_answer_refuse(answer, 400);
        return;
    case HTTP_REQUEST_WRONG_METHOD:
        http_answer_refuse(answer, 405);
        return;
    case HTTP_REQUEST_FINE:
        break;
    }
    answer->must_close = !http_request_goes_on(request);
    if (strcmp(request->method, "OPTIONS") == 0)
        answer_options(answer);
    else
        answer_target(&making);
}

void http_answer_clear(struct http_answer *answer)
{
    if (answer->status && answer->file.fd >= 0)
        close(answer->file.fd);
    answer->file.fd = -1;
    packed_release(answer->packed);
    answer->packed = NULL;
    text_clear(&answer->link);
}
