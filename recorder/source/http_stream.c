/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_stream.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include "recorder/source/public_address.h"

#define STALL_SECONDS 20L
#define MOST_REDIRECTS 3L

struct http_stream {
    struct web_loop *loop;
    struct curl_slist *aliases;
    bool has_answered;
    struct text body;

    /* Whereto the redirects lead. */
    long hop;
    bool is_hop_public;
    bool was_public; /* a hop before this one */
    bool is_refused;
};

int http_stream_status(const struct http_stream *stream)
{
    return web_loop_status(stream->loop);
}

const char *http_stream_type(const struct http_stream *stream)
{
    char *type = NULL;

    curl_easy_getinfo(
        web_loop_handle(stream->loop), CURLINFO_CONTENT_TYPE, &type);
    return type;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
    struct http_stream *stream = user;

    text_append_bytes(&stream->body, bytes, size * count);
    return stream->body.has_failed ? 0 : size * count;
}

/* The empty line behind the headers of a good answer. */
static size_t take_header(char *bytes, size_t size, size_t count, void *user)
{
    struct http_stream *stream = user;
    size_t length = size * count;

    if (length <= 2 && (bytes[0] == '\r' || bytes[0] == '\n'))
        stream->has_answered = http_stream_status(stream) / 100 == 2;
    return length;
}

/* Opens no way from the Internet into a private network; the address is the
 * resolved one, so no spelling of a name gets around it. */
static curl_socket_t open_socket(
    void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_stream *stream = user;
    bool is_public = is_public_address(&address->addr);
    long hop = 0;

    (void)purpose;
    curl_easy_getinfo(
        web_loop_handle(stream->loop), CURLINFO_REDIRECT_COUNT, &hop);
    if (hop != stream->hop) {
        stream->was_public = stream->was_public || stream->is_hop_public;
        stream->is_hop_public = false;
        stream->hop = hop;
    }
    stream->is_hop_public = stream->is_hop_public || is_public;
    if (stream->was_public && !is_public) {
        stream->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(
        address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void set_manner(struct http_stream *stream)
{
    CURL *easy = web_loop_handle(stream->loop);

    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, MOST_REDIRECTS);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
    curl_easy_setopt(easy, CURLOPT_HTTP200ALIASES, stream->aliases);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, stream);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, stream);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, stream);
}

struct http_stream *http_stream_new(
    const struct web_request *request, struct err *err)
{
    own(http_stream) stream = calloc(1, sizeof *stream);

    if (!stream)
        return err_no_memory(err), NULL;
    stream->loop = web_loop_new(err);
    if (!stream->loop || !web_loop_set_request(stream->loop, request, err))
        return NULL;
    stream->aliases = curl_slist_append(NULL, "ICY 200 OK");
    if (!stream->aliases)
        return err_no_memory(err), NULL;
    set_manner(stream);
    return take(stream);
}

void http_stream_end(struct http_stream *stream)
{
    web_loop_end(stream->loop);
}

bool http_stream_begin(
    struct http_stream *stream, int64_t now_ns, struct err *err)
{
    stream->has_answered = false;
    stream->hop = 0;
    stream->is_hop_public = false;
    stream->was_public = false;
    stream->is_refused = false;
    text_reset(&stream->body);
    return web_loop_begin(stream->loop, now_ns, err);
}

int http_stream_descriptor(const struct http_stream *stream)
{
    return web_loop_descriptor(stream->loop);
}

int64_t http_stream_deadline_ns(const struct http_stream *stream)
{
    return web_loop_deadline_ns(stream->loop);
}

static bool is_hopeless(CURLcode code)
{
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_LOGIN_DENIED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return true;
    default:
        return false;
    }
}

static bool tell_status(struct http_stream *stream, struct err *err)
{
    int status = http_stream_status(stream);

    if (status == 401)
        return err_set(err, ERR_CONFIG,
            "the server answered 401: expected the source-user and "
            "source-password that it knows");
    return err_set(err, ERR_NET, "the server answered %d", status);
}

static bool tell_failure(
    struct http_stream *stream, CURLcode code, struct err *err)
{
    if (stream->is_refused)
        return err_set(err, ERR_CONFIG,
            "the server redirects to a private address: refused");
    if (code == CURLE_HTTP_RETURNED_ERROR)
        return tell_status(stream, err);
    if (code == CURLE_OUT_OF_MEMORY || stream->body.has_failed)
        return err_no_memory(err);
    return err_set(err, is_hopeless(code) ? ERR_CONFIG : ERR_NET, "%s",
        web_loop_message(stream->loop, code));
}

static enum http_step end_step(
    struct http_stream *stream, CURLcode code, struct err *err)
{
    enum http_step step = HTTP_ENDED;

    if (code != CURLE_OK) {
        tell_failure(stream, code, err);
        step = HTTP_FAILED;
    }
    http_stream_end(stream);
    return step;
}

enum http_step http_stream_read(
    struct http_stream *stream, int64_t now_ns, struct err *err)
{
    int code;

    if (web_loop_step(stream->loop, now_ns, &code))
        return end_step(stream, (CURLcode)code, err);
    return stream->has_answered ? HTTP_FLOWS : HTTP_CONNECTING;
}

struct text *http_stream_body(struct http_stream *stream)
{
    return &stream->body;
}

void http_stream_free(struct http_stream *stream)
{
    if (!stream)
        return;
    web_loop_free(stream->loop);
    curl_slist_free_all(stream->aliases);
    text_clear(&stream->body);
    free(stream);
}
