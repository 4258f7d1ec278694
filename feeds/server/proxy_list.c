/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/proxy_list.h"

#include <string.h>

#include "recorder/base/quantity.h"

static bool refuse(const char *word, size_t length, struct err *err)
{
    return err_set(err, ERR_CONFIG,
        "\"%.*s\": expected an address or a network such as 127.0.0.1 or "
        "10.0.0.0/8",
        (int)length, word);
}

static bool parse_bits(const char *text, size_t length, int most, int *bits)
{
    char copy[4] = "";
    struct err err;
    int64_t number;

    if (length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    if (!quantity_parse_whole(copy, 0, most, &number, &err))
        return false;
    *bits = (int)number;
    return true;
}

static bool add(struct proxy_list *proxies, const char *word, size_t length,
    struct err *err)
{
    const char *slash = memchr(word, '/', length);
    size_t number_length = slash ? (size_t)(slash - word) : length;
    struct peer_address network;
    int bits = 128;

    if (proxies->count == PROXY_LIST_MOST)
        return err_set(
            err, ERR_CONFIG, "more than %d proxies", PROXY_LIST_MOST);
    if (!peer_address_parse(word, number_length, &network))
        return refuse(word, length, err);
    bool is_four = IN6_IS_ADDR_V4MAPPED(&network.number);
    if (slash) {
        if (!parse_bits(slash + 1, length - number_length - 1,
                is_four ? 32 : 128, &bits))
            return refuse(word, length, err);
        bits += is_four ? 96 : 0;
    }
    proxies->items[proxies->count].network = network;
    proxies->items[proxies->count++].bits = bits;
    return true;
}

bool proxy_list_parse(
    struct proxy_list *proxies, const char *text, struct err *err)
{
    struct proxy_list parsed = {0};

    for (const char *at = text ? text : ""; *at;) {
        size_t length = strcspn(at, " \t,");
        if (length > 0 && !add(&parsed, at, length, err))
            return false;
        at += length;
        at += strspn(at, " \t,");
    }
    *proxies = parsed;
    return true;
}

bool proxy_list_has(
    const struct proxy_list *proxies, const struct peer_address *address)
{
    for (size_t i = 0; i < proxies->count; i++) {
        if (peer_address_is_within(
                address, &proxies->items[i].network, proxies->items[i].bits))
            return true;
    }
    return false;
}

static size_t trimmed(const char **word, size_t length)
{
    while (length > 0 && strchr(" \t", **word)) {
        ++*word;
        length--;
    }
    while (length > 0 && strchr(" \t", (*word)[length - 1]))
        length--;
    return length;
}

struct peer_address proxy_list_client(const struct proxy_list *proxies,
    const struct peer_address *peer, const char *forwarded_for)
{
    struct peer_address client = *peer;
    const char *end =
        forwarded_for ? forwarded_for + strlen(forwarded_for) : NULL;

    while (end && end >= forwarded_for && proxy_list_has(proxies, &client)) {
        const char *start = end;
        while (start > forwarded_for && start[-1] != ',')
            start--;
        const char *word = start;
        size_t length = trimmed(&word, (size_t)(end - start));
        if (!peer_address_parse(word, length, &client))
            break;
        end = start > forwarded_for ? start - 1 : NULL;
    }
    return client;
}
