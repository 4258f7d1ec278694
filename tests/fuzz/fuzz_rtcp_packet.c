/* SPDX-License-Identifier: BSD-2-Clause */
/* A datagram of RTCP. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

#include "recorder/source/rtcp_packet.h"
#include "recorder/source/rtp_packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct rtcp_packet report;
    struct rtp_packet packet;

    if (!rtcp_packet_parse(bytes, length, &report))
        return 0;
    assert(rtcp_packet_is(bytes, length));
    assert(!report.has_report || length >= 28);
    assert(length % 4 == 0);
    /* On one port it is never both. */
    assert(!rtp_packet_parse(bytes, length, &packet));
    return 0;
}
