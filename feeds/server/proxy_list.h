/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The proxies that are believed when they say whom they speak for.
 *
 *     own_value(proxy_list) proxies = {0};
 *     if (!proxy_list_parse(&proxies, "127.0.0.1 ::1 10.0.0.0/8", err))
 *         return false;
 *     client = proxy_list_client(&proxies, &peer, "203.0.113.9");
 */
#ifndef ROOMCAST_FEEDS_SERVER_PROXY_LIST_H
#define ROOMCAST_FEEDS_SERVER_PROXY_LIST_H

#include "feeds/server/peer_address.h"
#include "recorder/base/err.h"

#define PROXY_LIST_MOST 32
struct proxy_list {
    size_t count;
    struct {
        struct peer_address network;
        int bits; /* 0 to 128 */
    } items[PROXY_LIST_MOST];
};

/* Reads addresses and networks between blanks or commas; NULL is none. */
bool proxy_list_parse(
    struct proxy_list *proxies, const char *text, struct err *err);

bool proxy_list_has(
    const struct proxy_list *proxies, const struct peer_address *address);

/* The client behind `peer`: the last address of X-Forwarded-For that is no
 * proxy of ours, for what stands before it anybody may have written. `peer`
 * itself when it is no proxy, said nothing (NULL) or no address. */
struct peer_address proxy_list_client(const struct proxy_list *proxies,
    const struct peer_address *peer, const char *forwarded_for);

#endif
