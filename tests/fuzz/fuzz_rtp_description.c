/* SPDX-License-Identifier: BSD-2-Clause */
/* The URL of an RTP stream. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "recorder/base/own.h"
#include "recorder/source/rtp_description.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_heap(char) url = strndup((const char *)bytes, length);
    struct rtp_description description;
    struct err err = {0};

    assert(url);
    if (!rtp_description_from_url(url, &description, &err)) {
        assert(err.kind == ERR_CONFIG && err.text[0]);
        return 0;
    }
    assert(memchr(description.address, '\0', sizeof description.address));
    assert(description.port >= 1 && description.port <= 65535);
    assert(description.payload_type >= -1 && description.payload_type <= 127);
    assert(description.clock_hz >= 8000 && description.clock_hz <= 192000);
    assert(description.channels == 1 || description.channels == 2);
    assert(description.sender_count <= 1);
    assert(memchr(description.interface, '\0', RTP_INTERFACE_BYTES));
    assert(description.key.secret_bytes == 0);
    assert(rtp_codec_name(description.codec)[0]);
    return 0;
}
