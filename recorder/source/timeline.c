/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/timeline.h"

#include "recorder/base/clock.h"

#define MS(ms) ((ms)*CLOCK_MILLISECOND_NS)

static const struct timeline_patience datagrams = {
    .jitter_ns = MS(200),
    .near_ns = MS(40),
    .hold_ns = MS(250),
    .empty_ns = MS(10000),
    .span_ns = MS(1000),
    .start_most_ns = MS(500),
};

/* Proxies pass a stream on in pieces of some kilobytes, which is up to a
 * second of sound; a page is as late as the piece that ends it. A source that
 * stalls is dropped by Icecast after 10 s. The beginning is where live_edge
 * found it. */
static const struct timeline_patience pages = {
    .jitter_ns = MS(1000),
    .near_ns = MS(1000),
    .hold_ns = MS(3000),
    .empty_ns = MS(30000),
    .span_ns = MS(20000),
    .start_most_ns = MS(20),
};

/* The first packet may have been held up; others that come earlier than it
 * foretold move the beginning, for so many spans. */
#define START_SPANS 2

/* Drift: put in at that lateness; leave out at that earliness, a quiet packet
 * sooner. The promise is 40 ms. */
#define PUT_IN_NS MS(25)
#define LEAVE_OUT_QUIET_NS MS(20)
#define LEAVE_OUT_NS MS(35)

/* How far behind now silence is handed out in an empty room and a hold ends,
 * for packets wait for others before they come to us; and in what helpings. */
#define EMPTY_BEHIND_NS MS(500)
#define EMPTY_HELPING_NS MS(1000)

static int64_t ticks_from_ns(const struct timeline *line, int64_t ns)
{
    int64_t seconds = ns / CLOCK_SECOND_NS;
    int64_t rest = ns % CLOCK_SECOND_NS;

    return seconds * line->clock_hz + rest * line->clock_hz / CLOCK_SECOND_NS;
}

static int64_t ns_from_ticks(const struct timeline *line, int64_t ticks)
{
    int64_t seconds = ticks / line->clock_hz;
    int64_t rest = ticks % line->clock_hz;

    return seconds * CLOCK_SECOND_NS + rest * CLOCK_SECOND_NS / line->clock_hz;
}

static int64_t elapsed(const struct timeline *line, int64_t now_ns)
{
    return ticks_from_ns(line, now_ns - line->start_ns);
}

static int64_t whole_grains(const struct timeline *line, int64_t ticks)
{
    return ticks > 0 ? ticks - ticks % line->grain : 0;
}

void timeline_init(struct timeline *line, int clock_hz, int grain)
{
    *line = (struct timeline){.clock_hz = clock_hz,
        .grain = grain,
        .patience = &datagrams,
        .behind_ns = EMPTY_BEHIND_NS};
}

void timeline_expect_waits(struct timeline *line, int64_t wait_ns)
{
    if (wait_ns > line->behind_ns)
        line->behind_ns = wait_ns;
}

void timeline_expect_pages(struct timeline *line)
{
    line->patience = &pages;
}

static void begin(struct timeline *line, const struct media_packet *packet)
{
    line->has_begun = true;
    line->start_ns = packet->arrival_ns -
                     ns_from_ticks(line, packet->ticks + packet->behind);
    line->mean_bytes = (double)packet->bytes;
    line->lags = (struct lag_floor){.span_ns = line->patience->span_ns,
        .put_in = ticks_from_ns(line, PUT_IN_NS),
        .grain = line->grain};
    lag_floor_begin(&line->lags, packet->arrival_ns);
}

/* By how much the packet came later than where it would land if it followed
 * at once. A page comes when the last of its sound has been made. */
static int64_t lag_of(
    const struct timeline *line, const struct media_packet *packet)
{
    return elapsed(line, packet->arrival_ns) - packet->behind - packet->ticks -
           line->position;
}

static bool is_start_settled(const struct timeline *line, int64_t arrival_ns)
{
    return arrival_ns - line->start_ns > START_SPANS * line->patience->span_ns;
}

/* Timestamps may run ahead of the clock by what can still be made good: the
 * beginning moved, or packets left out. */
static int64_t trusted_ns(const struct timeline *line, int64_t arrival_ns)
{
    int64_t movable_ns = line->patience->start_most_ns - line->start_moved_ns;

    if (is_start_settled(line, arrival_ns) || movable_ns < LEAVE_OUT_NS)
        return LEAVE_OUT_NS;
    return movable_ns;
}

