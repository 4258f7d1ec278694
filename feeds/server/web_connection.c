/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/web_connection.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "feeds/server/http_head.h"
#include "feeds/server/http_outflow.h"
#include "recorder/base/clock.h"

#define FIRST_BYTES 2048 /* room for the head of a request */
#define TURN_REQUESTS 16
#define DRAIN_BYTES (256 << 10)

enum state { READS, SENDS, DRAINS, ENDS };

struct web_connection {
    struct web_connection_links links;
    struct connection *place;
    const struct web_service *service; /* of the answer */
    int fd;
    enum state state;
    struct peer_address peer;

    char *in;
    size_t in_length;
    size_t in_capacity;
    size_t seen; /* of `in`: the head, or so much of it */

    struct http_request request; /* its strings are in `in` */
    struct http_answer answer;
    struct http_outflow flow; /* of the answer */
    uint64_t past_bytes;      /* sent of the answers before */
    size_t drained;
    bool has_read_all; /* in this turn */
};

struct web_connection *web_connection_new(struct connection_table *table,
    int fd, const struct peer_address *peer, int64_t now_ns)
{
    const int on = 1;
    struct web_connection *connection = calloc(1, sizeof *connection);

    if (connection)
        connection->place =
            connection_table_add(table, peer, connection, now_ns);
    if (!connection || !connection->place) {
        close(fd);
        free(connection);
        return NULL;
    }
    connection->fd = fd;
    connection->peer = *peer;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connection;
}

static bool has_answer(const struct web_connection *connection)
{
    return connection->answer.status != 0;
}

static struct peer_address client_of(const struct web_connection *connection)
{
    return proxy_list_client(&connection->service->proxies, &connection->peer,
        connection->request.forwarded_for);
}

static void log_answer(const struct web_connection *connection)
{
    const struct access_entry entry = {
        .client = client_of(connection),
        .time_s = clock_utc_ns() / CLOCK_SECOND_NS,
        .request = &connection->request,
        .status = connection->answer.status,
        .bytes = http_outflow_body_bytes(&connection->flow),
    };

    if (connection->service->log)
        access_log_add(connection->service->log, &entry);
}

/* The answer has been sent, or given up. */
static void forget_answer(struct web_connection *connection)
{
    if (!has_answer(connection))
        return;
    log_answer(connection);
    http_answer_clear(&connection->answer);
    connection->answer = (struct http_answer){0};
    connection->request = (struct http_request){0};
    connection->past_bytes += http_outflow_bytes(&connection->flow);
    http_outflow_clear(&connection->flow);
}

/* Room for one byte more, up to that of the largest head. */
static bool has_room(struct web_connection *connection)
{
    size_t capacity = connection->in_capacity;

    if (connection->in_length < capacity)
        return true;
    capacity = capacity ? 2 * capacity : FIRST_BYTES;
    char *larger = realloc(connection->in, capacity);
    if (!larger)
        return false;
    connection->in = larger;
    connection->in_capacity = capacity;
    return true;
}

