/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/web_server.h"

#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#include "feeds/server/connection_table.h"
#include "feeds/server/http_answer.h"
#include "feeds/server/listen_address.h"
#include "feeds/server/web_folder.h"
#include "recorder/base/clock.h"

#define CONNECTIONS_MOST 100
#define TIMEOUT_S 15
#define MEMORY_BYTES ((size_t)32 * 1024)

/* libmicrohttpd accepts ten connections at a time before it lets us look
 * who must go, so that many places are kept free. */
static const struct connection_limits limits = {
    .most = CONNECTIONS_MOST,
    .most_per_address = 20,
    .spare = 12,
    .wait_ns = TIMEOUT_S * CLOCK_SECOND_NS,
};

struct web_server {
    struct web_folder *folder;
    struct connection_table *table; /* of the thread */
    struct MHD_Daemon *daemon;      /* of the thread */
    int listen_fd;                  /* the daemon's once it runs */
    int stop_fd;
    int port;
    bool is_running;
    pthread_t thread;
    char url[LISTEN_HOST_BYTES + 32];
};

static struct connection *connection_of(struct MHD_Connection *foreign)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(foreign, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static enum MHD_Result admit(
    void *user, const struct sockaddr *peer, socklen_t length)
{
    const struct web_server *server = user;

    (void)length;
    return connection_table_admits(server->table, peer) ? MHD_YES : MHD_NO;
}

static void note_connection(void *user, struct MHD_Connection *foreign,
    void **context, enum MHD_ConnectionNotificationCode code)
{
    struct web_server *server = user;

    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        connection_remove(*context);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(foreign, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(foreign, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (fd && peer)
        *context = connection_table_add(server->table, peer->client_addr,
            fd->connect_fd, clock_monotonic_ns());
}

static void note_end_of_answer(void *user, struct MHD_Connection *foreign,
    void **context, enum MHD_RequestTerminationCode code)
{
    (void)user;
    (void)context;
    (void)code;
    connection_end_answer(connection_of(foreign), clock_monotonic_ns());
}

/* Targets are decoded by http_target_parse(), from what was really sent. */
static size_t leave_escaped(
    void *user, struct MHD_Connection *foreign, char *text)
{
    (void)user;
    (void)foreign;
    return strlen(text);
}

static enum MHD_Result take_field(
    void *user, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    http_request_add(user, name, value ? value : "");
    return MHD_YES;
}

static bool add_fields(
    struct MHD_Response *response, const struct http_answer *answer)
{
    const struct {
        const char *name;
        const char *value;
    } fields[] = {
        {"Accept-Ranges", "bytes"},
        {"Access-Control-Allow-Origin", "*"},
        {"X-Content-Type-Options", "nosniff"},
        {"Allow", answer->allow},
        {"Cache-Control", answer->cache_control},
        {"Connection", answer->must_close ? "close" : NULL},
        {"Content-Range", answer->content_range},
        {"Content-Type", answer->content_type},
        {"ETag", answer->etag},
        {"Last-Modified", answer->last_modified},
        {"Location", answer->location},
    };

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (fields[i].value && *fields[i].value &&
            MHD_add_response_header(
                response, fields[i].name, fields[i].value) != MHD_YES)
            return false;
    }
    return true;
}

/* The response closes the file it is given. */
static struct MHD_Response *make_response(struct http_answer *answer)
{
    const char *text = answer->text ? answer->text : "";

    if (!answer->has_file)
        return MHD_create_response_from_buffer(
            strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
    struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(
        answer->length, answer->file.fd, answer->first);
    if (response)
        answer->file.fd = -1;
    return response;
}

static enum MHD_Result send_answer(struct MHD_Connection *foreign,
    const struct web_server *server, const struct http_request *request)
{
    own_value(http_answer) answer = {0};
    enum MHD_Result result = MHD_NO;

    http_answer_make(
        &answer, request, server->folder, clock_utc_ns() / CLOCK_SECOND_NS);
    struct MHD_Response *response = make_response(&answer);
    if (!response)
        return MHD_NO;
    if (add_fields(response, &answer))
        result =
            MHD_queue_response(foreign, (unsigned int)answer.status, response);
    MHD_destroy_response(response);
    return result;
}

/* Called twice for each request: when its header is there, and when its body
 * has been taken. Only a refusal may be queued the first time: it ends the
 * connection unread. */
static enum MHD_Result take_request(void *user, struct MHD_Connection *foreign,
    const char *url, const char *method, const char *version,
    const char *upload, size_t *upload_length, void **context)
{
    const struct web_server *server = user;
    struct http_request request = {.method = method, .target = url};
    bool is_first = !*context;

    (void)version;
    (void)upload;
    (void)upload_length;
    *context = user;
    connection_begin_answer(connection_of(foreign));
    MHD_get_connection_values(foreign, MHD_HEADER_KIND, take_field, &request);
    if (is_first && http_request_judge(&request) == HTTP_REQUEST_FINE)
        return MHD_YES;
    return send_answer(foreign, server, &request);
}

static int wait_ms(struct MHD_Daemon *daemon)
{
    MHD_UNSIGNED_LONG_LONG ms;

    if (MHD_get_timeout(daemon, &ms) != MHD_YES || ms > 1000)
        return 1000;
    return (int)ms;
}

static void *run(void *user)
{
    struct web_server *server = user;
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd polled[] = {
        {.fd = info->epoll_fd, .events = POLLIN},
        {.fd = server->stop_fd, .events = POLLIN},
    };

    while (!polled[1].revents) {
        int overdue;
        poll(polled, 2, wait_ms(server->daemon));
        MHD_run(server->daemon);
        while ((overdue = connection_table_overdue(
                    server->table, clock_monotonic_ns())) >= 0)
            shutdown(overdue, SHUT_RDWR);
    }
    return NULL;
}

static bool start_daemon(struct web_server *server, struct err *err)
{
    server->daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, admit, server,
        take_request, server, MHD_OPTION_LISTEN_SOCKET, server->listen_fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned int)CONNECTIONS_MOST,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)TIMEOUT_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, MEMORY_BYTES,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION,
        note_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        note_end_of_answer, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped,
        server, MHD_OPTION_END);
    if (!server->daemon)
        return err_set(err, ERR_NET, "start the web server");
    server->listen_fd = -1;
    return true;
}

