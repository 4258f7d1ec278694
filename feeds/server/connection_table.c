/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/connection_table.h"

enum connection_state { CONNECTION_WAITS, CONNECTION_BUSY };

/* A list through them: a place is made when it is needed. */
struct connection {
    struct connection_table *table;
    struct connection *next;
    struct connection *before;
    enum connection_state state;
    struct peer_address customer;
    void *owner;
    int64_t since_ns; /* waiting, or its last good pace */
    uint64_t taken;   /* then */
};

struct connection_table {
    struct connection_limits limits;
    struct connection *first;
    int count;
};

struct connection_table *connection_table_new(
    const struct connection_limits *limits, struct err *err)
{
    struct connection_table *table = calloc(1, sizeof *table);

    if (!table)
        return err_no_memory(err), NULL;
    table->limits = *limits;
    return table;
}

void connection_table_set_limits(
    struct connection_table *table, const struct connection_limits *limits)
{
    table->limits = *limits;
}

bool connection_table_admits(
    const struct connection_table *table, const struct peer_address *peer)
{
    struct peer_address customer = peer_address_customer(peer);
    int same = 0;

    if (peer_address_is_local(peer))
        return true;
    for (const struct connection *it = table->first; it; it = it->next)
        same += peer_address_is_equal(&it->customer, &customer);
    return same < table->limits.most_per_address;
}

bool connection_table_is_full(const struct connection_table *table)
{
    return table->count >= table->limits.most;
}

struct connection *connection_table_add(struct connection_table *table,
    const struct peer_address *peer, void *owner, int64_t now_ns)
{
    struct connection *added =
        connection_table_is_full(table) ? NULL : calloc(1, sizeof *added);

    if (!added)
        return NULL;
    *added = (struct connection){
        .table = table,
        .next = table->first,
        .customer = peer_address_customer(peer),
        .owner = owner,
        .since_ns = now_ns,
    };
    if (table->first)
        table->first->before = added;
    table->first = added;
    table->count++;
    return added;
}

void connection_begin_answer(struct connection *connection, int64_t now_ns)
{
    connection->state = CONNECTION_BUSY;
    connection->since_ns = now_ns;
}

void connection_end_answer(struct connection *connection, int64_t now_ns)
{
    connection->state = CONNECTION_WAITS;
    connection->since_ns = now_ns;
}

bool connection_keeps_pace(
    struct connection *connection, uint64_t taken, int64_t now_ns)
{
    const struct connection_limits *limits = &connection->table->limits;

    if (connection->state != CONNECTION_BUSY)
        return true;
    if (taken - connection->taken >= (uint64_t)limits->slow_bytes) {
        connection->taken = taken;
        connection->since_ns = now_ns;
    }
    return now_ns - connection->since_ns < limits->slow_ns;
}

bool connection_is_overdue(const struct connection *connection, int64_t now_ns)
{
    return connection->state == CONNECTION_WAITS &&
           now_ns - connection->since_ns >= connection->table->limits.wait_ns;
}

void *connection_table_longest(const struct connection_table *table)
{
    const struct connection *longest = NULL;

    for (const struct connection *it = table->first; it; it = it->next) {
        if (it->state == CONNECTION_WAITS &&
            (!longest || it->since_ns <= longest->since_ns))
            longest = it;
    }
    return longest ? longest->owner : NULL;
}

void connection_remove(struct connection *connection)
{
    if (!connection)
        return;
    if (connection->next)
        connection->next->before = connection->before;
    if (connection->before)
        connection->before->next = connection->next;
    else
        connection->table->first = connection->next;
    connection->table->count--;
    free(connection);
}

void connection_table_free(struct connection_table *table)
{
    while (table && table->first)
        connection_remove(table->first);
    free(table);
}
