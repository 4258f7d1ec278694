/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feeds/server/http_range.h"
#include "feeds/server/media_type.h"

#define INDEX "index.html"

static void answer_status(
    struct http_answer *answer, int status, const char *text)
{
    answer->status = status;
    answer->has_file = false;
    answer->text = text;
    answer->length = strlen(text);
    answer->content_type = "text/plain; charset=utf-8";
    snprintf(answer->cache_control, sizeof answer->cache_control, "no-store");
}

static void refuse_request(
    struct http_answer *answer, enum http_request_outcome outcome)
{
    answer->must_close = true;
    if (outcome == HTTP_REQUEST_BAD) {
        answer_status(answer, 400, "400 bad request\n");
        return;
    }
    answer_status(answer, 405, "405 only GET and HEAD are answered\n");
    answer->allow = "GET, HEAD";
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

static void set_version(struct http_answer *answer, int64_t now_s)
{
    const struct http_version *version = &answer->file.version;

    memcpy(answer->etag, version->etag, sizeof answer->etag);
    if (version->modified_s <= now_s)
        http_date_format(version->modified_s, answer->last_modified);
}

static void answer_range(
    struct http_answer *answer, const struct http_request *request)
{
    uint64_t size = answer->file.size_bytes;
    struct http_range range = {.first = 0, .length = size};
    enum http_range_outcome outcome =
        http_range_parse(request->range, size, &range);

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

static void answer_file(struct http_answer *answer,
    const struct http_request *request, const char *path, int64_t now_s)
{
    const struct http_version *version = &answer->file.version;
    const struct media_type *type = media_type_of(path);

    answer->has_file = true;
    answer->length = answer->file.size_bytes;
    set_version(answer, now_s);
    snprintf(answer->cache_control, sizeof answer->cache_control, "max-age=%d",
        type->max_age_s);
    switch (http_condition_evaluate(&request->condition, version)) {
    case HTTP_CONDITION_NOT_MODIFIED: /* with the length of a 200 */
        answer->status = 304;
        return;
    case HTTP_CONDITION_FAILED:
        answer_status(answer, 412, "412 it has changed\n");
        return;
    case HTTP_CONDITION_TRUE:
        break;
    }
    answer->status = 200;
    answer->content_type = type->name;
    if (request->range && strcmp(request->method, "GET") == 0 &&
        http_condition_allows_range(request->if_range, version))
        answer_range(answer, request);
}

void http_answer_make(struct http_answer *answer,
    const struct http_request *request, const struct web_folder *folder,
    int64_t now_s)
{
    char path[HTTP_TARGET_PATH_BYTES + sizeof INDEX];
    enum http_request_outcome judgement = http_request_judge(request);

    answer->file.fd = -1;
    if (judgement != HTTP_REQUEST_FINE) {
        refuse_request(answer, judgement);
        return;
    }
    switch (http_target_parse(request->target, path)) {
    case HTTP_TARGET_MALFORMED:
        answer_status(answer, 400, "400 bad address\n");
        return;
    case HTTP_TARGET_REFUSED:
        answer_absence(answer, WEB_FOLDER_NOTHING);
        return;
    case HTTP_TARGET_FINE:
        break;
    }
    size_t length = strlen(path);
    bool is_folder = length == 0 || path[length - 1] == '/';
    if (is_folder)
        memcpy(path + length, INDEX, sizeof INDEX);
    enum web_folder_outcome outcome =
        web_folder_open(folder, path, &answer->file);
    if (outcome == WEB_FOLDER_FILE)
        answer_file(answer, request, path, now_s);
    else if (outcome == WEB_FOLDER_FOLDER && !is_folder)
        answer_folder(answer, path);
    else
        answer_absence(answer, outcome);
}

void http_answer_clear(struct http_answer *answer)
{
    if (answer->status && answer->file.fd >= 0)
        close(answer->file.fd);
    answer->file.fd = -1;
}
