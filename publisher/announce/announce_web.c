/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/announce/announce_web.h"

#include <ctype.h>
#include <string.h>

#include "publisher/check/http_client.h"

#define LIMIT_MS 5000
#define MOST_ANSWER_BYTES 65536

static void append_encoded(struct text *text, const char *value)
{
    for (const char *at = value; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (isalnum(byte) || strchr("-._~", byte))
            text_append_byte(text, byte);
        else
            text_appendf(text, "%%%02X", byte);
    }
}

static bool ask(const struct http_question *question, struct err *err)
{
    own(http_client) client = http_client_new(err);
    own_value(http_reply) reply = {0};

    if (!client || !http_client_ask(client, question, &reply, err))
        return false;
    return (reply.status >= 200 && reply.status < 300) ||
           err_set(err, ERR_NET, "it answers with status %d", reply.status);
}

static struct http_question question_of(int stop_fd)
{
    return (struct http_question){
        .most = MOST_ANSWER_BYTES,
        .is_direct = true,
        .limit_ms = LIMIT_MS,
        .stop_fd = stop_fd > 0 ? stop_fd : 0,
    };
}

static bool tell_hub(
    const char *hub, const char *feed, int stop_fd, struct err *err)
{
    struct http_question question = question_of(stop_fd);
    own_value(text) form = {0};

    text_append(&form, "hub.mode=publish&hub.url=");
    append_encoded(&form, feed);
    question.address = hub;
    question.form = text_string(&form);
    return text_finish(&form, err) && ask(&question, err);
}

bool announce_to_hub(const char *hub, const struct announcement *news,
    int stop_fd, struct err *err)
{
    bool is_told =
        tell_hub(hub, news->feed, stop_fd, err) &&
        (!news->other_feed || tell_hub(hub, news->other_feed, stop_fd, err));

    return is_told || err_prefix(err, "hub %s", hub);
}

bool announce_to_podping(const struct podping *podping,
    const struct announcement *news, int stop_fd, struct err *err)
{
    struct http_question question = question_of(stop_fd);
    own_value(text) address = {0};

    text_appendf(&address, "%s%curl=", podping->address,
        strchr(podping->address, '?') ? '&' : '?');
    append_encoded(&address, news->feed);
    text_appendf(
        &address, "&reason=%s&medium=", announcement_reason_name(news->reason));
    append_encoded(&address, news->medium ? news->medium : "podcast");
    question.address = text_string(&address);
    question.authorization = podping->token;
    return (text_finish(&address, err) && ask(&question, err)) ||
           err_prefix(err, "podping %s", podping->address);
}
