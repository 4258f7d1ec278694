/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/reconnect_plan.h"

#include <string.h>

#include "recorder/base/clock.h"

#define LONGEST_S 60
#define PASSWORD_S 60
#define TAKEN_S 5
#define LASTING_NS (5 * CLOCK_SECOND_NS)
#define RETURN_NS (60 * CLOCK_SECOND_NS)
#define RETURN_AGAIN 5

void reconnect_plan_init(
    struct reconnect_plan *plan, int server_count, uint64_t seed)
{
    *plan = (struct reconnect_plan){
        .server_count = server_count,
        .next_ns = INT64_MAX,
        .joined_ns = INT64_MAX,
        .return_ns = INT64_MAX,
        .return_after_ns = RETURN_NS,
        .chance = seed,
    };
}

void reconnect_plan_set_return(struct reconnect_plan *plan, int64_t after_ns)
{
    plan->return_after_ns = after_ns;
}

void reconnect_plan_start(struct reconnect_plan *plan, int64_t now_ns)
{
    plan->server = 0;
    plan->failures = 0;
    plan->slowest = 0;
    plan->next_ns = now_ns;
    plan->joined_ns = INT64_MAX;
    plan->return_ns = INT64_MAX;
    memset(plan->told, 0, sizeof plan->told);
}

void reconnect_plan_joined(struct reconnect_plan *plan, int64_t now_ns)
{
    plan->joined_ns = now_ns;
    plan->told[plan->server] = ICECAST_NO_FAILURE;
    plan->return_ns =
        plan->server > 0 ? now_ns + plan->return_after_ns : INT64_MAX;
}

/* splitmix64: the jitter needs no better. */
static uint64_t draw(struct reconnect_plan *plan)
{
    uint64_t z = plan->chance += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static int seconds_of(const struct reconnect_plan *plan)
{
    int seconds = plan->failures > 6 ? LONGEST_S : 1 << (plan->failures - 1);

    if (seconds > LONGEST_S)
        seconds = LONGEST_S;
    return seconds < plan->slowest ? plan->slowest : seconds;
}

static int64_t wait_ns(struct reconnect_plan *plan)
{
    int64_t longest_ns = seconds_of(plan) * CLOCK_SECOND_NS;

    return longest_ns - (int64_t)(draw(plan) % (uint64_t)(longest_ns / 4));
}

static int least_seconds(enum icecast_failure failure)
{
    switch (failure) {
    case ICECAST_PASSWORD:
        return PASSWORD_S;
    case ICECAST_MOUNT_TAKEN:
    case ICECAST_FULL:
        return TAKEN_S;
    default:
        return 0;
    }
}

/* The next server at once; when all were tried, the first after a while. A
 * round is as patient as its most hopeful server: one wrong password does not
 * slow the others down. */
static void go_on(
    struct reconnect_plan *plan, enum icecast_failure failure, int64_t now_ns)
{
    int least = least_seconds(failure);

    if (plan->server == 0 || least < plan->slowest)
        plan->slowest = least;
    plan->server++;
    plan->next_ns = now_ns;
    if (plan->server < plan->server_count)
        return;
    plan->server = 0;
    plan->failures++;
    plan->next_ns = now_ns + wait_ns(plan);
}

/* One that was lost is tried again from the first server on. */
static void go_back(struct reconnect_plan *plan, int64_t now_ns)
{
    bool has_lasted = now_ns - plan->joined_ns >= LASTING_NS;

    plan->failures = has_lasted ? 1 : plan->failures + 1;
    plan->slowest = 0;
    plan->server = 0;
    plan->joined_ns = INT64_MAX;
    plan->return_ns = INT64_MAX;
    plan->next_ns = now_ns + wait_ns(plan);
}

bool reconnect_plan_failed(
    struct reconnect_plan *plan, enum icecast_failure failure, int64_t now_ns)
{
    bool is_loss = plan->joined_ns != INT64_MAX;
    bool is_news = is_loss || failure != plan->told[plan->server];

    plan->told[plan->server] = failure;
    if (is_loss)
        go_back(plan, now_ns);
    else
        go_on(plan, failure, now_ns);
    return is_news;
}

int reconnect_plan_server(const struct reconnect_plan *plan)
{
    return plan->server;
}

int64_t reconnect_plan_next_ns(const struct reconnect_plan *plan)
{
    return plan->joined_ns == INT64_MAX ? plan->next_ns : INT64_MAX;
}

int64_t reconnect_plan_return_ns(const struct reconnect_plan *plan)
{
    return plan->return_ns;
}

void reconnect_plan_not_back(struct reconnect_plan *plan, int64_t now_ns)
{
    if (plan->return_ns != INT64_MAX)
        plan->return_ns = now_ns + RETURN_AGAIN * plan->return_after_ns;
}

void reconnect_plan_back(struct reconnect_plan *plan, int64_t now_ns)
{
    plan->server = 0;
    plan->failures = 0;
    reconnect_plan_joined(plan, now_ns);
}
