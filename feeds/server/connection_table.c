/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/connection_table.h"

#include <netinet/in.h>
#include <string.h>

/* An IPv6 address, an IPv4 one as ::ffff:a.b.c.d. Of IPv6 only the network
 * counts: every customer has 2^64 addresses in it. */
struct peer_key {
    struct in6_addr address;
    bool is_local;
};

enum connection_state {
    CONNECTION_FREE,
    CONNECTION_WAITS,
    CONNECTION_BUSY,
    CONNECTION_ENDS /* was overdue */
};

struct connection {
    enum connection_state state;
    struct peer_key peer;
    int fd;
    int64_t since_ns; /* waiting */
};

struct connection_table {
    struct connection_limits limits;
    struct connection places[];
};

struct connection_table *connection_table_new(
    const struct connection_limits *limits, struct err *err)
{
    struct connection_table *table = calloc(
        1, sizeof *table + (size_t)limits->most * sizeof(struct connection));

    if (!table)
        return err_no_memory(err), NULL;
    table->limits = *limits;
    return table;
}

static struct peer_key key_of_four(const uint8_t bytes[4])
{
    struct peer_key key = {.is_local = bytes[0] == 127};

    key.address.s6_addr[10] = 0xff;
    key.address.s6_addr[11] = 0xff;
    memcpy(key.address.s6_addr + 12, bytes, 4);
    return key;
}

static struct peer_key key_of(const struct sockaddr *peer)
{
    struct peer_key key = {0};

    if (peer->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, peer, sizeof four);
        return key_of_four((const uint8_t *)&four.sin_addr);
    }
    if (peer->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, peer, sizeof six);
        if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr))
            return key_of_four(six.sin6_addr.s6_addr + 12);
        key.is_local = IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
        memcpy(key.address.s6_addr, six.sin6_addr.s6_addr, 8);
    }
    return key;
}

bool connection_table_admits(
    const struct connection_table *table, const struct sockaddr *peer)
{
    struct peer_key key = key_of(peer);
    int same = 0;

    for (int i = 0; i < table->limits.most; i++) {
        const struct connection *place = &table->places[i];
        if (place->state != CONNECTION_FREE &&
            IN6_ARE_ADDR_EQUAL(&place->peer.address, &key.address))
            same++;
    }
    return key.is_local || same < table->limits.most_per_address;
}

struct connection *connection_table_add(struct connection_table *table,
    const struct sockaddr *peer, int fd, int64_t now_ns)
{
    for (int i = 0; i < table->limits.most; i++) {
        struct connection *place = &table->places[i];
        if (place->state != CONNECTION_FREE)
            continue;
        *place = (struct connection){
            .state = CONNECTION_WAITS,
            .peer = key_of(peer),
            .fd = fd,
            .since_ns = now_ns,
        };
        return place;
    }
    return NULL;
}

void connection_begin_answer(struct connection *connection)
{
    if (connection && connection->state == CONNECTION_WAITS)
        connection->state = CONNECTION_BUSY;
}

void connection_end_answer(struct connection *connection, int64_t now_ns)
{
    if (!connection || connection->state != CONNECTION_BUSY)
        return;
    connection->state = CONNECTION_WAITS;
    connection->since_ns = now_ns;
}

void connection_remove(struct connection *connection)
{
    if (connection)
        connection->state = CONNECTION_FREE;
}

int connection_table_overdue(struct connection_table *table, int64_t now_ns)
{
    struct connection *longest = NULL;
    int free_count = 0;

    for (int i = 0; i < table->limits.most; i++) {
        struct connection *place = &table->places[i];
        /* One that ends will be free in a moment. */
        if (place->state == CONNECTION_FREE || place->state == CONNECTION_ENDS)
            free_count++;
        if (place->state == CONNECTION_WAITS &&
            (!longest || place->since_ns < longest->since_ns))
            longest = place;
    }
    if (!longest || (free_count >= table->limits.spare &&
                        now_ns - longest->since_ns < table->limits.wait_ns))
        return -1;
    longest->state = CONNECTION_ENDS;
    return longest->fd;
}

void connection_table_free(struct connection_table *table)
{
    free(table);
}
