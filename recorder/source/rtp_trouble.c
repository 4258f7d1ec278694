/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_trouble.h"

#include <stdio.h>

static const char *const texts[TROUBLE_COUNT] = {
    [TROUBLE_MEMORY] = "out of memory",
    [TROUBLE_NO_RTP] = "a datagram that is not RTP",
    [TROUBLE_TYPE] = "a packet of another payload type",
    [TROUBLE_PAYLOAD] = "a payload that its codec cannot hold",
    [TROUBLE_SENDER] =
        "another sender's packets come here, too; they are not recorded",
    [TROUBLE_G711] =
        "Opus is expected, and it looks like G.711 (codec=pcmu or pcma)",
    [TROUBLE_ENCRYPTED] =
        "what comes looks encrypted (SRTP): expected srtp=SUITE and its key",
    [TROUBLE_KEY] = "SRTP authentication fails: wrong key?",
    [TROUBLE_PLAIN] = "plain RTP comes where SRTP is expected",
};

const char *rtp_trouble_text(enum rtp_trouble trouble)
{
    return texts[trouble];
}

static void tell(struct rtp_troubles *troubles, enum rtp_trouble trouble,
    const char *text, const struct sound_sink *sink)
{
    if (troubles->is_told[trouble])
        return;
    troubles->is_told[trouble] = true;
    sink->event(sink->user, "warning", text);
}

void rtp_troubles_tell(struct rtp_troubles *troubles, enum rtp_trouble trouble,
    const struct sound_sink *sink)
{
    tell(troubles, trouble, texts[trouble], sink);
}

void rtp_troubles_tell_type(struct rtp_troubles *troubles,
    const struct rtp_description *description, int payload_type,
    const struct sound_sink *sink)
{
    char name[RTP_DESCRIPTION_NAME_BYTES];
    char text[96];

    rtp_description_format_name(description, name);
    snprintf(text, sizeof text, "a packet of payload type %d, expected %s",
        payload_type, name);
    tell(troubles, TROUBLE_TYPE, text, sink);
}

const char *rtp_troubles_gravest(const struct rtp_troubles *troubles)
{
    for (int i = TROUBLE_COUNT - 1; i >= TROUBLE_G711; i--) {
        if (troubles->is_told[i])
            return texts[i];
    }
    return NULL;
}
