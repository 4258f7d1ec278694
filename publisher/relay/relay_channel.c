/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_channel.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "publisher/relay/broadcast.h"
#include "publisher/relay/channel_target.h"
#include "publisher/relay/live_premiere.h"
#include "publisher/relay/recording_follower.h"
#include "publisher/relay/relay_journal.h"
#include "publisher/relay/relay_target.h"
#include "publisher/relay/room_gain.h"
#include "recorder/base/clock.h"
#include "recorder/base/follow_mark.h"
#include "recorder/base/log.h"
#include "recorder/base/stop_signal.h"
#include "recorder/base/text.h"
#include "recorder/recording/ledger.h"

#define TICK_NS CLOCK_SECOND_NS

/* How long the last pages may take. */
#define LEAVE_NS (10 * CLOCK_SECOND_NS)

struct relay_channel {
    struct relay_channel_setup setup;
    struct recording_follower *follower; /* one of the two */
    struct live_premiere *premiere;
    struct relay_target *target;
    struct relay_journal *journal;
    struct broadcast *broadcast; /* NULL: no session */
    char session[IDENTIFIER_BYTES];
    char *mark_path;
    int mark_fd; /* the recorder is told while it is open */
    char title[256];
    bool has_new_title;
    bool has_begun; /* a premiere */
    bool is_stopping;
    int64_t now_ns;
    int64_t leave_ns; /* when it waits no longer for the server */
};

/* --- What is on --------------------------------------------------------- */

static void set_title(struct relay_channel *channel, const char *title)
{
    char cut[sizeof channel->title];

    if (!title || !*title)
        return;
    snprintf(cut, sizeof cut, "%.*s",
        (int)text_cut_length(title, sizeof cut - 1), title);
    if (strcmp(cut, channel->title) == 0)
        return;
    memcpy(channel->title, cut, sizeof cut);
    channel->has_new_title = true;
}

static void take_page(void *user, const struct live_page *page)
{
    struct relay_channel *channel = user;
    const struct icecast_page sent = {.bytes = page->bytes.bytes,
        .length = page->bytes.length,
        .frames_48k = page->frames_48k};

    relay_target_push(channel->target, &sent);
}

static int gain_of(
    const struct relay_channel *channel, const struct recording_facts *facts)
{
    const char *const folders[] = {
        channel->setup.folder, channel->setup.second};

    return channel->premiere ? live_premiere_gain_q8(channel->premiere)
                             : room_gain_q8(facts, folders, 2);
}

static void on_begun(void *user, const struct recording_facts *facts)
{
    struct relay_channel *channel = user;
    const struct relay_plan *plan = channel->setup.plan;
    const struct live_facts live =
        channel_target_live(&channel->setup, facts, gain_of(channel, facts));
    const struct page_taker taker = {channel, take_page};
    struct err err;

    broadcast_free(channel->broadcast);
    channel->broadcast = broadcast_new(&live, &taker, &err);
    if (!channel->broadcast) {
        log_error("%s: %s", channel->setup.room, err.text);
        return;
    }
    snprintf(channel->session, sizeof channel->session, "%s", facts->session);
    channel->title[0] = '\0';
    set_title(channel, *facts->title ? facts->title : plan->title);
    log_note("%s: a session to relay", channel->setup.room);
}

static void on_packet(void *user, const struct part_packet *packet)
{
    struct relay_channel *channel = user;
    const struct tail_packet copied = {
        packet->bytes, packet->length, packet->frames_48k};

    if (channel->broadcast)
        broadcast_packet(channel->broadcast, &copied, channel->now_ns);
}

/* A chapter that was marked, or what a stream that is recorded calls itself. */
static void on_line(void *user, const struct jdoc *line)
{
    if (ledger_is_event(line, "mark") || ledger_is_event(line, "title"))
        set_title(user, jdoc_string(line, "text"));
}

