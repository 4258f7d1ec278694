/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "recorder/base/file_lock.h"
#include "recorder/control/control_address.h"

struct client {
    int fd; /* -1: the place is free */
    char line[CONTROL_LINE_MOST];
    size_t length;     /* what of a line, or of several, is here */
    struct text reply; /* not yet taken by the client */
    size_t sent;       /* of it */
    bool waits;        /* for the client to take more of the reply */
    bool has_ended;    /* it sends nothing more */
    int64_t patience_ns;
};

struct control_socket {
    struct control_address address;
    struct control_listener listener;
    int lock_fd;
    int epoll_fd;
    int listen_fd;
    bool is_bound;
    struct client clients[CONTROL_CLIENTS];
};

/* The lock, not the socket, says whether its recorder lives: two that begin
 * at the same moment must not take each other's. */
static bool hold_lock(struct control_socket *control, struct err *err)
{
    const struct control_address *address = &control->address;

    control->lock_fd = openat(address->folder_fd, address->lock,
        O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (control->lock_fd < 0)
        return err_set_errno(err, ERR_IO, "open lock of %s", address->path);
    if (file_lock_hold(control->lock_fd, address->path, err))
        return true;
    return err->kind == ERR_BUSY
               ? err_set(err, ERR_BUSY, "another recorder of this room runs")
               : false;
}

/* Whoever finds the socket is heard: it has its name only when that is so. */
static bool listen_at(struct control_socket *control, struct err *err)
{
    struct control_address *address = &control->address;

    control->listen_fd =
        socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    unlink(address->fresh.sun_path);
    /* bind(2) gives the file the socket's mode, so it is never open to
     * others, not for a moment. */
    if (control->listen_fd < 0 || fchmod(control->listen_fd, 0600) != 0 ||
        bind(control->listen_fd, (struct sockaddr *)&address->fresh,
            sizeof address->fresh) != 0)
        return err_set_errno(err, ERR_IO, "create %s", address->path);
    control->is_bound =
        listen(control->listen_fd, CONTROL_CLIENTS) == 0 &&
        rename(address->fresh.sun_path, address->name.sun_path) == 0;
    if (control->is_bound)
        return true;
    err_set_errno(err, ERR_IO, "listen at %s", address->path);
    unlink(address->fresh.sun_path);
    return false;
}

static bool watch(struct control_socket *control, int fd, void *what)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};

    return epoll_ctl(control->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool begin(struct control_socket *control, const char *state,
    const char *room, struct err *err)
{
    if (!control_folder_make(state, err) ||
        !control_address_open(&control->address, state, room, err) ||
        !hold_lock(control, err) || !listen_at(control, err))
        return false;
    control->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (control->epoll_fd < 0 || !watch(control, control->listen_fd, NULL))
        return err_set_errno(err, ERR_IO, "poll %s", control->address.path);
    return true;
}

struct control_socket *control_socket_new(const char *state, const char *room,
    const struct control_listener *listener, struct err *err)
{
    own(control_socket) control = calloc(1, sizeof *control);

    if (!control)
        return err_no_memory(err), NULL;
    control->listener = *listener;
    control->address.folder_fd = -1;
    control->lock_fd = control->epoll_fd = control->listen_fd = -1;
    for (int i = 0; i < CONTROL_CLIENTS; i++)
        control->clients[i].fd = -1;
    if (!begin(control, state, room, err))
        return err_prefix(err, "control of %s", room), NULL;
    return take(control);
}

int control_socket_descriptor(const struct control_socket *control)
{
    return control->epoll_fd;
}

static bool has_line(const struct client *client)
{
    return memchr(client->line, '\n', client->length);
}

/* A client that sent several requests at once is served one in a call; the
 * next is due at once. */
int64_t control_socket_deadline_ns(const struct control_socket *control)
{
    int64_t deadline_ns = INT64_MAX;

    for (int i = 0; i < CONTROL_CLIENTS; i++) {
        const struct client *client = &control->clients[i];
        if (client->fd < 0)
            continue;
        if (!client->waits && has_line(client))
            return 0;
        if (client->patience_ns < deadline_ns)
            deadline_ns = client->patience_ns;
    }
    return deadline_ns;
}

static void hang_up(struct client *client)
{
    close(client->fd);
    text_clear(&client->reply);
    client->fd = -1;
}

static void refuse(int fd)
{
    static const char words[] =
        "{\"ok\":false,\"error\":\"too many clients\",\"kind\":\"busy\"}\n";

    send(fd, words, sizeof words - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
}

static struct client *free_place(struct control_socket *control)
{
    for (int i = 0; i < CONTROL_CLIENTS; i++) {
        if (control->clients[i].fd < 0)
            return &control->clients[i];
    }
    return NULL;
}

static void welcome(struct control_socket *control, int64_t now_ns)
{
    int fd =
        accept4(control->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0)
        return;
    struct client *client = free_place(control);
    if (!client || !watch(control, fd, client)) {
        refuse(fd);
        return;
    }
    client->fd = fd;
    client->length = client->sent = 0;
    client->waits = client->has_ended = false;
    client->patience_ns = now_ns + CONTROL_PATIENCE_NS;
}

/* What is not taken at once is kept, and nothing more is read until it is. */
static bool send_reply(struct control_socket *control, struct client *client)
{
    size_t left = client->reply.length - client->sent;
    ssize_t sent = send(client->fd, client->reply.bytes + client->sent, left,
        MSG_NOSIGNAL | MSG_DONTWAIT);

    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        return false;
    client->sent += sent > 0 ? (size_t)sent : 0;
    bool waits = client->sent < client->reply.length;
    struct epoll_event event = {
        .events = waits ? EPOLLOUT : EPOLLIN, .data.ptr = client};
    if (waits != client->waits &&
        epoll_ctl(control->epoll_fd, EPOLL_CTL_MOD, client->fd, &event) != 0)
        return false;
    client->waits = waits;
    return true;
}

static char *answer_line(
    struct control_socket *control, const char *line, size_t length)
{
    struct control_request request;
    struct err err;

    if (!control_request_parse(line, length, &request, &err))
        return control_answer_refusal(&err);
    return control->listener.asked(control->listener.user, &request);
}

/* Answers the first line that is here. False: hang up. */
static bool answer(struct control_socket *control, struct client *client)
{
    char *end = memchr(client->line, '\n', client->length);
    size_t length = (size_t)(end - client->line);
    own_heap(char) words = answer_line(control, client->line, length);

    client->length -= length + 1;
    memmove(client->line, end + 1, client->length);
    if (!words)
        return false;
    text_reset(&client->reply);
    client->sent = 0;
    text_append(&client->reply, words);
    text_append(&client->reply, "\n");
    return !client->reply.has_failed && send_reply(control, client);
}

static bool refuse_long_line(
    struct control_socket *control, struct client *client)
{
    struct err err;

    err_set(
        &err, ERR_LIMIT, "expected at most %d bytes a line", CONTROL_LINE_MOST);
    own_heap(char) words = control_answer_refusal(&err);
    text_reset(&client->reply);
    client->sent = 0;
    text_append(&client->reply, words ? words : "");
    text_append(&client->reply, "\n");
    send_reply(control, client);
    return false;
}

/* Takes what came. False: hang up. */
static bool receive(struct control_socket *control, struct client *client)
{
    size_t room = sizeof client->line - client->length;

    if (!room)
        return true;
    ssize_t got =
        recv(client->fd, client->line + client->length, room, MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    client->has_ended = got == 0;
    client->length += (size_t)got;
    if (client->length == sizeof client->line && !has_line(client))
        return refuse_long_line(control, client);
    return true;
}

static void take_events(struct control_socket *control, int64_t now_ns)
{
    struct epoll_event events[CONTROL_CLIENTS + 1];
    int count = epoll_wait(control->epoll_fd, events, CONTROL_CLIENTS + 1, 0);

    for (int i = 0; i < count; i++) {
        struct client *client = events[i].data.ptr;
        if (!client)
            welcome(control, now_ns);
        else if (!(client->waits ? send_reply(control, client)
                                 : receive(control, client)))
            hang_up(client);
    }
}

/* False: hang up. */
static bool serve(
    struct control_socket *control, struct client *client, int64_t now_ns)
{
    if (client->waits)
        return now_ns < client->patience_ns;
    if (has_line(client)) {
        client->patience_ns = now_ns + CONTROL_PATIENCE_NS;
        return answer(control, client);
    }
    return !client->has_ended && now_ns < client->patience_ns;
}

void control_socket_work(struct control_socket *control, int64_t now_ns)
{
    take_events(control, now_ns);
    for (int i = 0; i < CONTROL_CLIENTS; i++) {
        struct client *client = &control->clients[i];
        if (client->fd >= 0 && !serve(control, client, now_ns))
            hang_up(client);
    }
}

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

void control_socket_free(struct control_socket *control)
{
    if (!control)
        return;
    for (int i = 0; i < CONTROL_CLIENTS; i++) {
        if (control->clients[i].fd >= 0)
            hang_up(&control->clients[i]);
    }
    if (control->is_bound)
        unlink(control->address.name.sun_path);
    close_if_open(control->listen_fd);
    close_if_open(control->epoll_fd);
    close_if_open(control->lock_fd);
    control_address_clear(&control->address);
    free(control);
}
