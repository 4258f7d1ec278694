/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Datagrams to a room's port: two bytes of length and a datagram, again and
 * again. The first byte of the input chooses plain RTP or SRTP.
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "recorder/source/rtp_receiver.h"

static void ignore_event(void *user, const char *event, const char *text)
{
    (void)user;
    assert(event && text && *text);
}

static struct rtp_receiver *new_receiver(bool is_secure)
{
    struct rtp_description description;
    struct err err;

    assert(rtp_description_from_url(
        "rtp://:5004?codec=opus&pt=100&red=63", &description, &err));
    if (is_secure) {
        description.key.suite = SECURE_AES_CM_128_HMAC_SHA1_32;
        description.key.secret_bytes = 30;
    }
    struct rtp_receiver *receiver = rtp_receiver_new(&description, &err);
    assert(receiver);
    return receiver;
}

static void pull_all(struct rtp_receiver *receiver, int64_t now_ns)
{
    struct media_packet *packet;

    while ((packet = rtp_receiver_pull(receiver, now_ns))) {
        assert(packet->ticks >= 120 && packet->ticks <= 5760);
        assert(packet->bytes > 0 && !packet->is_red);
        media_packet_free(packet);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const struct sound_sink sink = {.event = ignore_event};
    struct source_counters counters = {0};
    int64_t now_ns = 1000000000;

    if (!length)
        return 0;
    own(rtp_receiver) receiver = new_receiver(bytes[0] & 1);
    bytes++;
    length--;
    while (length > 2) {
        size_t most = length - 2;
        size_t wanted = (size_t)(bytes[0] & 7) << 8 | bytes[1];
        size_t size = wanted < most ? wanted : most;
        const struct udp_datagram datagram = {
            .bytes = bytes + 2, .length = size, .arrival_ns = now_ns};
        rtp_receiver_push(receiver, &datagram, 0, &sink);
        pull_all(receiver, now_ns);
        now_ns += 10000000;
        bytes += 2 + size;
        length -= 2 + size;
    }
    rtp_receiver_flush(receiver);
    pull_all(receiver, now_ns);
    rtp_receiver_count(receiver, &counters);
    return 0;
}
