/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/transfer.h"

#include <curl/curl.h>
#include <errno.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "recorder/base/clock.h"
#include "recorder/base/version.h"

#define CONNECT_MS 10000L
#define MOST_EVENTS 8
/* A second or two of sound: what lies in the system's queue cannot be taken
 * back, and hides from us that the other side stands still. */
#define WIRE_BUFFER_BYTES (16 * 1024)

struct transfer {
    CURLM *multi;
    CURL *easy;
    int epoll_fd;
    curl_socket_t wire; /* once connected; else CURL_SOCKET_BAD */
    bool is_wire;
    bool is_added;
    bool is_watched;  /* for room */
    int64_t now_ns;   /* of the call that runs */
    int64_t timer_ns; /* when libcurl wants to be called; INT64_MAX: never */
    int64_t limit_ns; /* how long it may take; then when it is over */
    bool is_limited;
    bool has_begun;
    enum transfer_state state;
    enum transfer_failure failure;
    struct err err;
    size_t most;
    struct text body;
    char message[CURL_ERROR_SIZE];
};

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
    struct transfer *transfer = user;
    size_t length = size * count;

    if (length > transfer->most - transfer->body.length)
        return 0;
    text_append_bytes(&transfer->body, bytes, length);
    return transfer->body.has_failed ? 0 : length;
}

static int watch_socket(
    CURL *easy, curl_socket_t fd, int what, void *user, void *unused)
{
    struct transfer *transfer = user;
    struct epoll_event event = {.data.fd = fd};

    (void)easy;
    (void)unused;
    if (what & CURL_POLL_IN)
        event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        event.events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE)
        epoll_ctl(transfer->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    else if (epoll_ctl(transfer->epoll_fd, EPOLL_CTL_MOD, fd, &event) != 0 &&
             errno == ENOENT)
        epoll_ctl(transfer->epoll_fd, EPOLL_CTL_ADD, fd, &event);
    return 0;
}

static int set_timer(CURLM *multi, long wait_ms, void *user)
{
    struct transfer *transfer = user;

    (void)multi;
    transfer->timer_ns =
        wait_ms < 0 ? INT64_MAX
                    : transfer->now_ns + wait_ms * CLOCK_MILLISECOND_NS;
    return 0;
}

static int set_wire_buffer(void *user, curl_socket_t fd, curlsocktype purpose)
{
    const struct transfer *transfer = user;
    const int bytes = WIRE_BUFFER_BYTES;
    const int yes = 1;

    (void)purpose;
    if (transfer->is_wire) {
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    return CURL_SOCKOPT_OK;
}

static bool set_request(CURL *easy, const struct transfer_request *request)
{
    bool is_set =
        curl_easy_setopt(easy, CURLOPT_URL, request->address) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") ==
            CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, (long)request->is_wire) ==
            CURLE_OK;

    if (request->user)
        is_set = is_set &&
                 curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) ==
                     CURLE_OK &&
                 curl_easy_setopt(easy, CURLOPT_USERNAME, request->user) ==
                     CURLE_OK &&
                 curl_easy_setopt(easy, CURLOPT_PASSWORD,
                     request->password ? request->password : "") == CURLE_OK;
    if (request->ca_file)
        is_set = is_set && curl_easy_setopt(easy, CURLOPT_CAINFO,
                               request->ca_file) == CURLE_OK;
    return is_set;
}