/* A sender who is fast counts more silence than passed. Nobody hears that some
 * of it is left out. */
static int64_t shorten(struct timeline *line, int64_t gap, int64_t lag)
{
    int64_t kept = whole_grains(line, lag);
    int64_t early = gap - lag;

    if (early < ticks_from_ns(line, LEAVE_OUT_QUIET_NS))
        return gap;
    line->left_out += gap - kept;
    lag_floor_forget(&line->lags);
    return kept;
}

static void note_jump(struct timeline *line, int64_t ticks)
{
    line->jumps++;
    line->last_jump = ticks;
}

/* The gap that numbers and timestamps tell of, as far as the clock bears them
 * out. */
static int64_t told_gap(
    struct timeline *line, const struct media_packet *packet, int64_t lag)
{
    int64_t late = lag > 0 ? lag : 0;
    int64_t trusted = ticks_from_ns(line, trusted_ns(line, packet->arrival_ns));

    if (packet->begins_stream || !line->is_timestamp_known) {
        drift_watch_break(&line->watch);
        return packet->is_timed ? whole_grains(line, late) : 0;
    }
    int64_t skipped = (int32_t)(packet->timestamp - line->next_timestamp);
    if (skipped <= -line->clock_hz)
        note_jump(line, skipped);
    if (skipped <= 0)
        return 0;
    if (skipped >= line->clock_hz)
        drift_watch_break(&line->watch);
    if (skipped <= lag + trusted) {
        int64_t gap = whole_grains(line, skipped);
        bool may_shorten =
            packet->lost == 0 && is_start_settled(line, packet->arrival_ns);
        return may_shorten ? shorten(line, gap, lag) : gap;
    }
    int64_t lost = (int64_t)packet->lost * line->last_ticks;
    note_jump(line, skipped);
    drift_watch_break(&line->watch);
    return whole_grains(line, lost < late ? lost : late);
}

/* The first packet was late by so much: the room began that much earlier. */
static int64_t move_start(
    struct timeline *line, int64_t lag, int64_t arrival_ns)
{
    int64_t early_ns = ns_from_ticks(line, -lag);

    if (lag >= 0 || is_start_settled(line, arrival_ns) ||
        line->start_moved_ns + early_ns > line->patience->start_most_ns)
        return lag;
    line->start_ns -= early_ns;
    line->start_moved_ns += early_ns;
    return 0;
}

/* Ends the hold: what is held lands after so much silence. */
static void release(struct timeline *line)
{
    int64_t fill = 0;

    if (line->least_lag >= ticks_from_ns(line, line->patience->near_ns))
        fill = whole_grains(line, line->least_lag);
    if (fill)
        drift_watch_break(&line->watch);
    line->is_holding = false;
    line->held.first->gap += fill;
    line->position += fill;
    media_queue_append(&line->ready, &line->held);
}

/* When what came in time must have come to us, though nothing came since. */
static int64_t hold_deadline_ns(const struct timeline *line)
{
    return line->hold_until_ns + line->behind_ns;
}

static void start_holding(
    struct timeline *line, int64_t lag, int64_t arrival_ns)
{
    line->is_holding = true;
    line->hold_until_ns = arrival_ns + line->patience->hold_ns;
    line->least_lag = lag;
}

static bool is_to_be_left_out(
    struct timeline *line, const struct media_packet *packet, int64_t lag)
{
    double bytes = (double)packet->bytes;
    bool is_quiet = bytes < line->mean_bytes / 2;

    line->mean_bytes += (bytes - line->mean_bytes) / 64;
    return lag <=
           -ticks_from_ns(line, is_quiet ? LEAVE_OUT_QUIET_NS : LEAVE_OUT_NS);
}

/* What was put in and left out has not changed how late the sender is. */
static void watch_drift(
    struct timeline *line, const struct media_packet *packet, int64_t lag)
{
    int64_t late = lag + line->put_in - line->left_out;

    if (is_start_settled(line, packet->arrival_ns))
        drift_watch_push(
            &line->watch, packet->arrival_ns, ns_from_ticks(line, late));
}

