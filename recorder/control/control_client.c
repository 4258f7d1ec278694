/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/control/control_address.h"

#define ANSWER_MOST_BYTES 65536

static bool set_timeout(int fd, int timeout_ms)
{
    struct timeval time = {
        .tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000};

    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time) == 0;
}

/* A recorder that was killed leaves its socket, which nobody listens at. */
static bool is_nobody_there(int error)
{
    return error == ENOENT || error == ECONNREFUSED;
}

static bool send_request(
    int fd, const struct control_request *request, struct err *err)
{
    own_heap(char) words = control_request_format(request, err);
    own_value(text) line = {0};

    if (!words)
        return false;
    text_append(&line, words);
    text_append(&line, "\n");
    if (!text_finish(&line, err))
        return false;
    return send(fd, line.bytes, line.length, MSG_NOSIGNAL) ==
               (ssize_t)line.length ||
           err_set_errno(err, ERR_IO, "ask");
}

static bool no_answer(ssize_t got, struct err *err)
{
    if (got == 0)
        return err_set(err, ERR_IO, "the recorder hung up");
    if (errno == EAGAIN)
        return err_set(err, ERR_BUSY, "the recorder does not answer");
    return err_set_errno(err, ERR_IO, "read the answer");
}

/* Up to the first newline. */
static bool receive_line(int fd, struct text *line, struct err *err)
{
    char bytes[4096];

    while (!line->length || line->bytes[line->length - 1] != '\n') {
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return no_answer(got, err);
        text_append_bytes(line, bytes, (size_t)got);
        if (!text_finish(line, err))
            return false;
        if (line->length > ANSWER_MOST_BYTES)
            return err_set(err, ERR_FORMAT, "the answer is too long");
    }
    return true;
}

static struct jdoc *converse(
    int fd, const struct control_request *request, struct err *err)
{
    own_value(text) line = {0};

    if (!send_request(fd, request, err) || !receive_line(fd, &line, err))
        return NULL;
    return control_answer_parse(line.bytes, line.length, err);
}

static enum control_outcome ask_at(const struct control_address *address,
    const struct control_request *request, int timeout_ms, struct jdoc **answer,
    struct err *err)
{
    own_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || !set_timeout(fd, timeout_ms))
        return err_set_errno(err, ERR_IO, "open a socket"), CONTROL_FAILED;
    if (connect(fd, (const struct sockaddr *)&address->name,
            sizeof address->name) != 0) {
        if (is_nobody_there(errno))
            return CONTROL_NOT_RUNNING;
        err_set_errno(err, errno == EAGAIN ? ERR_BUSY : ERR_IO, "connect to %s",
            address->path);
        return CONTROL_FAILED;
    }
    struct jdoc *doc = converse(fd, request, err);
    if (!doc)
        return CONTROL_FAILED;
    *answer = doc;
    return CONTROL_ANSWERED;
}

enum control_outcome control_ask(const struct control_peer *peer,
    const struct control_request *request, struct jdoc **answer,
    struct err *err)
{
    own_value(control_address) address = {.folder_fd = -1};

    if (!control_address_open(&address, peer->state, peer->room, err))
        return errno == ENOENT ? CONTROL_NOT_RUNNING : CONTROL_FAILED;
    return ask_at(&address, request, peer->timeout_ms, answer, err);
}
