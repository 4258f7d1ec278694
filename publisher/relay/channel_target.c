/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/channel_target.h"

#include <sys/random.h>

static const struct relay_plan_target *plan_of(
    const struct relay_channel_setup *setup)
{
    return &setup->plan->targets[setup->target - 1];
}

static int mp3_bitrate(const struct relay_channel_setup *setup)
{
    int told = plan_of(setup)->servers[0].bitrate;

    return told ? told : setup->mp3_bitrate;
}

struct live_facts channel_target_live(const struct relay_channel_setup *setup,
    const struct recording_facts *facts, int gain_q8)
{
    return (struct live_facts){
        .format = plan_of(setup)->servers[0].format,
        .channels = facts->channels,
        .input_rate_hz = facts->input_rate_hz,
        .gain_q8 = gain_q8,
        .bitrate = mp3_bitrate(setup),
        .title = setup->plan->title,
        .artist = setup->plan->name,
    };
}

static struct icecast_facts facts_of(const struct relay_channel_setup *setup)
{
    const struct relay_plan *plan = setup->plan;
    bool is_mp3 = plan_of(setup)->servers[0].format == LIVE_MP3;
    int bitrate = is_mp3 ? mp3_bitrate(setup) : setup->bitrate;

    return (struct icecast_facts){.name = plan->name,
        .description = plan->description,
        .genre = plan->genre,
        .url = plan->url,
        .content_type = is_mp3 ? "audio/mpeg" : "application/ogg",
        .is_public = setup->is_public,
        .bitrate_kbps = bitrate / 1000};
}

struct relay_target *channel_target_new(
    const struct relay_channel_setup *setup, struct err *err)
{
    const struct relay_plan_target *planned = plan_of(setup);
    struct relay_target_setup target = {.facts = facts_of(setup),
        .server_count = (int)planned->server_count,
        .asks_listeners = true};

    if (getrandom(&target.seed, sizeof target.seed, 0) < 0)
        return err_set_errno(err, ERR_IO, "random seed"), NULL;
    for (size_t i = 0; i < planned->server_count; i++) {
        const struct relay_address *server = &planned->servers[i];
        target.servers[i] = (struct icecast_target){.host = server->host,
            .port = server->port,
            .is_tls = server->is_tls,
            .mount = server->mount,
            .user = server->user,
            .password = relay_plan_password(setup->plan, server),
            .ca_file = setup->ca_file};
    }
    return relay_target_new(&target, err);
}
