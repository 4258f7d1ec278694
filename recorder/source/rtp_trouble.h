/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be wrong with what comes to a room's port, each told once, as the
 * event "warning".
 */
#ifndef ROOMCAST_SOURCE_RTP_TROUBLE_H
#define ROOMCAST_SOURCE_RTP_TROUBLE_H

#include "recorder/source/rtp_description.h"
#include "recorder/source/source.h"

/* The gravest last. */
enum rtp_trouble {
    TROUBLE_MEMORY,
    TROUBLE_NO_RTP,
    TROUBLE_TYPE,
    TROUBLE_PAYLOAD,
    TROUBLE_SENDER,
    TROUBLE_G711,
    TROUBLE_ENCRYPTED,
    TROUBLE_KEY,
    TROUBLE_PLAIN,
    TROUBLE_COUNT
};

/* Zeroed there are none. */
struct rtp_troubles {
    bool is_told[TROUBLE_COUNT];
};

void rtp_troubles_tell(struct rtp_troubles *troubles, enum rtp_trouble trouble,
    const struct sound_sink *sink);

/* TROUBLE_TYPE: that payload type is not the description's. */
void rtp_troubles_tell_type(struct rtp_troubles *troubles,
    const struct rtp_description *description, int payload_type,
    const struct sound_sink *sink);

const char *rtp_trouble_text(enum rtp_trouble trouble);

/* The gravest of those for which a whole room is not heard, TROUBLE_G711 and
 * behind; NULL: there was none. */
const char *rtp_troubles_gravest(const struct rtp_troubles *troubles);

#endif