static void set_manner(struct transfer *transfer)
{
    CURL *easy = transfer->easy;

    curl_easy_setopt(easy, CURLOPT_USERAGENT, "roomcast/" ROOMCAST_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    /* A wire that may not be used again would be closed at once. */
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, (long)!transfer->is_wire);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Without it the end waits for a name server that does not answer. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->message);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_wire_buffer);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, transfer);
    curl_multi_setopt(transfer->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(transfer->multi, CURLMOPT_SOCKETDATA, transfer);
    curl_multi_setopt(transfer->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(transfer->multi, CURLMOPT_TIMERDATA, transfer);
}

struct transfer *transfer_new(
    const struct transfer_request *request, struct err *err)
{
    own(transfer) transfer = calloc(1, sizeof *transfer);

    if (!transfer)
        return err_no_memory(err), NULL;
    transfer->wire = CURL_SOCKET_BAD;
    transfer->is_wire = request->is_wire;
    transfer->most = request->most;
    transfer->limit_ns = request->limit_ns;
    transfer->is_limited = request->limit_ns > 0;
    transfer->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (transfer->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "epoll"), NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(err, ERR_IO, "libcurl does not start"), NULL;
    transfer->multi = curl_multi_init();
    transfer->easy = curl_easy_init();
    if (!transfer->multi || !transfer->easy ||
        !set_request(transfer->easy, request))
        return err_no_memory(err), NULL;
    set_manner(transfer);
    return take(transfer);
}

int transfer_descriptor(const struct transfer *transfer)
{
    return transfer->epoll_fd;
}

int64_t transfer_deadline_ns(const struct transfer *transfer)
{
    if (!transfer->has_begun)
        return 0;
    if (transfer->state != TRANSFER_GOES)
        return INT64_MAX;
    if (transfer->is_limited && transfer->limit_ns < transfer->timer_ns)
        return transfer->limit_ns;
    return transfer->timer_ns;
}

static enum transfer_failure failure_of(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return TRANSFER_DNS;
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
        return TRANSFER_CONNECT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
        return TRANSFER_TLS;
    default:
        return TRANSFER_OTHER;
    }
}

static bool is_hopeless(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION ||
           code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_CACERT_BADFILE ||
           code == CURLE_URL_MALFORMAT;
}

static void fail(struct transfer *transfer, CURLcode code)
{
    curl_off_t looked_up_us = 0;

    transfer->state = TRANSFER_FAILED;
    transfer->failure = failure_of(code);
    curl_easy_getinfo(
        transfer->easy, CURLINFO_NAMELOOKUP_TIME_T, &looked_up_us);
    if (code == CURLE_OPERATION_TIMEDOUT && looked_up_us == 0)
        transfer->failure = TRANSFER_DNS;
    if (code == CURLE_OUT_OF_MEMORY || transfer->body.has_failed)
        err_no_memory(&transfer->err);
    else if (code == CURLE_WRITE_ERROR)
        err_set(&transfer->err, ERR_NET, "the answer is too long");
    else
        err_set(&transfer->err, is_hopeless(code) ? ERR_CONFIG : ERR_NET, "%s",
            transfer->message[0] ? transfer->message
                                 : curl_easy_strerror(code));
}

static bool begin(struct transfer *transfer)
{
    transfer->has_begun = true;
    transfer->timer_ns = INT64_MAX;
    if (transfer->is_limited)
        transfer->limit_ns += transfer->now_ns;
    if (curl_multi_add_handle(transfer->multi, transfer->easy) != CURLM_OK)
        return fail(transfer, CURLE_OUT_OF_MEMORY), false;
    transfer->is_added = true;
    return true;
}

static void serve_sockets(struct transfer *transfer)
{
    struct epoll_event events[MOST_EVENTS];
    int count = epoll_wait(transfer->epoll_fd, events, MOST_EVENTS, 0);
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
            transfer->multi, events[i].data.fd, what, &running);
    }
}

