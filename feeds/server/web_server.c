/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/web_server.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include "feeds/server/listen_address.h"
#include "feeds/server/web_connection.h"
#include "recorder/base/clock.h"
#include "recorder/base/text.h"

#define EVENTS_MOST 64
#define ACCEPTS_MOST 32 /* before those are served who are there */
#define SWEEP_NS CLOCK_SECOND_NS
#define SLOW_PATIENCE 4 /* how much longer a reader is waited for */
#define BURST_SECONDS 10

struct web_server {
    struct web_folder *folder;
    struct packed_shelf *shelf;
    struct connection_table *table;
    char *site_url;
    char *hub;
    char *policy;
    struct web_service service;
    struct web_connection *first;
    struct listen_sockets sockets;
    int epoll_fd;
    int64_t next_sweep_ns;
    bool is_told_to_stop;
    void (*warn)(const struct err *err);
    struct text url;
};

static bool copy_string(char **copy, const char *string, struct err *err)
{
    *copy = string ? strdup(string) : NULL;
    return !string || *copy || err_no_memory(err);
}

static struct connection_limits limits_of(const struct config_serve *serve)
{
    int64_t slow_ns = SLOW_PATIENCE * serve->patience_ns;

    return (struct connection_limits){
        .most = serve->connections,
        .most_per_address = serve->connections_per_address,
        .wait_ns = serve->patience_ns,
        .slow_ns = slow_ns,
        .slow_bytes = serve->slowest_bytes_s * slow_ns / CLOCK_SECOND_NS,
    };
}

/* What settings decide, in a server without connections. */
static bool take_settings(struct web_server *server,
    const struct web_server_settings *settings, struct err *err)
{
    const struct config_serve *serve = settings->serve;
    const struct connection_limits limits = limits_of(serve);
    struct web_service *service = &server->service;

    server->warn = settings->warn;
    if (!proxy_list_parse(&service->proxies, serve->proxies, err))
        return err_prefix(err, "proxies");
    if (!copy_string(&server->site_url, settings->url, err) ||
        !copy_string(&server->hub, settings->hub, err) ||
        !copy_string(&server->policy, serve->page_policy, err) ||
        !(server->folder = web_folder_new(settings->folder, err)) ||
        !(server->shelf = packed_shelf_new(err)) ||
        !(server->table = connection_table_new(&limits, err)))
        return false;
    if (serve->rate && !(service->rate = request_rate_new(
                             serve->rate, serve->rate * BURST_SECONDS, err)))
        return false;
    if (serve->access_log &&
        !(service->log = access_log_open(serve->access_log, err)))
        return false;
    service->site = (struct http_site){server->folder, server->shelf,
        server->site_url, server->hub, server->policy};
    return true;
}

static void drop_settings(struct web_server *server)
{
    connection_table_free(server->table);
    request_rate_free(server->service.rate);
    access_log_free(server->service.log);
    packed_shelf_free(server->shelf);
    web_folder_free(server->folder);
    free(server->site_url);
    free(server->hub);
    free(server->policy);
}

static bool watch(
    struct web_server *server, int fd, uint32_t events, void *data)
{
    struct epoll_event event = {.events = events, .data.ptr = data};

