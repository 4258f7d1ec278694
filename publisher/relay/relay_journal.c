/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_journal.h"

#include <stdio.h>
#include <string.h>

#include "publisher/relay/relay_hook.h"
#include "publisher/relay/relay_status.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/text.h"

#define STATUS_NS (5 * CLOCK_SECOND_NS)

struct relay_journal {
    const struct relay_channel_setup *setup;
    struct relay_status status;
    struct relay_hook *hook;
    char *path; /* of the status; NULL: none is kept */
    int64_t next_ns;
    int64_t connects_before; /* the session */
};

static bool make_path(struct relay_journal *journal, struct err *err)
{
    const struct relay_channel_setup *setup = journal->setup;
    own_value(text) folder = {0};

    if (!setup->state)
        return true;
    text_appendf(&folder, "%s/relay", setup->state);
    if (!text_finish(&folder, err) ||
        !durable_make_folder(text_string(&folder), 0755, err))
        return false;
    journal->path = relay_status_path(setup->state, setup->room, setup->target);
    return journal->path || err_no_memory(err);
}

/* What is too long is cut between characters. */
static void set_text(char *to, size_t room, const char *text)
{
    size_t length = text ? text_cut_length(text, room - 1) : 0;

    if (length > 0)
        memcpy(to, text, length);
    to[length] = '\0';
}

static void begin(struct relay_journal *journal)
{
    const struct relay_channel_setup *setup = journal->setup;
    const struct relay_address *server =
        &setup->plan->targets[setup->target - 1].servers[0];
    struct relay_status *status = &journal->status;
    own_value(text) address = {0};

    relay_address_describe(server, &address);
    set_text(status->room, sizeof status->room, setup->room);
    set_text(status->address, sizeof status->address, text_string(&address));
    status->target = setup->target;
    status->is_mp3 = server->format == LIVE_MP3;
    status->since_utc_ns = clock_utc_ns();
    status->listeners = -1;
}

struct relay_journal *relay_journal_new(
    const struct relay_channel_setup *setup, struct err *err)
{
    own(relay_journal) journal = calloc(1, sizeof *journal);

    if (!journal)
        return err_no_memory(err), NULL;
    journal->setup = setup;
    journal->hook = relay_hook_new(
        setup->hook_alarm, setup->room, setup->hook_limit_ns, err);
    if (!journal->hook || !make_path(journal, err))
        return NULL;
    begin(journal);
    return take(journal);
}

static void store(struct relay_journal *journal, int64_t now_ns, int64_t utc_ns)
{
    struct err err;

    journal->next_ns = now_ns + STATUS_NS;
    journal->status.updated_utc_ns = utc_ns;
    if (journal->path &&
        !relay_status_store(&journal->status, journal->path, &err))
        log_warning("%s: %s", journal->setup->room, err.text);
}

static enum relay_air air_of(enum relay_state state)
{
    switch (state) {
    case RELAY_CONNECTING:
        return RELAY_AIR_CONNECTING;
    case RELAY_ON_AIR:
    case RELAY_ENDING:
        return RELAY_AIR_ON;
    case RELAY_BACKING_OFF:
        return RELAY_AIR_BACKING_OFF;
    default:
        return RELAY_AIR_WAITING;
    }
}

static void take_figures(
    struct relay_status *status, const struct relay_target_report *report)
{
    status->listeners = report->listeners;
    status->connects = report->connects;
    status->failures = report->failures;
    status->sent_bytes = report->sent_bytes;
    status->sent_pages = report->sent_pages;
    status->dropped_pages = report->dropped_pages;
    status->queue_ms = report->queued_ms;
}

/* Until the session was once on the air nobody is sent there. */
static void take_mount(struct relay_journal *journal,
    struct relay_status *status, const struct relay_news *news)
{
    if (strcmp(status->session, journal->status.session) != 0)
        journal->connects_before = journal->status.connects;
    bool can_be_heard =
        *status->session && status->connects > journal->connects_before;
    set_text(status->mount_url, sizeof status->mount_url,
        can_be_heard ? relay_target_public_url(news->target) : NULL);
}

static void take_news(
    struct relay_status *status, const struct relay_news *news)
{
    set_text(status->session, sizeof status->session, news->session);
    set_text(status->title, sizeof status->title, news->title);
    set_text(status->last_error, sizeof status->last_error,
        relay_target_error(news->target)->kind == ERR_NONE
            ? NULL
            : relay_target_error(news->target)->text);
    status->silence_ms = news->silence_48k / 48;
    status->left_out_ms = news->left_out_48k / 48;
}

static bool is_other(
    const struct relay_status *one, const struct relay_status *other)
{
    return one->air != other->air || one->connects != other->connects ||
           one->failures != other->failures ||
           strcmp(one->session, other->session) != 0 ||
           strcmp(one->title, other->title) != 0 ||
           strcmp(one->last_error, other->last_error) != 0;
}

static void keep_alarm(struct relay_journal *journal, int64_t now_ns)
{
    const struct relay_status *status = &journal->status;
    bool is_missing = *status->session && status->air != RELAY_AIR_ON;
    own_value(text) words = {0};

    text_appendf(&words, "%s %s",
        is_missing                    ? "not on the air at"
        : status->air == RELAY_AIR_ON ? "on the air again at"
                                      : "over, and no longer missing at",
        status->address);
    if (is_missing && *status->last_error)
        text_appendf(&words, ": %s", status->last_error);
    const char *text = text_string(&words);
    switch (relay_hook_update(journal->hook, is_missing, text, now_ns)) {
    case RELAY_ALARM_RAISED:
        log_error("%s: %s", journal->setup->room, text);
        break;
    case RELAY_ALARM_CLEARED:
        log_warning("%s: %s", journal->setup->room, text);
        break;
    case RELAY_ALARM_SAME:
        break;
    }
}

void relay_journal_keep(struct relay_journal *journal,
    const struct relay_news *news, int64_t now_ns)
{
    struct relay_target_report report = relay_target_report(news->target);
    struct relay_status status = journal->status;
    int64_t utc_ns = clock_utc_ns();

    take_news(&status, news);
    take_figures(&status, &report);
    take_mount(journal, &status, news);
    status.air = air_of(report.state);
    if (status.air != journal->status.air)
        status.since_utc_ns = utc_ns;
    bool is_due =
        now_ns >= journal->next_ns || is_other(&status, &journal->status);
    journal->status = status;
    if (is_due)
        store(journal, now_ns, utc_ns);
    keep_alarm(journal, now_ns);
}

void relay_journal_end(struct relay_journal *journal, int64_t now_ns)
{
    int64_t utc_ns = clock_utc_ns();

    journal->status.air = RELAY_AIR_GONE;
    journal->status.since_utc_ns = utc_ns;
    journal->status.session[0] = '\0';
    journal->status.mount_url[0] = '\0';
    store(journal, now_ns, utc_ns);
}

void relay_journal_free(struct relay_journal *journal)
{
    if (!journal)
        return;
    relay_hook_free(journal->hook);
    free(journal->path);
    free(journal);
}
