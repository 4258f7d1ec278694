/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_outflow.h"

#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#define SMALL_BYTES 16384    /* a body that goes out with its head */
#define TURN_BYTES (1 << 20) /* before it is the others' turn */

/* A small body goes out with the head, in one piece. */
static bool append_small(struct http_outflow *flow)
{
    const struct http_answer *answer = flow->answer;
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
    text_append_bytes(&flow->out, body, answer->length);
    return true;
}

bool http_outflow_begin(struct http_outflow *flow,
    const struct http_answer *answer, bool has_body, int64_t now_s)
{
    struct err ignored;

    flow->answer = answer;
    http_answer_format(answer, now_s, &flow->out);
    flow->head_length = flow->out.length;
    if (has_body && !append_small(flow))
        flow->rest_length = answer->length;
    return text_finish(&flow->out, &ignored);
}

/* Of a call that sent `count` bytes, -1 with errno, or 0: nothing more will
 * come of it. SENT: go on. */
static enum http_outflow_state judge(ssize_t count)
{
    if (count > 0)
        return HTTP_OUTFLOW_SENT;
    if (count < 0 &&
        (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return HTTP_OUTFLOW_LATER;
    return HTTP_OUTFLOW_BROKEN;
}

static enum http_outflow_state send_out(struct http_outflow *flow, int fd)
{
    bool has_more = flow->rest_length > 0;

    while (flow->out_sent < flow->out.length) {
        ssize_t count = send(fd, flow->out.bytes + flow->out_sent,
            flow->out.length - flow->out_sent,
            MSG_NOSIGNAL | (has_more ? MSG_MORE : 0));
        enum http_outflow_state state = judge(count);
        if (state != HTTP_OUTFLOW_SENT)
            return state;
        flow->out_sent += (size_t)count;
    }
    return HTTP_OUTFLOW_SENT;
}

static ssize_t send_some(const struct http_outflow *flow, int fd, size_t most)
{
    const struct http_answer *answer = flow->answer;
    off_t at = (off_t)(answer->first + flow->rest_sent);
    uint64_t left = flow->rest_length - flow->rest_sent;
    size_t length = left < most ? (size_t)left : most;

    if (answer->has_file)
        return sendfile(fd, answer->file.fd, &at, length);
    return send(fd, answer->text + flow->rest_sent, length, MSG_NOSIGNAL);
}

static enum http_outflow_state send_rest(struct http_outflow *flow, int fd)
{
    size_t turn = TURN_BYTES;

    while (flow->rest_sent < flow->rest_length && turn > 0) {
        ssize_t count = send_some(flow, fd, turn);
        enum http_outflow_state state = judge(count);
        if (state != HTTP_OUTFLOW_SENT)
            return state;
        flow->rest_sent += (uint64_t)count;
        turn -= (size_t)count;
    }
    return flow->rest_sent == flow->rest_length ? HTTP_OUTFLOW_SENT
                                                : HTTP_OUTFLOW_LATER;
}

enum http_outflow_state http_outflow_send(struct http_outflow *flow, int fd)
{
    enum http_outflow_state state = send_out(flow, fd);

    return state == HTTP_OUTFLOW_SENT ? send_rest(flow, fd) : state;
}

uint64_t http_outflow_bytes(const struct http_outflow *flow)
{
    return flow->out_sent + flow->rest_sent;
}

uint64_t http_outflow_body_bytes(const struct http_outflow *flow)
{
    size_t head = flow->head_length;
    size_t sent = flow->out_sent;

    return flow->rest_sent + (sent > head ? sent - head : 0);
}

void http_outflow_clear(struct http_outflow *flow)
{
    text_clear(&flow->out);
    *flow = (struct http_outflow){0};
}
