/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_target.h"

#include <string.h>
#include <sys/epoll.h>

#include "publisher/relay/icecast_admin.h"
#include "publisher/relay/icecast_copy.h"
#include "publisher/relay/icecast_request.h"
#include "recorder/base/text.h"

struct relay_target {
    struct icecast_target servers[RELAY_MOST_SERVERS]; /* copies */
    char *urls[RELAY_MOST_SERVERS]; /* what listeners open at each */
    struct icecast_facts facts;     /* a copy */
    struct reconnect_plan plan;
    struct icecast_client *client; /* on the air, or on the way */
    struct icecast_client *scout;  /* looks whether the first is back */
    struct icecast_admin *admin;   /* while it is on the air */
    int epoll_fd;
    enum relay_state state;
    bool has_titles;
    bool asks_listeners;
    bool has_news;
    struct err err;
    char *title;                     /* or NULL */
    struct relay_target_report past; /* sums over former clients */
};

static bool check_setup(const struct relay_target_setup *setup, struct err *err)
{
    if (setup->server_count < 1 || setup->server_count > RELAY_MOST_SERVERS)
        return err_set(err, ERR_CONFIG, "a relay: expected 1 to %d servers",
            RELAY_MOST_SERVERS);
    for (int i = 0; i < setup->server_count; i++)
        if (!icecast_target_check(&setup->servers[i], err))
            return false;
    return true;
}

static bool copy_server(
    struct relay_target *target, int server, const struct icecast_target *from)
{
    struct text url = {0};

    icecast_append_url(&url, from, from->mount);
    target->urls[server] = text_take(&url);
    return target->urls[server] &&
           icecast_target_copy(&target->servers[server], from);
}

static bool copy_setup(
    struct relay_target *target, const struct relay_target_setup *setup)
{
    target->has_titles = setup->facts.content_type &&
                         strcmp(setup->facts.content_type, "audio/mpeg") == 0;
    target->asks_listeners = setup->asks_listeners;
    for (int i = 0; i < setup->server_count; i++)
        if (!copy_server(target, i, &setup->servers[i]))
            return false;
    return icecast_facts_copy(&target->facts, &setup->facts);
}

struct relay_target *relay_target_new(
    const struct relay_target_setup *setup, struct err *err)
{
    own(relay_target) target = NULL;

    if (!check_setup(setup, err))
        return NULL;
    target = calloc(1, sizeof *target);
    if (!target)
        return err_no_memory(err), NULL;
    reconnect_plan_init(&target->plan, setup->server_count, setup->seed);
    if (setup->return_after_ns)
        reconnect_plan_set_return(&target->plan, setup->return_after_ns);
    target->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (target->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "epoll"), NULL;
    if (!copy_setup(target, setup))
        return err_no_memory(err), NULL;
    return take(target);
}

