/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Follows what a room's recorder writes: waits for a session, gives its
 * packets as they come, over splits, other disks and restarts, and tells when
 * it is over. It reads and nothing else: no lock, no name, no byte is touched.
 *
 *     follower = recording_follower_new(&settings, &listener, err);
 *     loop:
 *         poll(recording_follower_descriptor(follower), POLLIN …
 *             until recording_follower_deadline_ns(follower))
 *         recording_follower_work(follower, now_ns, utc_ns);
 *
 * The session that runs is joined where it is, a second before its end; one
 * that begins, at its beginning. Each packet comes once: parts of a session
 * begin with sound of the one before (see recording.h), which is left out by
 * the packets' places. What is missing between parts is missing.
 *
 * A session is over when its recorder said so in the ledger and there is no
 * other part. When nobody finished it (a crash), when the disk has no next
 * part yet, or when a restarted recorder is to go on with it, the next part is
 * waited for FOLLOWER_LINGER_NS long. A recorder that wrote neither sound nor
 * ledger for FOLLOWER_DEAD_NS is dead: it writes a clock line each minute,
 * paused or not.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RECORDING_FOLLOWER_H
#define ROOMCAST_PUBLISHER_RELAY_RECORDING_FOLLOWER_H

#include <stdint.h>

#include "publisher/relay/part_file.h"
#include "recorder/base/jdoc.h"

#define FOLLOWER_LINGER_NS INT64_C(30000000000)
#define FOLLOWER_DEAD_NS INT64_C(150000000000)

struct follower_settings {
    const char *folder; /* SPOOL/ROOM; both borrowed */
    const char *second; /* where it goes on when that fails; or NULL */
};

/* Called from within recording_follower_work(). All are needed. */
struct follower_listener {
    void *user;
    /* Facts are those of the part that is joined. */
    void (*begun)(void *user, const struct recording_facts *facts);
    void (*packet)(void *user, const struct part_packet *packet);
    /* A line of the ledger that is new; see ledger.h. */
    void (*line)(void *user, const struct jdoc *line);
    /* By the ledger's last line, "interrupted" or "discarded". */
    void (*ended)(void *user, const char *cause);
};

struct recording_follower;

struct recording_follower *recording_follower_new(
    const struct follower_settings *settings,
    const struct follower_listener *listener, struct err *err);

int recording_follower_descriptor(const struct recording_follower *follower);
int64_t recording_follower_deadline_ns(
    const struct recording_follower *follower);

/* Takes all there is, without waiting. */
void recording_follower_work(
    struct recording_follower *follower, int64_t now_ns, int64_t utc_ns);

/* NULL is fine. */
void recording_follower_free(struct recording_follower *follower);
OWNED(recording_follower)

#endif
