/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request as the web server reads it: the bytes are a head, and what the
 * server makes of each of its lines is checked too: the first as a target,
 * the others as header fields "Name: value".
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "feeds/server/access_log.h"
#include "feeds/server/http_condition.h"
#include "feeds/server/http_date.h"
#include "feeds/server/http_encoding.h"
#include "feeds/server/http_head.h"
#include "feeds/server/http_range.h"
#include "feeds/server/http_request.h"
#include "feeds/server/http_target.h"
#include "feeds/server/listen_address.h"
#include "feeds/server/media_type.h"
#include "feeds/server/proxy_list.h"
#include "recorder/base/own.h"

static void check_target(const char *target)
{
    char path[HTTP_TARGET_PATH_BYTES];
    char reference[HTTP_TARGET_REFERENCE_BYTES];

    if (http_target_parse(target, path) != HTTP_TARGET_FINE)
        return;
    assert(memchr(path, '\0', sizeof path));
    assert(path[0] != '/' && path[0] != '.');
    assert(!strstr(path, "//") && !strstr(path, "/.") && !strchr(path, '\\'));
    http_target_format_folder(path, reference);
    assert(strspn(reference, "./") < sizeof reference);
    assert(media_type_of(path));
}

static void check_range(const char *field, uint64_t size)
{
    struct http_range range = {0};

    if (http_range_parse(field, size, &range) != HTTP_RANGE_PART)
        return;
    assert(range.length > 0 && range.first < size);
    assert(range.length <= size - range.first);
}

static void check_date(const char *field)
{
    char date[HTTP_DATE_BYTES];
    int64_t time_s;
    int64_t again_s;

    if (!http_date_parse(field, &time_s))
        return;
    http_date_format(time_s, date);
    assert(!date[0] || (http_date_parse(date, &again_s) && again_s == time_s));
}

static void check_conditions(const struct http_request *request)
{
    static const struct http_version version = {
        .etag = "\"1-2-3\"", .modified_s = 784111777};
    enum http_condition_outcome outcome =
        http_condition_evaluate(&request->condition, &version);

    assert(outcome != HTTP_CONDITION_FAILED || request->condition.if_match ||
           request->condition.if_unmodified_since);
    http_condition_allows_range(request->if_range, &version);
}

static void check_listen(const char *text)
{
    struct listen_address address;
    struct err err = {0};

    if (listen_address_parse(text, &address, &err))
        assert(address.host[0] && address.port[0]);
    else
        assert(err.kind == ERR_CONFIG && err.text[0]);
}

static void check_log(const struct http_request *request)
{
    const struct access_entry entry = {.request = request, .status = 200};
    own_value(text) line = {0};

    access_entry_format(&entry, &line);
    assert(line.length > 0 && line.bytes[line.length - 1] == '\n');
    for (size_t i = 0; i + 1 < line.length; i++)
        assert(line.bytes[i] >= 0x20 && line.bytes[i] < 0x7f);
}

static void check_proxies(const char *text)
{
    static const struct peer_address nobody;
    struct proxy_list proxies;
    struct err err;

    if (proxy_list_parse(&proxies, text, &err))
        proxy_list_client(&proxies, &nobody, text);
}

static void add_field(struct http_request *request, char *line)
{
    char *value = strstr(line, ": ");

    check_date(line);
    check_listen(line);
    check_proxies(line);
    http_encoding_prefers_gzip(line);
    if (!value)
        return;
    *value = '\0';
    http_request_add(request, line, value + 2);
    check_date(value + 2);
}

/* However the bytes come, the head ends at the same place. */
static void check_head(const uint8_t *bytes, size_t length)
{
    struct http_request request = {0};
    own_heap(char) copy = malloc(length + 1);
    size_t seen = 0;
    size_t again = 0;

    assert(copy);
    memcpy(copy, bytes, length);
    enum http_head_outcome outcome = http_head_find_end(copy, length, &seen);
    enum http_head_outcome other = HTTP_HEAD_PART;
    for (size_t part = 1; part <= length && other == HTTP_HEAD_PART; part++)
        other = http_head_find_end(copy, part, &again);
    assert(outcome != HTTP_HEAD_WHOLE || (other == outcome && again == seen));
    if (outcome != HTTP_HEAD_WHOLE ||
        http_head_parse(copy, seen, &request) != HTTP_HEAD_WHOLE)
        return;
    assert(*request.method && *request.target);
    assert(!strpbrk(request.target, " \t\r\n"));
    http_encoding_prefers_gzip(request.accept_encoding);
    check_log(&request);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const uint64_t sizes[] = {0, 1, 1000, UINT64_MAX};
    struct http_request request = {.method = "GET"};
    own_heap(char) input = strndup((const char *)bytes, length);
    char *rest = input;

    assert(input);
    check_head(bytes, length);
    request.target = strsep(&rest, "\n");
    check_target(request.target);
    while (rest)
        add_field(&request, strsep(&rest, "\n"));
    http_request_judge(&request);
    check_conditions(&request);
    for (size_t i = 0; request.range && i < sizeof sizes / sizeof *sizes; i++)
        check_range(request.range, sizes[i]);
    return 0;
}
