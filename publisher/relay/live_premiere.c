/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/live_premiere.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/recording/recording_reader.h"

/* Comes that much before its time, in rounds of as much. */
#define AHEAD_NS (200 * CLOCK_MILLISECOND_NS)

struct live_premiere {
    struct follower_listener listener;
    struct recording_reader *reader;
    struct recording_packet next;
    bool has_next;
    bool is_running;
    int64_t begin_ns;
    int64_t at_48k; /* of the next */
};

struct live_premiere *live_premiere_new(
    const char *path, const struct follower_listener *listener, struct err *err)
{
    own(live_premiere) premiere = calloc(1, sizeof *premiere);

    if (!premiere)
        return err_no_memory(err), NULL;
    premiere->listener = *listener;
    premiere->reader = recording_reader_new(path, err);
    return premiere->reader ? take(premiere) : NULL;
}

int live_premiere_gain_q8(const struct live_premiere *premiere)
{
    return recording_reader_gain_q8(premiere->reader);
}

static const char *title_of(const struct live_premiere *premiere)
{
    return recording_reader_tag(premiere->reader, "TITLE");
}

/* Also of a file that is none of ours. */
void live_premiere_start(struct live_premiere *premiere, int64_t now_ns)
{
    struct recording_facts facts = {
        .channels = recording_reader_channels(premiere->reader),
        .preskip_48k = recording_reader_preskip_48k(premiere->reader)};
    struct recording_facts own_facts;
    struct err ignored;

    if (recording_reader_facts(premiere->reader, &own_facts, &ignored)) {
        snprintf(facts.session, sizeof facts.session, "%s", own_facts.session);
        facts.start_utc_ns = own_facts.start_utc_ns;
    }
    snprintf(facts.title, sizeof facts.title, "%s",
        title_of(premiere) ? title_of(premiere) : "");
    premiere->begin_ns = now_ns;
    premiere->is_running = true;
    premiere->listener.begun(premiere->listener.user, &facts);
}

static void end(struct live_premiere *premiere)
{
    premiere->is_running = false;
    premiere->listener.ended(premiere->listener.user, "end");
}

/* Makes sure that there is a next packet: else RECORDING_END or _FAILED. */
static enum recording_step fetch(
    struct live_premiere *premiere, struct err *err)
{
    bool is_damaged = false;

    while (!premiere->has_next) {
        enum recording_step step =
            recording_reader_next(premiere->reader, &premiere->next, err);
        if (step == RECORDING_TORN && is_damaged)
            return RECORDING_END;
        if (step == RECORDING_END || step == RECORDING_FAILED)
            return step;
        is_damaged = step == RECORDING_TORN;
        premiere->has_next = step == RECORDING_PACKET;
        if (premiere->has_next)
            premiere->at_48k += premiere->next.lost_48k;
    }
    return RECORDING_PACKET;
}

static void give(struct live_premiere *premiere)
{
    const struct part_packet packet = {.bytes = premiere->next.bytes,
        .length = premiere->next.length,
        .frames_48k = premiere->next.frames_48k,
        .at_48k = premiere->at_48k};

    premiere->has_next = false;
    premiere->at_48k += packet.frames_48k;
    premiere->listener.packet(premiere->listener.user, &packet);
}

int64_t live_premiere_deadline_ns(const struct live_premiere *premiere)
{
    if (!premiere->is_running)
        return INT64_MAX;
    return premiere->begin_ns + clock_ns_from_frames_48k(premiere->at_48k);
}

bool live_premiere_work(
    struct live_premiere *premiere, int64_t now_ns, struct err *err)
{
    if (!premiere->is_running)
        return true;
    if (live_premiere_deadline_ns(premiere) > now_ns)
        return true;
    enum recording_step step;
    while ((step = fetch(premiere, err)) == RECORDING_PACKET) {
        if (live_premiere_deadline_ns(premiere) > now_ns + AHEAD_NS)
            return true;
        give(premiere);
    }
    end(premiere);
    return step == RECORDING_END;
}

void live_premiere_free(struct live_premiere *premiere)
{
    if (!premiere)
        return;
    recording_reader_free(premiere->reader);
    free(premiere);
}
