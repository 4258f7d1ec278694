/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/transfer.h"

#include <curl/curl.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* A second or two of sound: what lies in the system's queue cannot be taken
 * back, and hides from us that the other side stands still. */
#define WIRE_BUFFER_BYTES (16 * 1024)

struct transfer {
    struct web_loop *loop;
    CURL *easy;         /* the loop's */
    curl_socket_t wire; /* once connected; else CURL_SOCKET_BAD */
    bool is_wire;
    bool is_watched;  /* for room */
    int64_t limit_ns; /* how long it may take; then when it is over */
    bool is_limited;
    bool has_begun;
    enum transfer_state state;
    enum transfer_failure failure;
    struct err err;
    size_t most;
    struct text body;
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

static void set_manner(struct transfer *transfer)
{
    CURL *easy = transfer->easy;

    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, (long)transfer->is_wire);
    /* A wire that may not be used again would be closed at once. */
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, (long)!transfer->is_wire);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, set_wire_buffer);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, transfer);
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
    transfer->loop = web_loop_new(err);
    if (!transfer->loop ||
        !web_loop_set_request(transfer->loop, &request->web, err))
        return NULL;
    transfer->easy = web_loop_handle(transfer->loop);
    set_manner(transfer);
    return take(transfer);
}

int transfer_descriptor(const struct transfer *transfer)
{
    return web_loop_descriptor(transfer->loop);
}

int64_t transfer_deadline_ns(const struct transfer *transfer)
{
    if (!transfer->has_begun)
        return 0;
    if (transfer->state != TRANSFER_GOES)
        return INT64_MAX;
    int64_t deadline_ns = web_loop_deadline_ns(transfer->loop);
    return transfer->is_limited && transfer->limit_ns < deadline_ns
               ? transfer->limit_ns
               : deadline_ns;
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
            web_loop_message(transfer->loop, code));
}

static bool begin(struct transfer *transfer, int64_t now_ns)
{
    struct err ignored;

    transfer->has_begun = true;
    if (transfer->is_limited)
        transfer->limit_ns += now_ns;
    if (!web_loop_begin(transfer->loop, now_ns, &ignored))
        return fail(transfer, CURLE_OUT_OF_MEMORY), false;
    return true;
}

/* libcurl watches the socket no more once it is ours. */
static void take_wire(struct transfer *transfer)
{
    curl_easy_getinfo(transfer->easy, CURLINFO_ACTIVESOCKET, &transfer->wire);
    if (transfer->wire == CURL_SOCKET_BAD ||
        !web_loop_watch(transfer->loop, transfer->wire, false))
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
    int code;

    if (transfer->state != TRANSFER_GOES ||
        (!transfer->has_begun && !begin(transfer, now_ns)))
        return transfer->state;
    if (web_loop_step(transfer->loop, now_ns, &code))
        end(transfer, (CURLcode)code);
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
    return web_loop_status(transfer->loop);
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
    if (transfer->wire == CURL_SOCKET_BAD || transfer->is_watched == is_watched)
        return;
    web_loop_watch(transfer->loop, transfer->wire, is_watched);
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
    web_loop_free(transfer->loop);
    text_clear(&transfer->body);
    free(transfer);
}