static bool start_thread(struct web_server *server, struct err *err)
{
    server->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (server->stop_fd < 0)
        return err_set_errno(err, ERR_IO, "start the web server");
    errno = pthread_create(&server->thread, NULL, run, server);
    if (errno)
        return err_set_errno(err, ERR_MEMORY, "start the web server");
    server->is_running = true;
    return true;
}

static void describe(
    struct web_server *server, const struct listen_address *address)
{
    bool is_six = strchr(address->host, ':');

    server->port = listen_address_port(server->listen_fd);
    snprintf(server->url, sizeof server->url, "http://%s%s%s:%d/",
        is_six ? "[" : "", address->host, is_six ? "]" : "", server->port);
}

struct web_server *web_server_new(
    const char *folder, const char *listen, struct err *err)
{
    struct listen_address address;
    own(web_server) server = calloc(1, sizeof *server);

    if (!server)
        return err_no_memory(err), NULL;
    server->listen_fd = server->stop_fd = -1;
    if (!listen_address_parse(listen, &address, err) ||
        !(server->folder = web_folder_new(folder, err)) ||
        !(server->table = connection_table_new(&limits, err)))
        return NULL;
    server->listen_fd = listen_address_open(&address, err);
    if (server->listen_fd < 0)
        return NULL;
    describe(server, &address);
    if (!start_daemon(server, err) || !start_thread(server, err))
        return NULL;
    return take(server);
}

const char *web_server_url(const struct web_server *server)
{
    return server->url;
}

int web_server_port(const struct web_server *server)
{
    return server->port;
}

void web_server_free(struct web_server *server)
{
    if (!server)
        return;
    if (server->is_running) {
        eventfd_write(server->stop_fd, 1);
        pthread_join(server->thread, NULL);
    }
    if (server->daemon)
        MHD_stop_daemon(server->daemon);
    if (server->listen_fd >= 0)
        close(server->listen_fd);
    if (server->stop_fd >= 0)
        close(server->stop_fd);
    connection_table_free(server->table);
    web_folder_free(server->folder);
    free(server);
}
