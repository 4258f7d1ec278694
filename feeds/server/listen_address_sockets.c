/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/listen_address.h"

#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

/* Where the service manager puts them (sd_listen_fds(3)). */
#define FIRST_INHERITED 3

void listen_address_name(int fd, char name[LISTEN_NAME_BYTES])
{
    struct sockaddr_storage bound;
    socklen_t length = sizeof bound;
    char host[LISTEN_NAME_BYTES - LISTEN_PORT_BYTES - 4];
    char port[LISTEN_PORT_BYTES];

    snprintf(name, LISTEN_NAME_BYTES, "?");
    if (getsockname(fd, (struct sockaddr *)&bound, &length) < 0 ||
        getnameinfo((struct sockaddr *)&bound, length, host, sizeof host, port,
            sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    snprintf(name, LISTEN_NAME_BYTES, strchr(host, ':') ? "[%s]:%s" : "%s:%s",
        host, port);
}

static bool read_number(const char *name, int64_t *number)
{
    const char *text = getenv(name);
    struct err err;

    return text && quantity_parse_whole(text, 1, INT32_MAX, number, &err);
}

/* The variables are for this process alone: a child may have inherited them
 * by mistake. */
static bool inherit(struct listen_sockets *sockets, struct err *err)
{
    int64_t process;
    int64_t count;

    if (!read_number("LISTEN_PID", &process) || process != getpid() ||
        !read_number("LISTEN_FDS", &count))
        return true;
    if (count > LISTEN_SOCKETS_MOST)
        return err_set(err, ERR_CONFIG, "more than %d sockets to listen on",
            LISTEN_SOCKETS_MOST);
    for (int fd = FIRST_INHERITED; fd < FIRST_INHERITED + count; fd++) {
        fcntl(fd, F_SETFD, FD_CLOEXEC);
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
        sockets->fds[sockets->count++] = fd;
    }
    return true;
}

static bool open_one(struct listen_sockets *sockets, const char *word,
    size_t length, struct err *err)
{
    char copy[LISTEN_HOST_BYTES + LISTEN_PORT_BYTES + 3];
    struct listen_address address;

    snprintf(copy, sizeof copy, "%.*s", (int)length, word);
    if (sockets->count == LISTEN_SOCKETS_MOST)
        return err_set(err, ERR_CONFIG, "more than %d addresses to listen on",
            LISTEN_SOCKETS_MOST);
    if (!listen_address_parse(copy, &address, err))
        return false;
    int fd = listen_address_open(&address, err);
    if (fd < 0)
        return false;
    sockets->fds[sockets->count++] = fd;
    return true;
}

bool listen_sockets_open(
    struct listen_sockets *sockets, const char *list, struct err *err)
{
    own_value(listen_sockets) opened = {0};
    struct listen_address ignored;
    const char *at = list + strspn(list, " \t,");

    if (!inherit(&opened, err))
        return false;
    if (opened.count > 0)
        at = "";
    else if (!*at)
        return listen_address_parse(list, &ignored, err);
    while (*at) {
        size_t length = strcspn(at, " \t,");
        if (!open_one(&opened, at, length, err))
            return false;
        at += length;
        at += strspn(at, " \t,");
    }
    *sockets = opened;
    opened.count = 0;
    return true;
}

void listen_sockets_clear(struct listen_sockets *sockets)
{
    for (size_t i = 0; i < sockets->count; i++)
        close(sockets->fds[i]);
    sockets->count = 0;
}
