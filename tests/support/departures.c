/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/departures.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "tests/support/seeded_random.h"

#define HEADER_BYTES 12
#define BURST_NS (CLOCK_SECOND_NS / 2)
#define REORDER_PERCENT 2.0
#define STRANGER_EVERY_NS (CLOCK_SECOND_NS / 10)
#define STRANGER_MOST_BYTES 400

struct planner {
    const struct traffic *traffic;
    struct departures *departures;
    struct seeded_random random;
    int64_t packet_ns;
    uint32_t packet_ticks;
    /* The sender's state. */
    uint32_t ssrc;
    uint16_t sequence;
    uint32_t timestamp;
    int64_t last_ns; /* when the last in-order packet leaves */
    bool has_restarted;
};

static void put_header(const struct planner *planner, uint8_t *packet)
{
    const uint8_t header[HEADER_BYTES] = {
        0x80,
        planner->traffic->codec->type,
        (uint8_t)(planner->sequence >> 8),
        (uint8_t)planner->sequence,
        (uint8_t)(planner->timestamp >> 24),
        (uint8_t)(planner->timestamp >> 16),
        (uint8_t)(planner->timestamp >> 8),
        (uint8_t)planner->timestamp,
        (uint8_t)(planner->ssrc >> 24),
        (uint8_t)(planner->ssrc >> 16),
        (uint8_t)(planner->ssrc >> 8),
        (uint8_t)planner->ssrc,
    };

    memcpy(packet, header, sizeof header);
}

static bool grow(struct departures *departures)
{
    size_t capacity = departures->capacity ? departures->capacity * 2 : 1024;
    struct departure *list;

    if (departures->count < departures->capacity)
        return true;
    list = realloc(departures->list, capacity * sizeof *list);
    if (!list)
        return false;
    departures->list = list;
    departures->capacity = capacity;
    return true;
}

/* A new one with room for that many bytes; NULL when out of memory. */
static struct departure *add(
    struct departures *departures, int64_t at_ns, size_t bytes)
{
    own_heap(uint8_t) packet = malloc(bytes);

    if (!packet || !grow(departures))
        return NULL;
    struct departure *departure = &departures->list[departures->count];
    *departure = (struct departure){.at_ns = at_ns,
        .order = departures->count,
        .bytes = bytes,
        .packet = take(packet)};
    departures->count++;
    return departure;
}

static bool happens(struct planner *planner, double percent)
{
    return seeded_random_between(&planner->random, 0, 100) < percent;
}

static int64_t random_ns(struct planner *planner, int64_t most)
{
    return most ? (int64_t)seeded_random_below(
                      &planner->random, (uint64_t)most + 1)
                : 0;
}

/* When the packet of that time leaves, were there no reordering. */
static int64_t leaving_ns(struct planner *planner, int64_t due_ns)
{
    const struct traffic *traffic = planner->traffic;
    int64_t at_ns = due_ns + random_ns(planner, traffic->jitter_ns);

    if (due_ns >= traffic->burst_at_ns &&
        due_ns - traffic->burst_at_ns < BURST_NS)
        at_ns = traffic->burst_at_ns + BURST_NS;
    if (at_ns < planner->last_ns)
        at_ns = planner->last_ns;
    planner->last_ns = at_ns;
    return at_ns;
}

static bool add_payload(
    struct planner *planner, size_t number, int64_t at_ns, bool is_duplicate)
{
    const struct payload *payload = &planner->traffic->payloads->list[number];
    struct departure *departure =
        add(planner->departures, at_ns, HEADER_BYTES + payload->bytes);

    if (!departure)
        return false;
    departure->payload = number;
    departure->due_ns = (int64_t)number * planner->packet_ns;
    departure->is_duplicate = is_duplicate;
    put_header(planner, departure->packet);
    memcpy(departure->packet + HEADER_BYTES, payload->data, payload->bytes);
    return true;
}

static int64_t packets_late_ns(struct planner *planner, int most)
{
    int64_t packets =
        1 + (int64_t)seeded_random_below(&planner->random, (uint64_t)most);

    return packets * planner->packet_ns + planner->packet_ns / 2;
}

