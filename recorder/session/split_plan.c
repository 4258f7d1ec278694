/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/split_plan.h"

#include "recorder/base/clock.h"

/* A part that begins by a strike begins within this of it. */
#define STRIKE_NEAR_NS (CLOCK_SECOND_NS / 2)

static int64_t next_strike_ns(
    const struct split_plan *plan, int64_t at_ns, int64_t utc_ns)
{
    int64_t strike_ns =
        split_rule_next_strike_ns(plan->rule, utc_ns + STRIKE_NEAR_NS);

    return strike_ns == INT64_MAX ? INT64_MAX : at_ns + strike_ns - utc_ns;
}

void split_plan_init(struct split_plan *plan, const struct split_rule *rule)
{
    *plan = (struct split_plan){
        .rule = rule, .period_end_ns = INT64_MAX, .strike_ns = INT64_MAX};
}

void split_plan_begin_part(
    struct split_plan *plan, int64_t at_ns, int64_t utc_ns)
{
    plan->begin_ns = at_ns;
    plan->period_end_ns = INT64_MAX;
    if (plan->rule->period_ns != INT64_MAX)
        plan->period_end_ns = at_ns + plan->rule->period_ns;
    plan->strike_ns = next_strike_ns(plan, at_ns, utc_ns);
}

void split_plan_tick(struct split_plan *plan, int64_t now_ns, int64_t utc_ns)
{
    /* A strike that is near is left alone: its sound may still be to come. */
    if (plan->strike_ns != INT64_MAX &&
        plan->strike_ns - now_ns > STRIKE_NEAR_NS)
        plan->strike_ns = next_strike_ns(plan, now_ns, utc_ns);
}

void split_plan_leave_out(
    struct split_plan *plan, int64_t from_ns, int64_t to_ns)
{
    if (from_ns < plan->begin_ns)
        from_ns = plan->begin_ns;
    if (plan->period_end_ns != INT64_MAX)
        plan->period_end_ns += to_ns - from_ns;
}

int64_t split_plan_edge_ns(const struct split_plan *plan)
{
    return plan->period_end_ns < plan->strike_ns ? plan->period_end_ns
                                                 : plan->strike_ns;
}

bool split_plan_is_due(
    struct split_plan *plan, int64_t at_ns, int64_t bytes, int64_t quiet_ns)
{
    bool is_quiet = quiet_ns >= plan->rule->silence_ns;
    bool is_first_quiet = is_quiet && !plan->is_quiet_used;

    plan->is_quiet_used = is_quiet;
    return is_first_quiet || at_ns >= split_plan_edge_ns(plan) ||
           bytes >= plan->rule->most_bytes;
}
