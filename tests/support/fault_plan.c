/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/fault_plan.h"

#include "recorder/base/clock.h"

#define PACKET_NS (20 * CLOCK_MILLISECOND_NS)
#define REORDER_PERCENT 2.0
#define ZERO_EVERY 50

#define TIMESTAMP_AT 4
#define SSRC_AT 8

void fault_plan_init(
    struct fault_plan *plan, const struct fault_settings *settings)
{
    *plan =
        (struct fault_plan){.settings = *settings, .random = {settings->seed}};
}

static bool happens(struct fault_plan *plan, double percent)
{
    return seeded_random_between(&plan->random, 0, 100) < percent;
}

static int64_t up_to(struct fault_plan *plan, int64_t most)
{
    return most
               ? (int64_t)seeded_random_below(&plan->random, (uint64_t)most + 1)
               : 0;
}

static bool is_lost(struct fault_plan *plan)
{
    if (plan->to_lose == 0 && happens(plan, plan->settings.burst_percent))
        plan->to_lose = 3 + (int)up_to(plan, 9);
    if (plan->to_lose > 0) {
        plan->to_lose--;
        return true;
    }
    return happens(plan, plan->settings.loss_percent);
}

static uint32_t get_be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

static void put_be32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void change_timestamp(const struct fault_plan *plan, uint8_t *packet)
{
    uint32_t timestamp = get_be32(packet + TIMESTAMP_AT);
    bool is_fiftieth = plan->packets % ZERO_EVERY == 0;

    switch (plan->settings.timestamps) {
    case TIMESTAMPS_TRUE:
        return;
    case TIMESTAMPS_ZERO:
        timestamp = is_fiftieth ? 0 : timestamp;
        break;
    case TIMESTAMPS_FLIP:
        timestamp += 0x80000000u;
        break;
    case TIMESTAMPS_HOUR:
        timestamp -= 3600u * 48000u;
        break;
    }
    put_be32(packet + TIMESTAMP_AT, timestamp);
}

static void change_header(const struct fault_plan *plan, uint8_t *packet)
{
    if (plan->packets < plan->settings.turn)
        return;
    if (plan->settings.has_new_ssrc)
        put_be32(packet + SSRC_AT, ~get_be32(packet + SSRC_AT));
    change_timestamp(plan, packet);
}

static int64_t delay_ns(struct fault_plan *plan)
{
    int64_t ns = up_to(plan, plan->settings.jitter_ns);

    if (plan->settings.reorder && happens(plan, REORDER_PERCENT))
        ns += (1 + up_to(plan, plan->settings.reorder - 1)) * PACKET_NS +
              PACKET_NS / 2;
    return ns;
}

struct fault_fate fault_plan_next(struct fault_plan *plan, uint8_t *packet)
{
    struct fault_fate fate = {.copies = 1};

    change_header(plan, packet);
    if (plan->packets++ < plan->settings.calm)
        return fate;
    if (is_lost(plan)) {
        plan->lost++;
        return (struct fault_fate){0};
    }
    fate.delay_ns[0] = delay_ns(plan);
    if (happens(plan, plan->settings.duplicate_percent)) {
        plan->duplicates++;
        fate.copies = 2;
        fate.delay_ns[1] = fate.delay_ns[0] + up_to(plan, 3 * PACKET_NS);
    }
    return fate;
}
