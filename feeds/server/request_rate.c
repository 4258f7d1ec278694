/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/request_rate.h"

#include <string.h>
#include <sys/random.h>

#include "recorder/base/clock.h"

#define WAYS 8
#define SETS 512

/* The generic cell rate algorithm: `paid_ns` is when all that the client has
 * asked for would have been due at the steady rate. */
struct cell {
    struct peer_address client;
    int64_t paid_ns;
};

struct request_rate {
    int64_t each_ns;
    int64_t burst_ns;
    uint64_t seed; /* nobody outside can choose who shares a set */
    struct cell cells[SETS][WAYS];
};

struct request_rate *request_rate_new(
    int per_second, int burst, struct err *err)
{
    struct request_rate *rate = calloc(1, sizeof *rate);

    if (!rate)
        return err_no_memory(err), NULL;
    rate->each_ns = CLOCK_SECOND_NS / per_second;
    rate->burst_ns = (burst - 1) * rate->each_ns;
    if (getrandom(&rate->seed, sizeof rate->seed, GRND_NONBLOCK) < 0)
        rate->seed = (uint64_t)clock_monotonic_ns();
    return rate;
}

/* The finisher of MurmurHash3. */
static uint64_t mix(uint64_t value)
{
    value ^= value >> 33;
    value *= UINT64_C(0xff51afd7ed558ccd);
    value ^= value >> 33;
    value *= UINT64_C(0xc4ceb9fe1a85ec53);
    return value ^ value >> 33;
}

static struct cell *set_of(
    struct request_rate *rate, const struct peer_address *client)
{
    uint64_t halves[2];

    memcpy(halves, client, sizeof halves);
    return rate->cells[mix(mix(halves[0] ^ rate->seed) ^ halves[1]) % SETS];
}

/* The client's own, or that of the one who has asked least. */
static struct cell *cell_of(
    struct request_rate *rate, const struct peer_address *client)
{
    struct cell *set = set_of(rate, client);
    struct cell *least = &set[0];

    for (int i = 0; i < WAYS; i++) {
        if (peer_address_is_equal(&set[i].client, client))
            return &set[i];
        if (set[i].paid_ns < least->paid_ns)
            least = &set[i];
    }
    *least = (struct cell){.client = *client, .paid_ns = INT64_MIN};
    return least;
}

bool request_rate_take(struct request_rate *rate,
    const struct peer_address *client, int64_t now_ns, int *wait_s)
{
    struct peer_address customer = peer_address_customer(client);
    struct cell *cell = cell_of(rate, &customer);
    int64_t ahead_ns = cell->paid_ns > now_ns ? cell->paid_ns - now_ns : 0;

    if (ahead_ns > rate->burst_ns) {
        *wait_s = (int)((ahead_ns - rate->burst_ns) / CLOCK_SECOND_NS) + 1;
        return false;
    }
    cell->paid_ns = now_ns + ahead_ns + rate->each_ns;
    return true;
}

void request_rate_free(struct request_rate *rate)
{
    free(rate);
}
