/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/listen_address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

#define BACKLOG 1024

static bool bad_address(const char *text, struct err *err)
{
    return err_set(err, ERR_CONFIG,
        "\"%s\": expected ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080",
        text);
}

/* "1:2" could be an IPv6 address without brackets or port, so several colons
 * need brackets. */
bool listen_address_parse(
    const char *text, struct listen_address *address, struct err *err)
{
    struct listen_address parsed = {0};
    const char *colon = strrchr(text, ':');
    bool has_brackets = colon && text[0] == '[' && colon[-1] == ']';
    int64_t port;

    if (!colon || (!has_brackets && colon != strchr(text, ':')))
        return bad_address(text, err);
    const char *host = text + has_brackets;
    size_t length = (size_t)(colon - host) - has_brackets;
    if (length == 0 || length >= sizeof parsed.host ||
        memchr(host, '[', length) || memchr(host, ']', length) ||
        strlen(colon + 1) >= sizeof parsed.port ||
        !isdigit((unsigned char)colon[1]))
        return bad_address(text, err);
    if (!quantity_parse_whole(colon + 1, 0, UINT16_MAX, &port, err))
        return bad_address(text, err);
    memcpy(parsed.host, host, length);
    memcpy(parsed.port, colon + 1, strlen(colon + 1));
    *address = parsed;
    return true;
}

static int fail_listen(const struct listen_address *address, struct err *err)
{
    bool is_six = strchr(address->host, ':');
    enum err_kind kind = ERR_NET;

    if (errno == EADDRINUSE)
        kind = ERR_BUSY;
    else if (errno == EADDRNOTAVAIL || errno == EACCES)
        kind = ERR_CONFIG;
    err_set_errno(err, kind, "listen on %s%s%s:%s", is_six ? "[" : "",
        address->host, is_six ? "]" : "", address->port);
    return -1;
}

/* SO_REUSEADDR lets a restarted server have its port while old connections
 * linger; it does not share a port with another listener. */
static int open_socket(const struct listen_address *address,
    const struct addrinfo *info, struct err *err)
{
    const int on = 1;
    own_fd int fd = socket(info->ai_family,
        SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, info->ai_protocol);

    if (info->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (fd < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(fd, info->ai_addr, info->ai_addrlen) < 0 ||
        listen(fd, BACKLOG) < 0)
        return fail_listen(address, err);
    int opened = fd;
    fd = -1;
    return opened;
}

int listen_address_open(const struct listen_address *address, struct err *err)
{
    const struct addrinfo hints = {
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_PASSIVE | AI_NUMERICSERV,
    };
    struct addrinfo *info;
    int failure = getaddrinfo(address->host, address->port, &hints, &info);

    if (failure) {
        err_set(err, ERR_CONFIG, "listen on %s: %s", address->host,
            gai_strerror(failure));
        return -1;
    }
    int fd = open_socket(address, info, err);
    freeaddrinfo(info);
    return fd;
}