static bool plan_packet(struct planner *planner, size_t number, int64_t due_ns)
{
    const struct traffic *traffic = planner->traffic;
    int64_t at_ns = leaving_ns(planner, due_ns);

    if (happens(planner, traffic->loss_percent)) {
        planner->departures->lost++;
        return true;
    }
    if (traffic->reorder && happens(planner, REORDER_PERCENT))
        at_ns += packets_late_ns(planner, traffic->reorder);
    if (!add_payload(planner, number, at_ns, false))
        return false;
    if (!happens(planner, traffic->duplicate_percent))
        return true;
    planner->departures->duplicates++;
    return add_payload(
        planner, number, at_ns + packets_late_ns(planner, 3), true);
}

static uint32_t random_ssrc(struct planner *planner)
{
    return (uint32_t)seeded_random_next(&planner->random);
}

static bool is_paused(const struct traffic *traffic, int64_t due_ns)
{
    return due_ns >= traffic->pause_at_ns &&
           due_ns - traffic->pause_at_ns < traffic->pause_for_ns;
}

static void restart(struct planner *planner)
{
    planner->ssrc = random_ssrc(planner);
    planner->sequence = 1;
    planner->timestamp = planner->packet_ticks;
    planner->has_restarted = true;
}

static bool plan_room(struct planner *planner)
{
    const struct traffic *traffic = planner->traffic;

    for (size_t i = 0; i < traffic->payloads->count; i++) {
        int64_t due_ns = (int64_t)i * planner->packet_ns;
        if (is_paused(traffic, due_ns))
            continue;
        if (!planner->has_restarted && due_ns >= traffic->restart_at_ns)
            restart(planner);
        if (!plan_packet(planner, i, due_ns))
            return false;
        planner->sequence++;
        planner->timestamp += planner->packet_ticks;
    }
    return true;
}

/* Half of it looks like RTP of our payload type, half like nothing. */
static bool plan_stranger(struct planner *planner)
{
    const struct traffic *traffic = planner->traffic;
    int64_t end_ns = (int64_t)traffic->payloads->count * planner->packet_ns;

    planner->ssrc = random_ssrc(planner);
    for (int64_t at_ns = 0; at_ns < end_ns; at_ns += STRANGER_EVERY_NS) {
        size_t bytes =
            1 + seeded_random_below(&planner->random, STRANGER_MOST_BYTES);
        struct departure *departure = add(planner->departures, at_ns, bytes);
        if (!departure)
            return false;
        departure->is_stranger = true;
        for (size_t i = 0; i < bytes; i++)
            departure->packet[i] =
                (uint8_t)seeded_random_next(&planner->random);
        if (bytes >= HEADER_BYTES && happens(planner, 50))
            put_header(planner, departure->packet);
        planner->sequence++;
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct departure *a = left;
    const struct departure *b = right;

    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

bool departures_plan(struct departures *departures,
    const struct traffic *traffic, struct err *err)
{
    own_value(departures) plan = {0};
    const struct payload_codec *codec = traffic->codec;
    struct planner planner = {.traffic = traffic,
        .departures = &plan,
        .random = {traffic->seed},
        .packet_ns = codec->packet_ms * CLOCK_MILLISECOND_NS,
        .packet_ticks = (uint32_t)(codec->rate_hz / 1000 * codec->packet_ms),
        .sequence = traffic->first_sequence,
        .timestamp = traffic->first_timestamp};

    planner.ssrc = plan.ssrc = random_ssrc(&planner);
    if (!plan_room(&planner) ||
        (traffic->has_stranger && !plan_stranger(&planner)))
        return err_no_memory(err);
    if (plan.count)
        qsort(plan.list, plan.count, sizeof *plan.list, compare);
    *departures = plan;
    plan = (struct departures){0};
    return true;
}

void departures_clear(struct departures *departures)
{
    for (size_t i = 0; i < departures->count; i++)
        free(departures->list[i].packet);
    free(departures->list);
    *departures = (struct departures){0};
}