static void on_ended(void *user, const char *cause)
{
    struct relay_channel *channel = user;

    if (channel->broadcast)
        broadcast_finish(channel->broadcast);
    broadcast_free(take(channel->broadcast));
    relay_target_stop(channel->target);
    log_note("%s: the session is over (%s)", channel->setup.room, cause);
    if (channel->premiere) {
        channel->is_stopping = true;
        channel->leave_ns = channel->now_ns + LEAVE_NS;
    }
}

/* --- Making it ---------------------------------------------------------- */

static const struct follower_listener *listener_of(
    struct relay_channel *channel, struct follower_listener *listener)
{
    *listener = (struct follower_listener){.user = channel,
        .begun = on_begun,
        .packet = on_packet,
        .line = on_line,
        .ended = on_ended};
    return listener;
}

static bool make_sound(struct relay_channel *channel, struct err *err)
{
    const struct relay_channel_setup *setup = &channel->setup;
    const struct follower_settings settings = {setup->folder, setup->second};
    struct follower_listener listener;

    listener_of(channel, &listener);
    if (setup->premiere)
        channel->premiere = live_premiere_new(setup->premiere, &listener, err);
    else
        channel->follower = recording_follower_new(&settings, &listener, err);
    return channel->premiere || channel->follower;
}

static bool make_mark(struct relay_channel *channel, struct err *err)
{
    const struct relay_channel_setup *setup = &channel->setup;

    if (!setup->state || setup->premiere)
        return true;
    channel->mark_path = follow_mark_path(setup->state, setup->room);
    return channel->mark_path || err_no_memory(err);
}

struct relay_channel *relay_channel_new(
    const struct relay_channel_setup *setup, struct err *err)
{
    own(relay_channel) channel = calloc(1, sizeof *channel);

    if (!channel)
        return err_no_memory(err), NULL;
    channel->setup = *setup;
    channel->mark_fd = -1;
    channel->now_ns = clock_monotonic_ns();
    channel->journal = relay_journal_new(&channel->setup, err);
    return channel->journal && make_sound(channel, err) &&
                   (channel->target =
                           channel_target_new(&channel->setup, err)) &&
                   make_mark(channel, err)
               ? take(channel)
               : NULL;
}

/* --- Running ------------------------------------------------------------ */

/* Another relay of the room may be asked in the same moment: tried again. */
static void keep_mark(struct relay_channel *channel)
{
    struct err err;

    if (channel->mark_fd < 0 && channel->mark_path)
        channel->mark_fd = follow_mark_hold(channel->mark_path, &err);
}

static void join(struct relay_channel *channel)
{
    struct err err;

    log_result("%s: on the air at %s", channel->setup.room,
        relay_target_public_url(channel->target));
    channel->has_new_title = true;
    if (channel->premiere && !channel->has_begun) {
        channel->has_begun = true;
        live_premiere_start(channel->premiere, channel->now_ns);
    }
    if (channel->broadcast &&
        !broadcast_join(channel->broadcast, channel->now_ns, &err))
        log_error("%s: %s", channel->setup.room, err.text);
}

/* A premiere begins when somebody can hear it. */
static bool wants_air(const struct relay_channel *channel)
{
    return !channel->is_stopping &&
           (channel->broadcast || (channel->premiere && !channel->has_begun));
}

static void work_target(struct relay_channel *channel)
{
    /* What a session before it said last is sent first. */
    if (wants_air(channel) &&
        relay_target_report(channel->target).state == RELAY_IDLE)
        relay_target_start(channel->target, channel->now_ns);
    switch (relay_target_step(channel->target, channel->now_ns)) {
    case RELAY_JOINED:
        join(channel);
        break;
    case RELAY_LEFT:
        if (channel->broadcast)
            broadcast_leave(channel->broadcast);
        break;
    case RELAY_SAME:
        break;
    }
    if (relay_target_take_news(channel->target))
        log_warning("%s: %s", channel->setup.room,
            relay_target_error(channel->target)->text);
    if (channel->has_new_title && channel->broadcast) {
        relay_target_set_title(channel->target, channel->title);
        channel->has_new_title = false;
    }
}

