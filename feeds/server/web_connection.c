/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/web_connection.h"

#include <errno.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "feeds/server/http_head.h"
#include "recorder/base/clock.h"

#define FIRST_BYTES 2048     /* room for the head of a request */
#define SMALL_BYTES 16384    /* a body that goes out with its head */
#define TURN_BYTES (1 << 20) /* before it is the others' turn */
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
    struct text out; /* the head, and a small body */
    size_t head_length;
    size_t out_sent;
    uint64_t rest_sent;   /* of a larger body */
    uint64_t rest_length; /* to be sent */
    uint64_t all_sent;    /* since it began */
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

static uint64_t body_sent(const struct web_connection *connection)
{
    size_t head = connection->head_length;
    size_t sent = connection->out_sent;

    return connection->rest_sent + (sent > head ? sent - head : 0);
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
        .bytes = body_sent(connection),
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
    connection->out_sent = 0;
    connection->head_length = 0;
    connection->rest_sent = 0;
    connection->rest_length = 0;
    text_clear(&connection->out);
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

/* A small body goes out with the head, in one piece. */
static bool append_small(struct web_connection *connection)
{
    const struct http_answer *answer = &connection->answer;
    char bytes[SMALL_BYTES];
    const char *body = answer->text;

    if (answer->length > SMALL_BYTES)
        return false;
    if (answer->has_file) {
        ssize_t count =
            pread(answer->file.fd, bytes, answer->length, (off_t)answer->first);
        if (count < 0 || (uint64_t)count != answer->length)
            return false;
        body = bytes;
    }
    text_append_bytes(&connection->out, body, answer->length);
    return true;
}

static void begin_answer(struct web_connection *connection, int64_t now_ns)
{
    struct http_answer *answer = &connection->answer;
    struct err ignored;

    answer->must_close |= connection->service->is_ending;
    http_answer_format(
        answer, clock_utc_ns() / CLOCK_SECOND_NS, &connection->out);
    connection->head_length = connection->out.length;
    if (sends_body(connection) && !append_small(connection))
        connection->rest_length = answer->length;
    connection->state = text_finish(&connection->out, &ignored) ? SENDS : ENDS;
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

/* What was sent at once, or -1 with ENDS or, to go on later, without. */
static ssize_t judge_sent(struct web_connection *connection, ssize_t count)
{
    if (count > 0)
        connection->all_sent += (uint64_t)count;
    else if (count == 0 || !is_for_later(errno))
        connection->state = ENDS;
    return count > 0 ? count : -1;
}

static bool send_out(struct web_connection *connection)
{
    bool has_more = connection->rest_length > 0;

    while (connection->out_sent < connection->out.length) {
        ssize_t count = judge_sent(connection,
            send(connection->fd, connection->out.bytes + connection->out_sent,
                connection->out.length - connection->out_sent,
                MSG_NOSIGNAL | (has_more ? MSG_MORE : 0)));
        if (count < 0)
            return false;
        connection->out_sent += (size_t)count;
    }
    return true;
}

static ssize_t send_some(struct web_connection *connection, size_t most)
{
    const struct http_answer *answer = &connection->answer;
    off_t at = (off_t)(answer->first + connection->rest_sent);
    uint64_t left = connection->rest_length - connection->rest_sent;
    size_t length = left < most ? (size_t)left : most;

    if (answer->has_file)
        return sendfile(connection->fd, answer->file.fd, &at, length);
    return send(connection->fd, answer->text + connection->rest_sent, length,
        MSG_NOSIGNAL);
}

/* A file that has become shorter ends the connection: there is no other way
 * to say so. */
static bool send_rest(struct web_connection *connection)
{
    size_t turn = TURN_BYTES;

    while (connection->rest_sent < connection->rest_length && turn > 0) {
        ssize_t count = judge_sent(connection, send_some(connection, turn));
        if (count < 0)
            return false;
        connection->rest_sent += (uint64_t)count;
        turn -= (size_t)count;
    }
    return connection->rest_sent == connection->rest_length;
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
        if (connection->state == SENDS &&
            !(send_out(connection) && send_rest(connection)))
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
    return !connection_keeps_pace(
        connection->place, connection->all_sent - (uint64_t)unsent, now_ns);
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
    text_clear(&connection->out);
    free(connection->in);
    free(connection);
}