static void serve_timer(struct transfer *transfer)
{
    int running;

    if (transfer->now_ns < transfer->timer_ns)
        return;
    transfer->timer_ns = INT64_MAX;
    curl_multi_socket_action(transfer->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

/* libcurl watches the socket no more once it is ours. */
static void take_wire(struct transfer *transfer)
{
    struct epoll_event event = {.events = EPOLLIN};

    curl_easy_getinfo(transfer->easy, CURLINFO_ACTIVESOCKET, &transfer->wire);
    event.data.fd = transfer->wire;
    if (transfer->wire == CURL_SOCKET_BAD ||
        (epoll_ctl(transfer->epoll_fd, EPOLL_CTL_ADD, transfer->wire, &event) !=
                0 &&
            epoll_ctl(transfer->epoll_fd, EPOLL_CTL_MOD, transfer->wire,
                &event) != 0))
        fail(transfer, CURLE_COULDNT_CONNECT);
}

static void end(struct transfer *transfer, CURLcode code)
{
    if (code != CURLE_OK) {
        fail(transfer, code);
        return;
    }
    transfer->state = TRANSFER_DONE;
    if (transfer->is_wire)
        take_wire(transfer);
}

enum transfer_state transfer_step(struct transfer *transfer, int64_t now_ns)
{
    CURLMsg *message;
    int left;

    transfer->now_ns = now_ns;
    if (transfer->state != TRANSFER_GOES ||
        (!transfer->has_begun && !begin(transfer)))
        return transfer->state;
    serve_sockets(transfer);
    serve_timer(transfer);
    while (transfer->state == TRANSFER_GOES &&
           (message = curl_multi_info_read(transfer->multi, &left)))
        if (message->msg == CURLMSG_DONE)
            end(transfer, message->data.result);
    if (transfer->state == TRANSFER_GOES && transfer->is_limited &&
        now_ns >= transfer->limit_ns)
        fail(transfer, CURLE_OPERATION_TIMEDOUT);
    return transfer->state;
}

enum transfer_failure transfer_failure(const struct transfer *transfer)
{
    return transfer->failure;
}

const struct err *transfer_error(const struct transfer *transfer)
{
    return &transfer->err;
}

int transfer_status(const struct transfer *transfer)
{
    long status = 0;

    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

const struct text *transfer_body(const struct transfer *transfer)
{
    return &transfer->body;
}

static enum transfer_move move_of(CURLcode code, size_t moved)
{
    if (code == CURLE_AGAIN)
        return TRANSFER_WAITS;
    return code == CURLE_OK && moved > 0 ? TRANSFER_MOVED : TRANSFER_BROKEN;
}

enum transfer_move transfer_send(
    struct transfer *transfer, const void *bytes, size_t length, size_t *moved)
{
    *moved = 0;
    CURLcode code = curl_easy_send(transfer->easy, bytes, length, moved);
    return move_of(code, *moved);
}

enum transfer_move transfer_receive(
    struct transfer *transfer, void *bytes, size_t room, size_t *moved)
{
    *moved = 0;
    CURLcode code = curl_easy_recv(transfer->easy, bytes, room, moved);
    return move_of(code, *moved);
}

void transfer_watch_room(struct transfer *transfer, bool is_watched)
{
    struct epoll_event event = {
        .events = is_watched ? EPOLLIN | EPOLLOUT : EPOLLIN,
        .data.fd = transfer->wire};

    if (transfer->wire == CURL_SOCKET_BAD || transfer->is_watched == is_watched)
        return;
    epoll_ctl(transfer->epoll_fd, EPOLL_CTL_MOD, transfer->wire, &event);
    transfer->is_watched = is_watched;
}

int64_t transfer_acknowledged(const struct transfer *transfer)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof info;

    if (transfer->wire == CURL_SOCKET_BAD ||
        getsockopt(transfer->wire, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
        return 0;
    return (int64_t)info.tcpi_bytes_acked;
}

int64_t transfer_unacknowledged(const struct transfer *transfer)
{
    int bytes = 0;

    if (transfer->wire == CURL_SOCKET_BAD ||
        ioctl(transfer->wire, SIOCOUTQ, &bytes) != 0)
        return 0;
    return bytes;
}

void transfer_free(struct transfer *transfer)
{
    if (!transfer)
        return;
    if (transfer->is_added)
        curl_multi_remove_handle(transfer->multi, transfer->easy);
    curl_easy_cleanup(transfer->easy);
    if (transfer->multi)
        curl_multi_cleanup(transfer->multi);
    if (transfer->epoll_fd >= 0)
        close(transfer->epoll_fd);
    text_clear(&transfer->body);
    free(transfer);
}
