/* SPDX-License-Identifier: BSD-2-Clause */
/* A datagram: what is taken has to lie within it. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

#include "recorder/source/rtp_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct rtp_packet packet;

    if (!rtp_packet_parse(bytes, length, &packet))
        return 0;
    assert(packet.payload_bytes > 0);
    assert(packet.payload >= bytes + 12);
    assert(packet.payload + packet.payload_bytes <= bytes + length);
    assert(packet.payload_type >= 0 && packet.payload_type <= 127);
    return 0;
}
