/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of a session, as a split or a full disk leaves them, are one
 * recording of the spool: the first part stands for all, with the paths of
 * the others behind its own.
 *
 * Parts are joined where the show wants it (join-parts), the first part is
 * there and the numbers rise. One that goes on where a failure ended the part
 * before it (recording_facts.continues) is always joined to that one. What
 * still goes on, in a .part file of its room, is not in the spool yet.
 */
#ifndef ROOMCAST_PUBLISHER_SPOOL_SPOOL_SESSIONS_H
#define ROOMCAST_PUBLISHER_SPOOL_SPOOL_SESSIONS_H

#include "publisher/spool/spool.h"

/* Of a spool in its order. Fails when out of memory. */
bool spool_sessions_join(
    const struct config *config, struct spool *spool, struct err *err);

/* How many files a recording has, and their paths and ids in order. */
size_t spool_part_count(const struct spool_recording *recording);
const char *spool_part_path(const struct spool_recording *recording, size_t at);
const char *spool_part_id(const struct spool_recording *recording, size_t at);

#endif
