/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/sdp_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/sdp.h"

struct rtp_description sdp_room_parse(const char *text)
{
    struct rtp_description description = {0};
    struct err err = {0};

    if (!sdp_parse(text, strlen(text), "room.sdp", &description, &err))
        fail_msg("%s", err.text);
    return description;
}

struct rtp_description sdp_room_load(const char *path)
{
    struct rtp_description description = {0};
    struct err err = {0};

    if (!sdp_load(path, &description, &err))
        fail_msg("%s", err.text);
    return description;
}

void assert_sdp_refused(
    const char *text, const char *place, const char *because)
{
    struct rtp_description description = {.port = -7};
    struct err err = {0};

    if (sdp_parse(text, strlen(text), "room.sdp", &description, &err))
        fail_msg("taken: %s", text);
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_int_equal(description.port, -7);
    if (strncmp(err.text, place, strlen(place)) != 0 ||
        !strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s … %s\"", err.text, place, because);
}
