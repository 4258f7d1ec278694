/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_verb.h"

#include <string.h>

#include "feeds/feed_address.h"
#include "feeds/reader/feed_parser.h"
#include "recorder/base/whole_file.h"

bool feed_verb_is_address(const char *place)
{
    return feed_address_is_absolute(place);
}

bool feed_verb_ask(struct http_client *client, const char *address,
    struct http_reply *reply, struct err *err)
{
    const struct http_question question = {
        .address = address, .most = FEED_MOST_BYTES};

    if (!http_client_ask(client, &question, reply, err))
        return false;
    if (reply->status != 200)
        return err_set(
            err, ERR_NET, "%s: the answer is %d", address, reply->status);
    return !reply->is_cut ||
           err_set(err, ERR_LIMIT, "%s: it is larger than any feed", address);
}

static bool fetch(const char *address, struct text *bytes, struct err *err)
{
    own_value(http_reply) reply = {0};
    own(http_client) client = http_client_new(err);

    if (!client || !feed_verb_ask(client, address, &reply, err))
        return false;
    text_append_bytes(bytes, text_string(&reply.body), reply.body.length);
    return text_finish(bytes, err);
}

bool feed_verb_read(const char *place, struct text *bytes, struct err *err)
{
    if (feed_verb_is_address(place))
        return fetch(place, bytes, err);
    return whole_file_read(place, FEED_MOST_BYTES, bytes, err) ||
           err_prefix(err, "%s", strcmp(place, "-") ? place : "standard input");
}
