/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_stream.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "recorder/base/clock.h"
#include "recorder/base/version.h"
#include "recorder/source/public_address.h"

#define CONNECT_MS 10000L
#define STALL_SECONDS 20L
#define MOST_REDIRECTS 3L
#define MOST_EVENTS 8
#define PROTOCOLS "http,https"

struct http_stream {
    CURLM *multi;
    CURL *easy;
    struct curl_slist *aliases;
    int epoll_fd;
    int64_t now_ns;   /* of the call that runs */
    int64_t timer_ns; /* when libcurl wants to be called; INT64_MAX: never */
    bool is_added;    /* the handle is in the multi */
    bool has_answered;
    struct text body;
    char message[CURL_ERROR_SIZE];

    /* Whereto the redirects lead. */
    long hop;
    bool is_hop_public;
    bool was_public; /* a hop before this one */
    bool is_refused;
};

int http_stream_status(const struct http_stream *stream)
{
    long status = 0;

    curl_easy_getinfo(stream->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
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
    curl_easy_getinfo(stream->easy, CURLINFO_REDIRECT_COUNT, &hop);
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

static int watch_socket(
    CURL *easy, curl_socket_t fd, int what, void *user, void *unused)
{
    struct http_stream *stream = user;
    struct epoll_event event = {.data.fd = fd};

    (void)easy;
    (void)unused;
    if (what & CURL_POLL_IN)
        event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE)
        epoll_ctl(stream->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    else if (epoll_ctl(stream->epoll_fd, EPOLL_CTL_MOD, fd, &event) != 0 &&
             errno == ENOENT)
        epoll_ctl(stream->epoll_fd, EPOLL_CTL_ADD, fd, &event);
    return 0;
}

static int set_timer(CURLM *multi, long wait_ms, void *user)
{
    struct http_stream *stream = user;

    (void)multi;
    stream->timer_ns = wait_ms < 0
                           ? INT64_MAX
                           : stream->now_ns + wait_ms * CLOCK_MILLISECOND_NS;
    return 0;
}

static bool set_request(CURL *easy, const struct http_request *request)
{
    bool is_set =
        curl_easy_setopt(easy, CURLOPT_URL, request->address) == CURLE_OK;

    if (request->user || request->password)
        is_set = is_set &&
                 curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) ==
                     CURLE_OK &&
                 curl_easy_setopt(easy, CURLOPT_USERNAME,
                     request->user ? request->user : "") == CURLE_OK &&
                 curl_easy_setopt(easy, CURLOPT_PASSWORD,
                     request->password ? request->password : "") == CURLE_OK;
    return is_set;
}

static bool set_limits(CURL *easy)
{
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, PROTOCOLS) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, PROTOCOLS) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_MAXREDIRS, MOST_REDIRECTS) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS) ==
               CURLE_OK;
}

static void set_manner(struct http_stream *stream)
{
    CURL *easy = stream->easy;

    curl_easy_setopt(easy, CURLOPT_USERAGENT, "roomcast/" ROOMCAST_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTP200ALIASES, stream->aliases);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Without it the end waits for a name server that does not answer. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, stream->message);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, stream);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, stream);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, stream);
    curl_multi_setopt(stream->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(stream->multi, CURLMOPT_SOCKETDATA, stream);
    curl_multi_setopt(stream->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(stream->multi, CURLMOPT_TIMERDATA, stream);
}

struct http_stream *http_stream_new(
    const struct http_request *request, struct err *err)
{
    own(http_stream) stream = calloc(1, sizeof *stream);

    if (!stream)
        return err_no_memory(err), NULL;
    stream->timer_ns = INT64_MAX;
    stream->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (stream->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "epoll"), NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(err, ERR_IO, "libcurl does not start"), NULL;
    stream->multi = curl_multi_init();
    stream->easy = curl_easy_init();
    stream->aliases = curl_slist_append(NULL, "ICY 200 OK");
    if (!stream->multi || !stream->easy || !stream->aliases)
        return err_no_memory(err), NULL;
    if (!set_request(stream->easy, request) || !set_limits(stream->easy))
        return err_no_memory(err), NULL;
    set_manner(stream);
    return take(stream);
}

void http_stream_end(struct http_stream *stream)
{
    if (stream->is_added)
        curl_multi_remove_handle(stream->multi, stream->easy);
    stream->is_added = false;
    stream->timer_ns = INT64_MAX;
}

bool http_stream_begin(
    struct http_stream *stream, int64_t now_ns, struct err *err)
{
    http_stream_end(stream);
    stream->now_ns = now_ns;
    stream->has_answered = false;
    stream->message[0] = '\0';
    stream->hop = 0;
    stream->is_hop_public = false;
    stream->was_public = false;
    stream->is_refused = false;
    text_reset(&stream->body);
    if (curl_multi_add_handle(stream->multi, stream->easy) != CURLM_OK)
        return err_no_memory(err);
    stream->is_added = true;
    return true;
}

int http_stream_descriptor(const struct http_stream *stream)
{
    return stream->epoll_fd;
}

int64_t http_stream_deadline_ns(const struct http_stream *stream)
{
    return stream->timer_ns;
}

static void serve_sockets(struct http_stream *stream)
{
    struct epoll_event events[MOST_EVENTS];
    int count = epoll_wait(stream->epoll_fd, events, MOST_EVENTS, 0);
    int running;

    for (int i = 0; i < count; i++) {
        int what = 0;
        if (events[i].events & (EPOLLIN | EPOLLHUP))
            what |= CURL_CSELECT_IN;
        if (events[i].events & EPOLLOUT)
            what |= CURL_CSELECT_OUT;
        if (events[i].events & EPOLLERR)
            what |= CURL_CSELECT_ERR;
        curl_multi_socket_action(
            stream->multi, events[i].data.fd, what, &running);
    }
}

static void serve_timer(struct http_stream *stream)
{
    int running;

    if (stream->now_ns < stream->timer_ns)
        return;
    stream->timer_ns = INT64_MAX;
    curl_multi_socket_action(stream->multi, CURL_SOCKET_TIMEOUT, 0, &running);
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
    const char *message = stream->message;

    if (stream->is_refused)
        return err_set(err, ERR_CONFIG,
            "the server redirects to a private address: refused");
    if (code == CURLE_HTTP_RETURNED_ERROR)
        return tell_status(stream, err);
    if (code == CURLE_OUT_OF_MEMORY || stream->body.has_failed)
        return err_no_memory(err);
    return err_set(err, is_hopeless(code) ? ERR_CONFIG : ERR_NET, "%s",
        message[0] ? message : curl_easy_strerror(code));
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
    CURLMsg *message;
    int left;

    stream->now_ns = now_ns;
    serve_sockets(stream);
    serve_timer(stream);
    while ((message = curl_multi_info_read(stream->multi, &left))) {
        if (message->msg == CURLMSG_DONE)
            return end_step(stream, message->data.result, err);
    }
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
    http_stream_end(stream);
    curl_easy_cleanup(stream->easy);
    if (stream->multi)
        curl_multi_cleanup(stream->multi);
    curl_slist_free_all(stream->aliases);
    if (stream->epoll_fd >= 0)
        close(stream->epoll_fd);
    text_clear(&stream->body);
    free(stream);
}