/* Goes by itself when the descriptor is closed. */
static void watch(struct relay_target *target, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};

    epoll_ctl(target->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

static struct icecast_client *connect_to(
    struct relay_target *target, int server, struct err *err)
{
    struct icecast_client *client =
        icecast_client_new(&target->servers[server], &target->facts, err);

    if (client)
        watch(target, icecast_client_descriptor(client));
    return client;
}

static void drop_client(struct relay_target *target)
{
    if (!target->client)
        return;
    const struct icecast_figures figures =
        icecast_client_figures(target->client);
    target->past.sent_bytes += figures.sent_bytes;
    target->past.sent_pages += figures.sent_pages;
    target->past.dropped_pages += figures.dropped_pages;
    icecast_client_free(target->client);
    icecast_admin_free(target->admin);
    target->client = NULL;
    target->admin = NULL;
}

static void drop_scout(struct relay_target *target)
{
    icecast_client_free(target->scout);
    target->scout = NULL;
}

/* Without memory for it the stream goes on, without titles. */
static void begin_admin(struct relay_target *target)
{
    struct err err;
    int server = reconnect_plan_server(&target->plan);

    if (!target->has_titles && !target->asks_listeners)
        return;
    target->admin = icecast_admin_new(&target->servers[server],
        target->has_titles, target->asks_listeners, &err);
    if (!target->admin)
        return;
    watch(target, icecast_admin_descriptor(target->admin));
    if (target->title)
        icecast_admin_set_title(target->admin, target->title);
}

static enum relay_change join(struct relay_target *target, int64_t now_ns)
{
    reconnect_plan_joined(&target->plan, now_ns);
    target->state = RELAY_ON_AIR;
    target->past.connects++;
    begin_admin(target);
    return RELAY_JOINED;
}

/* target->err is filled. */
static enum relay_change fail(
    struct relay_target *target, enum icecast_failure failure, int64_t now_ns)
{
    bool was_on_air = target->state == RELAY_ON_AIR;

    target->has_news |= reconnect_plan_failed(&target->plan, failure, now_ns);
    target->state = RELAY_BACKING_OFF;
    target->past.failures++;
    drop_client(target);
    drop_scout(target);
    return was_on_air ? RELAY_LEFT : RELAY_SAME;
}

static enum relay_change begin_connection(
    struct relay_target *target, int64_t now_ns)
{
    target->client =
        connect_to(target, reconnect_plan_server(&target->plan), &target->err);
    if (!target->client)
        return fail(target, ICECAST_CONNECT, now_ns);
    target->state = RELAY_CONNECTING;
    return RELAY_SAME;
}

static enum relay_change end(struct relay_target *target)
{
    drop_client(target);
    drop_scout(target);
    target->state = RELAY_IDLE;
    return RELAY_LEFT;
}

static enum relay_change step_client(
    struct relay_target *target, int64_t now_ns)
{
    enum icecast_state state = icecast_client_step(target->client, now_ns);

    if (target->state == RELAY_ENDING)
        return state == ICECAST_CLOSED || state == ICECAST_FAILED ? end(target)
                                                                  : RELAY_SAME;
    if (state == ICECAST_FAILED) {
        target->err = *icecast_client_error(target->client);
        return fail(target, icecast_client_failure(target->client), now_ns);
    }
    if (state == ICECAST_ON_AIR && target->state == RELAY_CONNECTING)
        return join(target, now_ns);
    return RELAY_SAME;
}

/* The preferred server is back: the stream moves there, as a new one. */
static enum relay_change move_to_scout(
    struct relay_target *target, int64_t now_ns)
{
    drop_client(target);
    target->client = take(target->scout);
    reconnect_plan_back(&target->plan, now_ns);
    return join(target, now_ns);
}

static enum relay_change step_scout(struct relay_target *target, int64_t now_ns)
{
    struct err err;

    if (target->state != RELAY_ON_AIR)
        return RELAY_SAME;
    if (!target->scout && now_ns >= reconnect_plan_return_ns(&target->plan))
        target->scout = connect_to(target, 0, &err);
    if (!target->scout)
        return RELAY_SAME;
    switch (icecast_client_step(target->scout, now_ns)) {
    case ICECAST_ON_AIR:
        return move_to_scout(target, now_ns);
    case ICECAST_FAILED:
        drop_scout(target);
        reconnect_plan_not_back(&target->plan, now_ns);
        return RELAY_SAME;
    default:
        return RELAY_SAME;
    }
}

enum relay_change relay_target_step(struct relay_target *target, int64_t now_ns)
{
    enum relay_change change = RELAY_SAME;

    if (target->state == RELAY_IDLE)
        return RELAY_SAME;
    if (!target->client && now_ns >= reconnect_plan_next_ns(&target->plan))
        change = begin_connection(target, now_ns);
    if (target->client)
        change = step_client(target, now_ns);
    if (change == RELAY_SAME)
        change = step_scout(target, now_ns);
    if (target->admin)
        icecast_admin_step(target->admin, now_ns);
    return change;
}

void relay_target_start(struct relay_target *target, int64_t now_ns)
{
    drop_client(target);
    drop_scout(target);
    reconnect_plan_start(&target->plan, now_ns);
    target->state = RELAY_CONNECTING;
}

void relay_target_stop(struct relay_target *target)
{
    drop_scout(target);
    if (target->state == RELAY_ON_AIR) {
        icecast_client_finish(target->client);
        target->state = RELAY_ENDING;
    } else if (target->state != RELAY_ENDING) {
        end(target);
    }
}

int relay_target_descriptor(const struct relay_target *target)
{
    return target->epoll_fd;
}

static int64_t client_deadline_ns(const struct icecast_client *client)
{
    if (!client)
        return INT64_MAX;
    switch (icecast_client_state(client)) {
    case ICECAST_FAILED:
    case ICECAST_CLOSED:
        return 0;
    default:
        return icecast_client_deadline_ns(client);
    }
}

static int64_t earlier(int64_t a_ns, int64_t b_ns)
{
    return a_ns < b_ns ? a_ns : b_ns;
}

int64_t relay_target_deadline_ns(const struct relay_target *target)
{
    int64_t deadline_ns = client_deadline_ns(target->client);

    if (target->state == RELAY_IDLE)
        return INT64_MAX;
    if (!target->client)
        return reconnect_plan_next_ns(&target->plan);
    if (target->scout)
        deadline_ns = earlier(deadline_ns, client_deadline_ns(target->scout));
    else if (target->state == RELAY_ON_AIR)
        deadline_ns =
            earlier(deadline_ns, reconnect_plan_return_ns(&target->plan));
    if (target->admin)
        deadline_ns =
            earlier(deadline_ns, icecast_admin_deadline_ns(target->admin));
    return deadline_ns;
}

bool relay_target_push(
    struct relay_target *target, const struct icecast_page *page)
{
    return target->client && icecast_client_push(target->client, page);
}

void relay_target_set_title(struct relay_target *target, const char *title)
{
    free(target->title);
    target->title = strdup(title);
    if (target->admin)
        icecast_admin_set_title(target->admin, title);
}

struct relay_target_report relay_target_report(
    const struct relay_target *target)
{
    struct relay_target_report report = target->past;
    struct icecast_figures now = {0};

    if (target->client)
        now = icecast_client_figures(target->client);
    report.state = target->state;
    report.server = reconnect_plan_server(&target->plan);
    report.listeners =
        target->admin ? icecast_admin_listeners(target->admin) : -1;
    report.sent_bytes += now.sent_bytes;
    report.sent_pages += now.sent_pages;
    report.dropped_pages += now.dropped_pages;
    report.queued_ms = now.queued_frames_48k / 48;
    report.next_ns = reconnect_plan_next_ns(&target->plan);
    return report;
}

const struct err *relay_target_error(const struct relay_target *target)
{
    return &target->err;
}

bool relay_target_take_news(struct relay_target *target)
{
    bool has_news = target->has_news;

    target->has_news = false;
    return has_news;
}

const char *relay_target_public_url(const struct relay_target *target)
{
    return target->urls[reconnect_plan_server(&target->plan)];
}

void relay_target_free(struct relay_target *target)
{
    if (!target)
        return;
    drop_client(target);
    drop_scout(target);
    for (int i = 0; i < RELAY_MOST_SERVERS; i++) {
        icecast_target_clear(&target->servers[i]);
        free(target->urls[i]);
    }
    icecast_facts_clear(&target->facts);
    if (target->epoll_fd >= 0)
        close(target->epoll_fd);
    free(target->title);
    free(target);
}
