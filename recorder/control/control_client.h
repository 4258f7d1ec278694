/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other end of a control socket: asks one thing and waits for the answer.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_CONTROL_CLIENT_H
#define ROOMCAST_RECORDER_CONTROL_CONTROL_CLIENT_H

#include "recorder/base/jdoc.h"
#include "recorder/control/control_request.h"

enum control_outcome {
    CONTROL_ANSWERED,    /* *answer is the document, to be freed */
    CONTROL_NOT_RUNNING, /* no recorder of that room is running */
    CONTROL_FAILED /* *err: it refused, or it does not answer (ERR_BUSY) */
};

/* Who is asked. */
struct control_peer {
    const char *state; /* the folder of the configuration */
    const char *room;
    int timeout_ms; /* how long it is waited for at most */
};

enum control_outcome control_ask(const struct control_peer *peer,
    const struct control_request *request, struct jdoc **answer,
    struct err *err);

#endif
