/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_client.h"

#include <string.h>

#include "publisher/relay/icecast_answer.h"
#include "publisher/relay/icecast_request.h"
#include "publisher/relay/page_queue.h"
#include "publisher/relay/transfer.h"
#include "recorder/base/clock.h"
#include "recorder/base/text.h"

#define PATIENCE_NS (10 * CLOCK_SECOND_NS)
#define FINISH_CHECK_NS (20 * CLOCK_MILLISECOND_NS)
#define RECEIVE_BYTES 2048
#define MOST_RECEIVES 4 /* in one step: a talkative server holds up nobody */

struct icecast_client {
    struct transfer *transfer;
    enum icecast_state state;
    enum icecast_failure failure;
    struct err err;
    struct text place;   /* "host:port", for messages */
    struct text request; /* wiped and empty once sent */
    size_t request_sent;
    struct icecast_answer answer;
    struct page_queue queue;
    struct icecast_figures figures;
    bool has_begun;
    bool is_connected;
    bool is_finishing;
    bool was_waiting;   /* for the server, at the last step */
    int64_t moved_ns;   /* when something last went on */
    int64_t checked_ns; /* the last step */
    int64_t acknowledged;
};

static void wipe_request(struct icecast_client *client)
{
    if (client->request.bytes)
        explicit_bzero(client->request.bytes, client->request.capacity);
    text_clear(&client->request);
}

/* *client->err is filled. */
static void fail(struct icecast_client *client, enum icecast_failure failure)
{
    err_prefix(&client->err, "%s", text_string(&client->place));
    client->state = ICECAST_FAILED;
    client->failure = failure;
    wipe_request(client);
    transfer_free(client->transfer);
    client->transfer = NULL;
}

static void fail_at_connecting(struct icecast_client *client)
{
    static const enum icecast_failure failures[] = {
        [TRANSFER_DNS] = ICECAST_DNS,
        [TRANSFER_CONNECT] = ICECAST_CONNECT,
        [TRANSFER_TLS] = ICECAST_TLS,
        [TRANSFER_OTHER] = ICECAST_CONNECT,
    };

    client->err = *transfer_error(client->transfer);
    fail(client, failures[transfer_failure(client->transfer)]);
}

static void fail_by_answer(struct icecast_client *client)
{
    static const enum icecast_failure failures[] = {
        [ICECAST_ANSWER_PASSWORD] = ICECAST_PASSWORD,
        [ICECAST_ANSWER_TAKEN] = ICECAST_MOUNT_TAKEN,
        [ICECAST_ANSWER_FULL] = ICECAST_FULL,
        [ICECAST_ANSWER_REFUSED] = ICECAST_REFUSED,
        [ICECAST_ANSWER_GARBAGE] = ICECAST_REFUSED,
    };
    const struct icecast_answer *answer = &client->answer;

    if (answer->verdict == ICECAST_ANSWER_GARBAGE)
        err_set(&client->err, ERR_NET, "the answer is not of Icecast");
    else
        err_set(&client->err,
            answer->verdict == ICECAST_ANSWER_PASSWORD ? ERR_CONFIG : ERR_NET,
            "the server answered %d: %s", answer->status, answer->reason);
    fail(client, failures[answer->verdict]);
}

/* The server closed, or cannot be reached any more. */
static void fail_by_loss(struct icecast_client *client)
{
    if (client->answer.length > 0 &&
        icecast_answer_closed(&client->answer) != ICECAST_ANSWER_CONSENT) {
        fail_by_answer(client);
        return;
    }
    err_set(&client->err, ERR_NET,
        client->state == ICECAST_ON_AIR
            ? "the server closed the connection"
            : "the server closed the connection without an answer");
    fail(client, ICECAST_LOST);
}

static void send_request(struct icecast_client *client)
{
    enum transfer_move move = TRANSFER_MOVED;
    size_t moved;

    while (move == TRANSFER_MOVED &&
           client->request_sent < client->request.length) {
        move = transfer_send(client->transfer,
            client->request.bytes + client->request_sent,
            client->request.length - client->request_sent, &moved);
        client->request_sent += moved;
    }
    if (client->request_sent == client->request.length)
        wipe_request(client), client->request_sent = 0;
    transfer_watch_room(client->transfer, client->request.length > 0);
    if (move == TRANSFER_BROKEN)
        fail_by_loss(client);
}

static void send_pages(struct icecast_client *client)
{
    enum transfer_move move = TRANSFER_MOVED;
    const void *bytes;
    size_t length;
    size_t moved;

    while (move == TRANSFER_MOVED &&
           (length = page_queue_front(&client->queue, &bytes)) > 0) {
        move = transfer_send(client->transfer, bytes, length, &moved);
        client->figures.sent_bytes += (int64_t)moved;
        if (moved > 0 && page_queue_taken(&client->queue, moved))
            client->figures.sent_pages++;
    }
    transfer_watch_room(client->transfer, move == TRANSFER_WAITS);
    if (move == TRANSFER_BROKEN)
        fail_by_loss(client);
}

static void receive(struct icecast_client *client)
{
    enum transfer_move move = TRANSFER_MOVED;
    enum icecast_verdict verdict = ICECAST_ANSWER_PENDING;
    char bytes[RECEIVE_BYTES];
    size_t moved;

    for (int i = 0; move == TRANSFER_MOVED && i < MOST_RECEIVES; i++) {
        move = transfer_receive(client->transfer, bytes, sizeof bytes, &moved);
        verdict = icecast_answer_push(&client->answer, bytes, moved);
    }
    if (verdict > ICECAST_ANSWER_CONSENT)
        fail_by_answer(client);
    else if (move == TRANSFER_BROKEN)
        fail_by_loss(client);
    else if (verdict == ICECAST_ANSWER_CONSENT)
        client->state = ICECAST_ON_AIR;
}