/* Places a packet that came when it was to be expected. */
static void land(
    struct timeline *line, struct media_packet *packet, int64_t lag)
{
    watch_drift(line, packet, lag);
    if (is_to_be_left_out(line, packet, lag)) {
        line->position -= packet->ticks + packet->gap;
        line->left_out += packet->ticks + packet->gap;
        lag_floor_forget(&line->lags);
        media_packet_free(packet);
        return;
    }
    int64_t put_in = lag_floor_push(&line->lags, lag, packet->arrival_ns);
    packet->gap += put_in;
    line->position += put_in;
    line->put_in += put_in;
    media_queue_push(&line->ready, packet);
}

static void place(struct timeline *line, struct media_packet *packet)
{
    int64_t lag = lag_of(line, packet);
    int64_t hold_lag = ticks_from_ns(line, line->patience->jitter_ns);

    packet->gap = told_gap(line, packet, lag);
    lag = move_start(line, lag - packet->gap, packet->arrival_ns);
    line->position += packet->gap + packet->ticks;
    line->next_timestamp = packet->timestamp + (uint32_t)packet->ticks;
    line->is_timestamp_known = true;
    line->last_ticks = packet->ticks;
    line->last_arrival_ns = packet->arrival_ns;
    if (!line->is_holding && lag < hold_lag) {
        land(line, packet, lag);
        return;
    }
    if (!line->is_holding)
        start_holding(line, lag, packet->arrival_ns);
    if (lag < line->least_lag)
        line->least_lag = lag;
    media_queue_push(&line->held, packet);
    if (line->least_lag < ticks_from_ns(line, line->patience->near_ns) ||
        line->held.count >= TIMELINE_MOST_HELD)
        release(line);
}

void timeline_push(struct timeline *line, struct media_packet *packet)
{
    if (!line->has_begun)
        begin(line, packet);
    if (line->is_holding && packet->arrival_ns >= line->hold_until_ns)
        release(line);
    place(line, packet);
}

/* When nothing has come for long the room is empty. */
static void fill_empty_room(struct timeline *line, int64_t now_ns)
{
    if (!line->has_begun || line->is_holding ||
        now_ns - line->last_arrival_ns < line->patience->empty_ns)
        return;
    int64_t due = elapsed(line, now_ns - line->behind_ns) - line->position;
    if (due < ticks_from_ns(line, EMPTY_HELPING_NS))
        return;
    due = whole_grains(line, due);
    line->gap_due += due;
    line->position += due;
    lag_floor_forget(&line->lags);
    drift_watch_break(&line->watch);
}

static enum timeline_kind pull_ready(
    struct timeline *line, struct timeline_step *step)
{
    struct media_packet *first = line->ready.first;

    if (first && first->gap > 0) {
        step->gap = first->gap;
        step->lost = first->lost;
        first->gap = 0;
        return TIMELINE_GAP;
    }
    step->packet = media_queue_pop(&line->ready);
    return TIMELINE_PACKET;
}

enum timeline_kind timeline_pull(
    struct timeline *line, int64_t now_ns, struct timeline_step *step)
{
    *step = (struct timeline_step){0};
    if (line->is_holding && now_ns >= hold_deadline_ns(line))
        release(line);
    if (line->ready.first)
        return pull_ready(line, step);
    fill_empty_room(line, now_ns);
    if (line->gap_due == 0)
        return TIMELINE_NONE;
    step->gap = line->gap_due;
    line->gap_due = 0;
    return TIMELINE_GAP;
}

int64_t timeline_deadline_ns(const struct timeline *line)
{
    if (!line->has_begun)
        return INT64_MAX;
    if (line->is_holding)
        return hold_deadline_ns(line);
    int64_t empty_ns = line->last_arrival_ns + line->patience->empty_ns;
    int64_t helping_ns = line->start_ns + ns_from_ticks(line, line->position) +
                         line->behind_ns + EMPTY_HELPING_NS;
    return empty_ns > helping_ns ? empty_ns : helping_ns;
}

void timeline_stop(struct timeline *line, int64_t now_ns)
{
    if (!line->has_begun)
        return;
    if (line->is_holding)
        release(line);
    int64_t rest = whole_grains(line, elapsed(line, now_ns) - line->position);
    line->gap_due += rest;
    line->position += rest;
}

double timeline_fast_ppm(const struct timeline *line)
{
    return drift_watch_fast_ppm(&line->watch);
}

void timeline_clear(struct timeline *line)
{
    media_queue_clear(&line->held);
    media_queue_clear(&line->ready);
    *line = (struct timeline){0};
}
