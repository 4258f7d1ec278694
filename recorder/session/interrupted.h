/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The session that an outage cut short: a kill, a reboot, a power cut. What is
 * recorded soon after it is the next part of the same session.
 */
#ifndef ROOMCAST_RECORDER_SESSION_INTERRUPTED_H
#define ROOMCAST_RECORDER_SESSION_INTERRUPTED_H

#include "recorder/recording/recording.h"

/* Looks at the newest recording of a folder, which a repair may have finished
 * by now, or which was to go on with a session and has no sound. True when it
 * was not ended by its recorder and its sound ends at most `within_ns` before
 * `utc_ns`; *facts are its own then. */
bool interrupted_find(const char *folder, int64_t utc_ns, int64_t within_ns,
    struct recording_facts *facts);

/* Makes facts of a recording, whose start is set, those of the next part. */
void interrupted_go_on(
    const struct recording_facts *before, struct recording_facts *facts);

#endif
