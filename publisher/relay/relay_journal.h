/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How one relay goes, told to everybody who should know: its status file, the
 * log, and the room's alarm.
 *
 *     journal = relay_journal_new(&setup, err);
 *     relay_journal_keep(journal, &news, now_ns);            now and then
 *     relay_journal_end(journal);                            "gone"
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_JOURNAL_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_JOURNAL_H

#include "publisher/relay/relay_channel.h"
#include "publisher/relay/relay_target.h"

/* How it is now; all is borrowed. */
struct relay_news {
    const struct relay_target *target;
    const char *session; /* its id; NULL: there is none */
    const char *title;
    int64_t silence_48k; /* of this connection */
    int64_t left_out_48k;
};

struct relay_journal;

/* The setup must outlive it. */
struct relay_journal *relay_journal_new(
    const struct relay_channel_setup *setup, struct err *err);

/* Stores the status when something in it has changed, and each five seconds;
 * raises and clears the alarm. */
void relay_journal_keep(struct relay_journal *journal,
    const struct relay_news *news, int64_t now_ns);

/* The last status. */
void relay_journal_end(struct relay_journal *journal, int64_t now_ns);

/* NULL is fine. */
void relay_journal_free(struct relay_journal *journal);
OWNED(relay_journal)

#endif
