/* SPDX-License-Identifier: BSD-2-Clause */
/* A session description. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "recorder/source/sdp.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct rtp_description description;
    struct err err = {0};

    if (!sdp_parse(
            (const char *)bytes, length, "room.sdp", &description, &err)) {
        assert(err.kind == ERR_FORMAT);
        assert(strncmp(err.text, "room.sdp:", 9) == 0);
        return 0;
    }
    assert(memchr(description.address, '\0', sizeof description.address));
    assert(description.port >= 1 && description.port <= 65535);
    assert(description.payload_type >= 0 && description.payload_type <= 127);
    assert(description.clock_hz >= 8000 && description.clock_hz <= 192000);
    assert(description.channels == 1 || description.channels == 2);
    assert(description.sender_count <= RTP_MOST_SENDERS);
    assert(description.red_type >= 0 && description.red_type <= 127);
    assert(!description.key.suite == !description.key.secret_bytes);
    assert(description.key.mki_bytes <= SECURE_MKI_MOST_BYTES);
    return 0;
}
