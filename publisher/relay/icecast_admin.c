/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_admin.h"

#include <string.h>
#include <sys/epoll.h>

#include "publisher/relay/icecast_copy.h"
#include "publisher/relay/icecast_listeners.h"
#include "publisher/relay/icecast_request.h"
#include "publisher/relay/transfer.h"
#include "recorder/base/clock.h"
#include "recorder/base/text.h"

#define ASK_LIMIT_NS (10 * CLOCK_SECOND_NS)
#define LISTENERS_EVERY_NS (10 * CLOCK_SECOND_NS)
#define LISTENERS_REFUSED_NS (3600 * CLOCK_SECOND_NS)
#define TITLE_AGAIN_NS (5 * CLOCK_SECOND_NS)
#define TITLE_TRIES 3
#define MOST_ANSWER_BYTES (64 * 1024)
#define MOST_TITLE_BYTES 500
#define NEVER INT64_MAX

enum question { ASKS_NOTHING, ASKS_TITLE, ASKS_LISTENERS };

struct icecast_admin {
    struct transfer *transfer; /* of the question that is open */
    enum question question;
    int epoll_fd;
    bool has_titles;
    bool asks_in_public; /* the server does not tell us more than others */
    char *base;          /* "https://host:port" */
    struct icecast_target target; /* a copy */
    struct text title;
    int title_tries; /* left; 0: there is nothing to tell */
    int64_t title_ns;
    int64_t listeners_ns;
    int64_t listeners;
};

static char *copy_base(const struct icecast_target *target)
{
    struct text base = {0};

    icecast_append_url(&base, target, "");
    return text_take(&base);
}

struct icecast_admin *icecast_admin_new(const struct icecast_target *target,
    bool has_titles, bool has_listeners, struct err *err)
{
    own(icecast_admin) admin = NULL;

    if (!icecast_target_check(target, err))
        return NULL;
    admin = calloc(1, sizeof *admin);
    if (!admin)
        return err_no_memory(err), NULL;
    admin->has_titles = has_titles;
    admin->listeners = -1;
    admin->listeners_ns = has_listeners ? 0 : NEVER;
    admin->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (admin->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "epoll"), NULL;
    admin->base = copy_base(target);
    if (!admin->base || !icecast_target_copy(&admin->target, target))
        return err_no_memory(err), NULL;
    return take(admin);
}

int icecast_admin_descriptor(const struct icecast_admin *admin)
{
    return admin->epoll_fd;
}

static int64_t title_due_ns(const struct icecast_admin *admin)
{
    return admin->title_tries > 0 ? admin->title_ns : NEVER;
}

int64_t icecast_admin_deadline_ns(const struct icecast_admin *admin)
{
    int64_t title_ns = title_due_ns(admin);

    if (admin->transfer)
        return transfer_deadline_ns(admin->transfer);
    return title_ns < admin->listeners_ns ? title_ns : admin->listeners_ns;
}

static void append_title_query(
    const struct icecast_admin *admin, struct text *address)
{
    text_append(address, "/admin/metadata?mode=updinfo&charset=UTF-8&mount=");
    icecast_append_query_value(address, admin->target.mount);
    text_append(address, "&song=");
    icecast_append_query_value(address, text_string(&admin->title));
}

static void append_listeners_query(
    const struct icecast_admin *admin, struct text *address)
{
    text_append(address, admin->asks_in_public ? "/status-json.xsl?mount="
                                               : "/admin/stats?mount=");
    icecast_append_query_value(address, admin->target.mount);
}

