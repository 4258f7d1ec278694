/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_plan.h"

#include <string.h>

#include "recorder/base/secret.h"

/* Between targets; and between the servers of one. */
#define BETWEEN " \t,|"
#define NEXT_SERVER '|'

static bool add_server(struct relay_plan *plan, bool is_next_server,
    const char *text, size_t length, struct err *err)
{
    if (!is_next_server)
        plan->target_count++;
    if (plan->target_count > RELAY_PLAN_MOST_TARGETS) {
        plan->target_count--;
        return err_set(
            err, ERR_LIMIT, "more than %d targets", RELAY_PLAN_MOST_TARGETS);
    }
    struct relay_plan_target *target = &plan->targets[plan->target_count - 1];
    if (target->server_count == RELAY_PLAN_MOST_SERVERS)
        return err_set(err, ERR_LIMIT, "more than %d servers of one target",
            RELAY_PLAN_MOST_SERVERS);
    if (!relay_address_parse(
            text, length, &target->servers[target->server_count], err))
        return false;
    target->server_count++;
    if (target->servers[0].format !=
        target->servers[target->server_count - 1].format)
        return err_set(
            err, ERR_CONFIG, "the servers of one target must have one format");
    return true;
}

static bool parse_targets(
    struct relay_plan *plan, const char *text, struct err *err)
{
    bool is_next_server = false;
    int number = 0;

    text += strspn(text, BETWEEN);
    while (*text) {
        size_t length = strcspn(text, BETWEEN);
        number++;
        if (!add_server(plan, is_next_server, text, length, err))
            return err_prefix(err, "relay: address %d", number);
        text += length;
        size_t between = strspn(text, BETWEEN);
        is_next_server = memchr(text, NEXT_SERVER, between) != NULL;
        text += between;
    }
    return plan->target_count > 0 ||
           err_set(err, ERR_CONFIG, "relay: no address");
}

static bool is_same_mount(
    const struct relay_address *one, const struct relay_address *other)
{
    return one->port == other->port && strcmp(one->host, other->host) == 0 &&
           strcmp(one->mount, other->mount) == 0;
}

static bool check_mounts(const struct relay_plan *plan, struct err *err)
{
    for (size_t i = 0; i < plan->target_count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (is_same_mount(
                    &plan->targets[i].servers[0], &plan->targets[j].servers[0]))
                return err_set(err, ERR_CONFIG, "relay: %s is there twice",
                    plan->targets[i].servers[0].mount);
        }
    }
    return true;
}

/* What Icecast calls a genre: the last of "News > Politics". */
static const char *last_of(const char *category)
{
    const char *last = strrchr(category, '>');

    return last ? last + 1 + strspn(last + 1, " ") : category;
}

static const struct config_show *show_of(
    const struct config *config, const struct config_room *room)
{
    for (size_t i = 0; room->show && i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, room->show) == 0)
            return &config->shows[i];
    }
    return NULL;
}

/* The show's page: where it says it is, or the one that we make. */
static char *show_page(
    const struct config *config, const struct config_show *show)
{
    own_value(text) url = {0};

    if (!show || (!show->link && !config->url))
        return NULL;
    if (show->link)
        text_append(&url, show->link);
    else
        text_appendf(&url, "%s/%s/", config->url, show->name);
    return text_take(&url);
}

static const char *first_of(const char *one, const char *other)
{
    return one ? one : other;
}

static char *copy_of(const char *text)
{
    return text ? strdup(text) : NULL;
}

static bool take_texts(struct relay_plan *plan, const struct config *config,
    const struct config_room *room, struct err *err)
{
    const struct config_show *show = show_of(config, room);
    const char *title = first_of(room->title, room->name);
    const char *name = first_of(room->relay_name, room->title);
    const char *description = room->relay_description;

    if (show) {
        name = first_of(name, show->title);
        description = first_of(description, show->description);
    }
    plan->title = strdup(title);
    plan->name = strdup(first_of(name, room->name));
    plan->description = strdup(first_of(description, ""));
    plan->genre = room->relay_genre ? strdup(room->relay_genre)
                  : show            ? strdup(last_of(show->category))
                                    : NULL;
    plan->url =
        room->relay_url ? copy_of(room->relay_url) : show_page(config, show);
    return (plan->title && plan->name && plan->description) ||
           err_no_memory(err);
}

struct relay_plan *relay_plan_new(const struct config *config,
    const struct config_room *room, struct err *err)
{
    own(relay_plan) plan = calloc(1, sizeof *plan);
    const struct secret_place place = {.name = "relay-password",
        .file = room->relay_password_file,
        .environment = room->relay_password_env};

    if (!plan)
        return err_no_memory(err), NULL;
    if (!take_texts(plan, config, room, err) ||
        !parse_targets(plan, room->relay, err) || !check_mounts(plan, err) ||
        !secret_load(&place, &plan->password, &plan->is_exposed, err)) {
        err_prefix(err, "%s: [room %s]", config->path, room->name);
        return NULL;
    }
    return take(plan);
}

struct relay_plan *relay_plan_for(const char *address, const char *title,
    const char *password, struct err *err)
{
    own(relay_plan) plan = calloc(1, sizeof *plan);

    if (!plan)
        return err_no_memory(err), NULL;
    plan->title = strdup(title);
    plan->name = strdup(title);
    plan->description = strdup("");
    plan->password = copy_of(password);
    if (!plan->title || !plan->name || !plan->description ||
        (password && !plan->password))
        return err_no_memory(err), NULL;
    return parse_targets(plan, address, err) ? take(plan) : NULL;
}

const char *relay_plan_password(
    const struct relay_plan *plan, const struct relay_address *server)
{
    return server->password ? server->password : plan->password;
}

static void clear_target(struct relay_plan_target *target)
{
    for (size_t i = 0; i < target->server_count; i++)
        relay_address_clear(&target->servers[i]);
}

void relay_plan_free(struct relay_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->target_count; i++)
        clear_target(&plan->targets[i]);
    free(plan->title);
    free(plan->name);
    free(plan->description);
    free(plan->genre);
    free(plan->url);
    secret_free(plan->password);
    free(plan);
}