static bool has_more(const struct icecast_client *client)
{
    return client->queue.count > 0 ||
           transfer_unacknowledged(client->transfer) > 0;
}

/* What the system took is not yet with the server: what it acknowledged is. */
static void watch_progress(struct icecast_client *client, int64_t now_ns)
{
    int64_t acknowledged = transfer_acknowledged(client->transfer);
    bool is_waiting = client->state == ICECAST_CONNECTING || has_more(client);

    if (client->state == ICECAST_ON_AIR &&
        (!client->was_waiting || acknowledged != client->acknowledged))
        client->moved_ns = now_ns;
    client->was_waiting = is_waiting;
    client->acknowledged = acknowledged;
    if (now_ns - client->moved_ns < PATIENCE_NS)
        return;
    err_set(&client->err, ERR_NET,
        client->state == ICECAST_ON_AIR
            ? "the server took nothing for ten seconds"
            : "the server did not answer within ten seconds");
    fail(client, ICECAST_STALLED);
}

static void step_connecting(struct icecast_client *client, int64_t now_ns)
{
    if (!client->has_begun) {
        client->has_begun = true;
        client->moved_ns = now_ns;
    }
    switch (transfer_step(client->transfer, now_ns)) {
    case TRANSFER_GOES:
        break;
    case TRANSFER_DONE:
        client->is_connected = true;
        break;
    case TRANSFER_FAILED:
        fail_at_connecting(client);
        break;
    }
}

static void close_when_sent(struct icecast_client *client)
{
    if (!client->is_finishing || has_more(client))
        return;
    client->state = ICECAST_CLOSED;
    transfer_free(client->transfer);
    client->transfer = NULL;
}

enum icecast_state icecast_client_step(
    struct icecast_client *client, int64_t now_ns)
{
    client->checked_ns = now_ns;
    if (client->transfer && !client->is_connected)
        step_connecting(client, now_ns);
    if (client->transfer && client->is_connected)
        receive(client);
    if (client->transfer && client->is_connected && client->request.length > 0)
        send_request(client);
    if (client->transfer && client->state == ICECAST_ON_AIR)
        send_pages(client);
    if (client->transfer)
        watch_progress(client, now_ns);
    if (client->transfer)
        close_when_sent(client);
    return client->state;
}

static bool begin_transfer(struct icecast_client *client,
    const struct icecast_target *target, struct err *err)
{
    own_value(text) address = {0};
    struct transfer_request request = {
        .web.ca_file = target->ca_file, .is_wire = true};

    icecast_append_url(&address, target, "/");
    if (!text_finish(&address, err))
        return false;
    request.web.address = text_string(&address);
    client->transfer = transfer_new(&request, err);
    return client->transfer != NULL;
}

static bool is_readable(const char *path, struct err *err)
{
    if (!path || access(path, R_OK) == 0)
        return true;
    return err_set_errno(err, ERR_CONFIG, "%s", path);
}

struct icecast_client *icecast_client_new(const struct icecast_target *target,
    const struct icecast_facts *facts, struct err *err)
{
    own(icecast_client) client = NULL;

    if (!icecast_target_check(target, err) ||
        !is_readable(target->ca_file, err))
        return NULL;
    client = calloc(1, sizeof *client);
    if (!client)
        return err_no_memory(err), NULL;
    icecast_append_place(&client->place, target);
    icecast_append_request(&client->request, target, facts);
    if (!text_finish(&client->place, err) ||
        !text_finish(&client->request, err) ||
        !begin_transfer(client, target, err))
        return NULL;
    return take(client);
}

int icecast_client_descriptor(const struct icecast_client *client)
{
    return client->transfer ? transfer_descriptor(client->transfer) : -1;
}

int64_t icecast_client_deadline_ns(const struct icecast_client *client)
{
    int64_t deadline_ns;

    if (!client->transfer)
        return INT64_MAX;
    if (!client->is_connected) {
        deadline_ns = transfer_deadline_ns(client->transfer);
        return deadline_ns < client->moved_ns + PATIENCE_NS
                   ? deadline_ns
                   : client->moved_ns + PATIENCE_NS;
    }
    if (client->state == ICECAST_ON_AIR && !has_more(client))
        return INT64_MAX;
    /* Acknowledgements wake nobody. */
    return client->is_finishing ? client->checked_ns + FINISH_CHECK_NS
                                : client->moved_ns + PATIENCE_NS;
}

enum icecast_state icecast_client_state(const struct icecast_client *client)
{
    return client->state;
}

enum icecast_failure icecast_client_failure(const struct icecast_client *client)
{
    return client->failure;
}

const struct err *icecast_client_error(const struct icecast_client *client)
{
    return &client->err;
}

bool icecast_client_push(
    struct icecast_client *client, const struct icecast_page *page)
{
    if (client->state != ICECAST_ON_AIR || client->is_finishing ||
        !page_queue_push(
            &client->queue, page->bytes, page->length, page->frames_48k)) {
        client->figures.dropped_pages++;
        return false;
    }
    send_pages(client);
    return true;
}

void icecast_client_finish(struct icecast_client *client)
{
    client->is_finishing = true;
    client->checked_ns = 0;
}

struct icecast_figures icecast_client_figures(
    const struct icecast_client *client)
{
    struct icecast_figures figures = client->figures;

    figures.queued_frames_48k = client->queue.frames_48k;
    return figures;
}

void icecast_client_free(struct icecast_client *client)
{
    if (!client)
        return;
    wipe_request(client);
    transfer_free(client->transfer);
    page_queue_clear(&client->queue);
    text_clear(&client->place);
    free(client);
}
