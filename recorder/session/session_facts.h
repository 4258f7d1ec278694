/* SPDX-License-Identifier: BSD-2-Clause */
/* What a recording says of the session it is of. */
#ifndef ROOMCAST_RECORDER_SESSION_SESSION_FACTS_H
#define ROOMCAST_RECORDER_SESSION_SESSION_FACTS_H

#include "recorder/session/session.h"

/* Adds to facts whose start is set what the settings say, and an id. After an
 * outage it is the next part of the session before; see interrupted.h. */
void session_facts_add(
    struct recording_facts *facts, const struct session_settings *settings);

#endif