    return epoll_ctl(server->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool is_listener(const struct web_server *server, const void *data)
{
    const int *fd = data;

    return fd >= server->sockets.fds &&
           fd < server->sockets.fds + LISTEN_SOCKETS_MOST;
}

static bool start_listening(
    struct web_server *server, const char *list, struct err *err)
{
    char name[LISTEN_NAME_BYTES];

    server->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (server->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "start the web server");
    if (!listen_sockets_open(&server->sockets, list, err))
        return false;
    for (size_t i = 0; i < server->sockets.count; i++) {
        int *fd = &server->sockets.fds[i];
        listen_address_name(*fd, name);
        text_appendf(&server->url, "%shttp://%s/", i ? " " : "", name);
        if (!watch(server, *fd, EPOLLIN, fd))
            return err_set_errno(err, ERR_IO, "listen on %s", name);
    }
    return text_finish(&server->url, err);
}

struct web_server *web_server_new(
    const struct web_server_settings *settings, struct err *err)
{
    own(web_server) server = calloc(1, sizeof *server);

    if (!server)
        return err_no_memory(err), NULL;
    server->epoll_fd = -1;
    if (!take_settings(server, settings, err) ||
        !start_listening(server, settings->serve->listen, err))
        return NULL;
    return take(server);
}

/* The table stays: it knows who is there. */
bool web_server_reload(struct web_server *server,
    const struct web_server_settings *settings, struct err *err)
{
    const struct connection_limits limits = limits_of(settings->serve);
    struct web_server before = *server;
    struct web_server after = {0};

    if (!take_settings(&after, settings, err)) {
        drop_settings(&after);
        return false;
    }
    connection_table_free(after.table);
    *server = after;
    server->table = before.table;
    server->first = before.first;
    server->sockets = before.sockets;
    server->epoll_fd = before.epoll_fd;
    server->url = before.url;
    before.table = NULL;
    drop_settings(&before);
    connection_table_set_limits(server->table, &limits);
    return true;
}

static void end_connection(
    struct web_server *server, struct web_connection *connection)
{
    const struct web_connection_links *links = web_connection_links(connection);

    if (links->next)
        web_connection_links(links->next)->before = links->before;
    if (links->before)
        web_connection_links(links->before)->next = links->next;
    else
        server->first = links->next;
    web_connection_free(connection);
}

static void work(struct web_server *server, struct web_connection *connection,
    int64_t now_ns)
{
    static const uint32_t events[] = {EPOLLIN, EPOLLOUT};
    struct web_connection_links *links = web_connection_links(connection);
    enum web_connection_wish wish =
        web_connection_work(connection, &server->service, now_ns);

    if (wish == WEB_CONNECTION_ENDS) {
        end_connection(server, connection);
        return;
    }
    if (links->events == events[wish])
        return;
    links->events = events[wish];
    struct epoll_event event = {
        .events = links->events, .data.ptr = connection};
    int change = epoll_ctl(server->epoll_fd, EPOLL_CTL_MOD,
        web_connection_descriptor(connection), &event);
    if (change < 0)
        end_connection(server, connection);
}

static void begin_connection(struct web_server *server, int fd,
    const struct peer_address *peer, int64_t now_ns)
{
    struct web_connection *connection =
        web_connection_new(server->table, fd, peer, now_ns);

    if (!connection)
        return;
    struct web_connection_links *links = web_connection_links(connection);
    links->next = server->first;
    links->events = EPOLLIN;
    if (server->first)
        web_connection_links(server->first)->before = connection;
    server->first = connection;
    if (!watch(server, fd, EPOLLIN, connection))
        end_connection(server, connection);
    else
        work(server, connection, now_ns);
}

/* Who has waited longest gives way. True if there is a place now. */
static bool make_place(struct web_server *server)
{
    if (!connection_table_is_full(server->table))
        return true;
    struct web_connection *longest = connection_table_longest(server->table);
    if (!longest)
        return false;
    end_connection(server, longest);
    return true;
}

/* Without descriptors the waiting one would wake us again and again. */
static void rest_if_full(int number)
{
    const struct timespec moment = {.tv_nsec = 10 * CLOCK_MILLISECOND_NS};

    if (number == EMFILE || number == ENFILE || number == ENOMEM)
        nanosleep(&moment, NULL);
}

/* A proxy speaks for many. */
static bool is_welcome(
    const struct web_server *server, const struct peer_address *peer)
{
    return connection_table_admits(server->table, peer) ||
           proxy_list_has(&server->service.proxies, peer);
}

static void accept_some(
    struct web_server *server, int listen_fd, int64_t now_ns)
{
    struct sockaddr_storage from;

    for (int i = 0; i < ACCEPTS_MOST; i++) {
        socklen_t length = sizeof from;
        int fd = accept4(listen_fd, (struct sockaddr *)&from, &length,
            SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            rest_if_full(errno);
            return;
        }
        struct peer_address peer =
            peer_address_of((const struct sockaddr *)&from);
        if (is_welcome(server, &peer) && make_place(server))
            begin_connection(server, fd, &peer, now_ns);
        else
            close(fd);
    }
}

static void sweep(struct web_server *server, int64_t now_ns)
{
    struct web_connection *next;

    if (now_ns < server->next_sweep_ns)
        return;
    server->next_sweep_ns = now_ns + SWEEP_NS;
    for (struct web_connection *it = server->first; it; it = next) {
        next = web_connection_links(it)->next;
        if (web_connection_is_overdue(it, now_ns))
            end_connection(server, it);
    }
}

static void flush_log(struct web_server *server)
{
    struct err err;

    if (server->service.log && !access_log_flush(server->service.log, &err))
        server->warn(&err);
}

/* New connections come last: the place that they take may be that of one
 * with an event still to be looked at. */
static void take_events(struct web_server *server,
    const struct epoll_event *events, int count, int64_t now_ns)
{
    for (int i = 0; i < count; i++) {
        void *data = events[i].data.ptr;
        if (!data)
            server->is_told_to_stop = true;
        else if (!is_listener(server, data))
            work(server, data, now_ns);
    }
    for (int i = 0; i < count; i++) {
        int *fd = events[i].data.ptr;
        if (fd && is_listener(server, fd) && *fd >= 0)
            accept_some(server, *fd, now_ns);
    }
}

static void turn(struct web_server *server)
{
    struct epoll_event events[EVENTS_MOST];
    int count = epoll_wait(
        server->epoll_fd, events, EVENTS_MOST, server->first ? 1000 : -1);
    int64_t now_ns = clock_monotonic_ns();

    take_events(server, events, count, now_ns);
    sweep(server, now_ns);
    flush_log(server);
}

void web_server_run(struct web_server *server, int stop_fd)
{
    server->is_told_to_stop = !watch(server, stop_fd, EPOLLIN, NULL);
    while (!server->is_told_to_stop)
        turn(server);
    epoll_ctl(server->epoll_fd, EPOLL_CTL_DEL, stop_fd, NULL);
}

static void end_idle(struct web_server *server)
{
    struct web_connection *next;

    for (struct web_connection *it = server->first; it; it = next) {
        next = web_connection_links(it)->next;
        if (web_connection_is_idle(it))
            end_connection(server, it);
    }
}

void web_server_drain(struct web_server *server, int stop_fd, int64_t most_ns)
{
    int64_t end_ns = clock_monotonic_ns() + most_ns;

    listen_sockets_clear(&server->sockets);
    server->service.is_ending = true;
    end_idle(server);
    server->is_told_to_stop = !watch(server, stop_fd, EPOLLIN, NULL);
    while (server->first && !server->is_told_to_stop &&
           clock_monotonic_ns() < end_ns) {
        turn(server);
        end_idle(server);
    }
}

const char *web_server_url(const struct web_server *server)
{
    return text_string(&server->url);
}

void web_server_free(struct web_server *server)
{
    if (!server)
        return;
    while (server->first)
        end_connection(server, server->first);
    listen_sockets_clear(&server->sockets);
    if (server->epoll_fd >= 0)
        close(server->epoll_fd);
    drop_settings(server);
    text_clear(&server->url);
    free(server);
}