static bool work_sound(struct relay_channel *channel, struct err *err)
{
    if (channel->follower && !channel->is_stopping)
        recording_follower_work(
            channel->follower, channel->now_ns, clock_utc_ns());
    if (channel->premiere && !channel->is_stopping &&
        !live_premiere_work(channel->premiere, channel->now_ns, err))
        return false;
    if (channel->broadcast)
        broadcast_settle(channel->broadcast, channel->now_ns);
    return true;
}

static int64_t sooner(int64_t one_ns, int64_t other_ns)
{
    return one_ns < other_ns ? one_ns : other_ns;
}

static int64_t deadline_ns(const struct relay_channel *channel)
{
    int64_t at_ns = channel->now_ns + TICK_NS;

    at_ns = sooner(at_ns, relay_target_deadline_ns(channel->target));
    if (channel->follower)
        at_ns =
            sooner(at_ns, recording_follower_deadline_ns(channel->follower));
    if (channel->premiere)
        at_ns = sooner(at_ns, live_premiere_deadline_ns(channel->premiere));
    if (channel->broadcast)
        at_ns = sooner(at_ns, broadcast_deadline_ns(channel->broadcast));
    return at_ns;
}

static void wait_for_something(struct relay_channel *channel, int stop_fd)
{
    int64_t rest_ns = deadline_ns(channel) - clock_monotonic_ns();
    int timeout_ms =
        rest_ns > 0 ? (int)(rest_ns / CLOCK_MILLISECOND_NS) + 1 : 0;
    struct pollfd fds[] = {
        {.fd = channel->is_stopping ? -1 : stop_fd, .events = POLLIN},
        {.fd = relay_target_descriptor(channel->target), .events = POLLIN},
        {.fd = channel->follower && !channel->is_stopping
                   ? recording_follower_descriptor(channel->follower)
                   : -1,
            .events = POLLIN}};

    poll(fds, sizeof fds / sizeof fds[0], timeout_ms);
    channel->now_ns = clock_monotonic_ns();
    if (fds[0].revents && stop_signal_read(stop_fd)) {
        if (channel->broadcast)
            on_ended(channel, "stopped");
        relay_target_stop(channel->target);
        channel->is_stopping = true;
        channel->leave_ns = channel->now_ns + LEAVE_NS;
    }
}

static bool has_left(const struct relay_channel *channel)
{
    return channel->is_stopping &&
           (relay_target_report(channel->target).state == RELAY_IDLE ||
               channel->now_ns >= channel->leave_ns);
}

static void keep_journal(struct relay_channel *channel)
{
    struct relay_news news = {.target = channel->target};

    if (channel->broadcast) {
        news.session = channel->session;
        news.title = channel->title;
        news.silence_48k = broadcast_filled_48k(channel->broadcast);
        news.left_out_48k = broadcast_left_out_48k(channel->broadcast);
    }
    relay_journal_keep(channel->journal, &news, channel->now_ns);
}

bool relay_channel_run(
    struct relay_channel *channel, int stop_fd, struct err *err)
{
    bool is_good = true;

    while (is_good && !has_left(channel)) {
        keep_mark(channel);
        is_good = work_sound(channel, err);
        work_target(channel);
        keep_journal(channel);
        wait_for_something(channel, stop_fd);
    }
    relay_journal_end(channel->journal, channel->now_ns);
    return is_good;
}

void relay_channel_free(struct relay_channel *channel)
{
    if (!channel)
        return;
    recording_follower_free(channel->follower);
    live_premiere_free(channel->premiere);
    broadcast_free(channel->broadcast);
    relay_target_free(channel->target);
    relay_journal_free(channel->journal);
    if (channel->mark_fd >= 0)
        close(channel->mark_fd);
    free(channel->mark_path);
    free(channel);
}