/* Out of memory is no answer: it is asked again. */
static void ask(struct icecast_admin *admin, enum question question)
{
    own_value(text) address = {0};
    struct epoll_event event = {.events = EPOLLIN};
    struct transfer_request request = {
        .web = {.user = admin->target.user ? admin->target.user : "source",
            .password = admin->target.password,
            .ca_file = admin->target.ca_file},
        .most = MOST_ANSWER_BYTES,
        .limit_ns = ASK_LIMIT_NS,
    };
    struct err err;

    text_append(&address, admin->base);
    if (question == ASKS_TITLE)
        append_title_query(admin, &address);
    else
        append_listeners_query(admin, &address);
    request.web.address = text_string(&address);
    admin->question = question;
    admin->transfer = address.has_failed ? NULL : transfer_new(&request, &err);
    if (admin->transfer)
        epoll_ctl(admin->epoll_fd, EPOLL_CTL_ADD,
            transfer_descriptor(admin->transfer), &event);
}

static const char *body_of(const struct icecast_admin *admin)
{
    return text_string(transfer_body(admin->transfer));
}

/* Not again what the server will never take: Ogg, or no right to it. */
static void take_title_answer(
    struct icecast_admin *admin, bool is_answered, int64_t now_ns)
{
    int status = is_answered ? transfer_status(admin->transfer) : 0;

    if (status == 200 || status == 401 || status == 403) {
        admin->title_tries = 0;
        return;
    }
    admin->title_tries--;
    admin->title_ns = now_ns + TITLE_AGAIN_NS;
}

static void take_listeners_answer(
    struct icecast_admin *admin, bool is_answered, int64_t now_ns)
{
    int status = is_answered ? transfer_status(admin->transfer) : 0;
    const char *mount = admin->target.mount;

    admin->listeners = -1;
    admin->listeners_ns = now_ns + LISTENERS_EVERY_NS;
    if (status == 200) {
        admin->listeners =
            admin->asks_in_public
                ? icecast_listeners_in_status(body_of(admin), mount)
                : icecast_listeners_in_stats(body_of(admin), mount);
    } else if (status >= 400 && !admin->asks_in_public) {
        admin->asks_in_public = true;
        admin->listeners_ns = now_ns;
    } else if (status >= 400) {
        admin->asks_in_public = false;
        admin->listeners_ns = now_ns + LISTENERS_REFUSED_NS;
    }
}

static void take_answer(
    struct icecast_admin *admin, bool is_answered, int64_t now_ns)
{
    enum question question = admin->question;

    admin->question = ASKS_NOTHING;
    if (question == ASKS_TITLE)
        take_title_answer(admin, is_answered, now_ns);
    else if (question == ASKS_LISTENERS)
        take_listeners_answer(admin, is_answered, now_ns);
    transfer_free(admin->transfer);
    admin->transfer = NULL;
}

void icecast_admin_step(struct icecast_admin *admin, int64_t now_ns)
{
    if (!admin->transfer && now_ns >= title_due_ns(admin))
        ask(admin, ASKS_TITLE);
    else if (!admin->transfer && now_ns >= admin->listeners_ns)
        ask(admin, ASKS_LISTENERS);
    enum transfer_state state = admin->transfer
                                    ? transfer_step(admin->transfer, now_ns)
                                    : TRANSFER_FAILED;
    if (state != TRANSFER_GOES && admin->question != ASKS_NOTHING)
        take_answer(admin, state == TRANSFER_DONE, now_ns);
}

void icecast_admin_set_title(struct icecast_admin *admin, const char *title)
{
    if (!admin->has_titles)
        return;
    text_clear(&admin->title);
    text_append_bytes(
        &admin->title, title, text_cut_length(title, MOST_TITLE_BYTES));
    admin->title_tries = TITLE_TRIES;
    admin->title_ns = 0;
    /* The one that is being told is old. */
    if (admin->question == ASKS_TITLE) {
        admin->question = ASKS_NOTHING;
        transfer_free(admin->transfer);
        admin->transfer = NULL;
    }
}

int64_t icecast_admin_listeners(const struct icecast_admin *admin)
{
    return admin->listeners;
}

void icecast_admin_free(struct icecast_admin *admin)
{
    if (!admin)
        return;
    transfer_free(admin->transfer);
    if (admin->epoll_fd >= 0)
        close(admin->epoll_fd);
    text_clear(&admin->title);
    free(admin->base);
    icecast_target_clear(&admin->target);
    free(admin);
}
