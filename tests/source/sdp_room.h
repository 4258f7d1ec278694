/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptions of rooms that have to be taken, or refused, in tests. */
#ifndef ROOMCAST_TESTS_SOURCE_SDP_ROOM_H
#define ROOMCAST_TESTS_SOURCE_SDP_ROOM_H

#include "recorder/source/rtp_description.h"

/* The session's lines; media begin on line 6. */
#define SDP_ROOM_HEAD                                                          \
    "v=0\n"                                                                    \
    "o=- 0 0 IN IP4 127.0.0.1\n"                                               \
    "s=-\n"                                                                    \
    "c=IN IP4 127.0.0.1\n"                                                     \
    "t=0 0\n"

/* The text, of a file that is called "room.sdp"; a file. The test fails if
 * they are refused. */
struct rtp_description sdp_room_parse(const char *text);
struct rtp_description sdp_room_load(const char *path);

/* The message has to begin with that place and to say that. */
void assert_sdp_refused(
    const char *text, const char *place, const char *because);

#endif
