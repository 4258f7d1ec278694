/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/http_client.h"

#include <curl/curl.h>
#include <poll.h>
#include <string.h>
#include <strings.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/version.h"

#define CONNECT_SECONDS 10L
#define SILENCE_SECONDS 20L
#define ALL_SECONDS 120L
#define MOST_REDIRECTS 5L

struct http_client {
    CURL *easy;
};

struct exchange {
    const struct http_question *question;
    struct http_reply *reply;
    size_t taken;
    struct err *err;
    bool has_failed; /* of our own; err is filled */
};

struct http_client *http_client_new(struct err *err)
{
    struct http_client *client = calloc(1, sizeof *client);

    if (client && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        client->easy = curl_easy_init();
    if (client && client->easy)
        return client;
    free(client);
    err_no_memory(err);
    return NULL;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
    struct exchange *exchange = user;
    const struct http_question *question = exchange->question;
    size_t length = size * count;

    if (exchange->taken + length > question->most) {
        exchange->reply->is_cut = true;
        return 0;
    }
    exchange->taken += length;
    if (!question->out_fd) {
        text_append_bytes(&exchange->reply->body, bytes, length);
    } else if (!durable_write_all(
                   question->out_fd, bytes, length, "media", exchange->err)) {
        exchange->has_failed = true;
        return 0;
    }
    return length;
}

/* The value of a header line if it has that name. */
static bool take_header(
    const char *line, size_t length, const char *name, struct text *value)
{
    size_t used = strlen(name);

    if (length <= used || strncasecmp(line, name, used) != 0 ||
        line[used] != ':')
        return false;
    const char *start = line + used + 1;
    const char *end = line + length;
    while (start < end && strchr(" \t", *start))
        start++;
    while (end > start && strchr(" \t\r\n", end[-1]))
        end--;
    text_reset(value);
    text_append_bytes(value, start, (size_t)(end - start));
    return true;
}

/* An answer's status line begins it anew, after a redirect too. */
static size_t take_line(char *line, size_t size, size_t count, void *user)
{
    struct exchange *exchange = user;
    struct http_reply *reply = exchange->reply;
    size_t length = size * count;

    if (length > 5 && !strncmp(line, "HTTP/", 5)) {
        text_reset(&reply->type);
        text_reset(&reply->etag);
        text_reset(&reply->modified);
        text_reset(&reply->encoding);
    }
    if (!take_header(line, length, "content-type", &reply->type) &&
        !take_header(line, length, "etag", &reply->etag) &&
        !take_header(line, length, "last-modified", &reply->modified))
        take_header(line, length, "content-encoding", &reply->encoding);
    return length;
}

static void set_limits(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, MOST_REDIRECTS);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, SILENCE_SECONDS);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "roomcast/" ROOMCAST_VERSION);
}

/* Not zero ends it. */
static int look_for_stop(void *user, curl_off_t all, curl_off_t now,
    curl_off_t all_up, curl_off_t now_up)
{
    struct pollfd polled = {
        .fd = ((struct exchange *)user)->question->stop_fd, .events = POLLIN};

    (void)all;
    (void)now;
    (void)all_up;
    (void)now_up;
    return poll(&polled, 1, 0) > 0;
}

/* What is told somebody, and how long that may take. */
static void set_telling(CURL *easy, struct exchange *exchange)
{
    const struct http_question *question = exchange->question;

    if (question->form)
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, question->form);
    if (question->is_direct)
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    if (question->limit_ms)
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)question->limit_ms);
    if (question->stop_fd <= 0)
        return;
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look_for_stop);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, exchange);
}

static void set_exchange(CURL *easy, struct exchange *exchange)
{
    const struct http_question *question = exchange->question;

    curl_easy_setopt(easy, CURLOPT_URL, question->address);
    curl_easy_setopt(easy, CURLOPT_NOBODY, question->is_head ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_RANGE, question->range);
    curl_easy_setopt(
        easy, CURLOPT_TIMEOUT, question->out_fd ? 0L : ALL_SECONDS);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
}

static struct curl_slist *add_header(
    struct curl_slist *list, const char *name, const char *value)
{
    own_value(text) line = {0};

    if (!value)
        return list;
    text_appendf(&line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(list, text_string(&line));
    return longer ? longer : list;
}

static void read_result(CURL *easy, struct http_reply *reply)
{
    long number = 0;
    curl_off_t length = -1;

    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &number);
    reply->status = (int)number;
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_COUNT, &number);
    reply->redirects = (int)number;
    curl_easy_getinfo(easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    reply->length = length;
}

bool http_client_ask(struct http_client *client,
    const struct http_question *question, struct http_reply *reply,
    struct err *err)
{
    struct exchange exchange = {
        .question = question, .reply = reply, .err = err};
    struct curl_slist *headers = NULL;

    curl_easy_reset(client->easy);
    set_limits(client->easy);
    set_exchange(client->easy, &exchange);
    set_telling(client->easy, &exchange);
    headers = add_header(headers, "If-None-Match", question->etag);
    headers = add_header(headers, "If-Modified-Since", question->since);
    headers = add_header(
        headers, "Accept-Encoding", question->wants_gzip ? "gzip" : NULL);
    headers = add_header(headers, "Authorization", question->authorization);
    curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(client->easy);
    curl_slist_free_all(headers);
    read_result(client->easy, reply);
    if (exchange.has_failed)
        return err_prefix(err, "%s", question->address);
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && reply->is_cut))
        return text_finish(&reply->body, err);
    return err_set(err,
        code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL
            ? ERR_CONFIG
            : ERR_NET,
        "%s: %s", question->address, curl_easy_strerror(code));
}

void http_reply_clear(struct http_reply *reply)
{
    text_clear(&reply->type);
    text_clear(&reply->etag);
    text_clear(&reply->modified);
    text_clear(&reply->encoding);
    text_clear(&reply->body);
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->easy);
    free(client);
}