static bool is_for_later(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

/* False when nothing came; the state may be ENDS then. What comes after less
 * than there was room for is told by epoll: asking would cost a call for each
 * request. */
static bool receive(struct web_connection *connection)
{
    if (connection->has_read_all)
        return false;
    if (!has_room(connection)) {
        connection->state = ENDS;
        return false;
    }
    size_t room = connection->in_capacity - connection->in_length;
    ssize_t count =
        recv(connection->fd, connection->in + connection->in_length, room, 0);
    connection->has_read_all = count > 0 && (size_t)count < room;
    if (count > 0)
        connection->in_length += (size_t)count;
    else if (count == 0 || !is_for_later(errno))
        connection->state = ENDS;
    return count > 0;
}

static bool sends_body(const struct web_connection *connection)
{
    const struct http_request *request = &connection->request;
    int status = connection->answer.status;

    return status != 304 && status != 204 &&
           !(request->method && strcmp(request->method, "HEAD") == 0);
}

static void begin_answer(struct web_connection *connection, int64_t now_ns)
{
    struct http_answer *answer = &connection->answer;

    answer->must_close |= connection->service->is_ending;
    bool is_good = http_outflow_begin(&connection->flow, answer,
        sends_body(connection), clock_utc_ns() / CLOCK_SECOND_NS);
    connection->state = is_good ? SENDS : ENDS;
    connection_begin_answer(connection->place, now_ns);
}

/* One that comes from this machine speaks for others, or is its owner. */
static bool is_in_rate(struct web_connection *connection, int64_t now_ns)
{
    struct peer_address client = client_of(connection);
    int wait_s;

    if (!connection->service->rate || peer_address_is_local(&client) ||
        request_rate_take(connection->service->rate, &client, now_ns, &wait_s))
        return true;
    http_answer_refuse(&connection->answer, 429);
    connection->answer.retry_after_s = wait_s;
    return false;
}

static void answer_head(struct web_connection *connection,
    enum http_head_outcome outcome, int64_t now_ns)
{
    struct http_request request = {0};

    if (outcome == HTTP_HEAD_WHOLE)
        outcome = http_head_parse(connection->in, connection->seen, &request);
    connection->request = request;
    if (outcome != HTTP_HEAD_WHOLE)
        http_answer_refuse(&connection->answer, (int)outcome);
    else if (is_in_rate(connection, now_ns))
        http_answer_make(&connection->answer, &connection->request,
            &connection->service->site, clock_utc_ns() / CLOCK_SECOND_NS);
    begin_answer(connection, now_ns);
}

/* False when more has to come. */
static bool read_request(struct web_connection *connection, int64_t now_ns)
{
    for (;;) {
        enum http_head_outcome outcome = http_head_find_end(
            connection->in, connection->in_length, &connection->seen);
        if (outcome != HTTP_HEAD_PART) {
            answer_head(connection, outcome, now_ns);
            return true;
        }
        if (!receive(connection))
            return false;
    }
}

/* False when it is not all sent; the state may be ENDS then. */
static bool send_answer(struct web_connection *connection)
{
    enum http_outflow_state state =
        http_outflow_send(&connection->flow, connection->fd);

    if (state == HTTP_OUTFLOW_BROKEN)
        connection->state = ENDS;
    return state == HTTP_OUTFLOW_SENT;
}

static void end_answer(struct web_connection *connection, int64_t now_ns)
{
    bool is_last = connection->answer.must_close;
    size_t used = connection->seen;

    forget_answer(connection);
    connection->in_length -= used;
    memmove(connection->in, connection->in + used, connection->in_length);
    connection->seen = 0;
    connection_end_answer(connection->place, now_ns);
    connection->state = READS;
    if (is_last) {
        shutdown(connection->fd, SHUT_WR);
        connection->state = DRAINS;
    }
}

/* Until the other end closes, or has sent more than it is worth. */
static void drain(struct web_connection *connection)
{
    char bytes[16384];
    ssize_t count;

    do {
        count = recv(connection->fd, bytes, sizeof bytes, 0);
        connection->drained += count > 0 ? (size_t)count : 0;
    } while (count > 0 && connection->drained < DRAIN_BYTES);
    if (count >= 0 || !is_for_later(errno))
        connection->state = ENDS;
}

static enum web_connection_wish wish_of(const struct web_connection *connection)
{
    if (connection->state == ENDS)
        return WEB_CONNECTION_ENDS;
    return connection->state == SENDS ? WEB_CONNECTION_WRITES
                                      : WEB_CONNECTION_READS;
}

enum web_connection_wish web_connection_work(struct web_connection *connection,
    const struct web_service *service, int64_t now_ns)
{
    connection->service = service;
    connection->has_read_all = false;
    for (int i = 0; i < TURN_REQUESTS; i++) {
        if (connection->state == READS && !read_request(connection, now_ns))
            return wish_of(connection);
        if (connection->state == SENDS && !send_answer(connection))
            return wish_of(connection);
        if (connection->state == SENDS)
            end_answer(connection, now_ns);
        if (connection->state == DRAINS)
            drain(connection);
        if (connection->state != READS)
            return wish_of(connection);
    }
    /* More requests may be in memory, which epoll does not see. */
    return WEB_CONNECTION_WRITES;
}

/* What the other end has acknowledged, not what the kernel took from us. */
bool web_connection_is_overdue(
    struct web_connection *connection, int64_t now_ns)
{
    int unsent = 0;

    if (connection_is_overdue(connection->place, now_ns))
        return true;
    if (ioctl(connection->fd, SIOCOUTQ, &unsent) < 0 || unsent < 0)
        unsent = 0;
    uint64_t taken = connection->past_bytes +
                     http_outflow_bytes(&connection->flow) - (uint64_t)unsent;
    return !connection_keeps_pace(connection->place, taken, now_ns);
}

bool web_connection_is_idle(const struct web_connection *connection)
{
    return connection->state != SENDS;
}

int web_connection_descriptor(const struct web_connection *connection)
{
    return connection->fd;
}

struct web_connection_links *web_connection_links(
    struct web_connection *connection)
{
    return &connection->links;
}

void web_connection_free(struct web_connection *connection)
{
    if (!connection)
        return;
    forget_answer(connection);
    connection_remove(connection->place);
    close(connection->fd);
    free(connection->in);
    free(connection);
}
