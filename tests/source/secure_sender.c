/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/secure_sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <srtp2/srtp.h>

#define HEADER_BYTES 12
#define REPORT_BYTES 28

struct secure_sender {
    srtp_t session;
    uint32_t ssrc;
    bool has_mki;
};

static const srtp_profile_t profiles[] = {
    [SECURE_AES_CM_128_HMAC_SHA1_80] = srtp_profile_aes128_cm_sha1_80,
    [SECURE_AES_CM_128_HMAC_SHA1_32] = srtp_profile_aes128_cm_sha1_32,
    [SECURE_AEAD_AES_128_GCM] = srtp_profile_aead_aes_128_gcm,
};

struct secure_key secure_sender_key(enum secure_suite suite)
{
    struct secure_key key = {.suite = suite,
        .secret_bytes = suite == SECURE_AEAD_AES_128_GCM ? 28 : 30};

    for (size_t i = 0; i < key.secret_bytes; i++)
        key.secret[i] = (uint8_t)(17 * i + 3);
    return key;
}

struct secure_sender *secure_sender_new(
    const struct secure_key *key, uint32_t ssrc, uint32_t roc)
{
    struct secure_sender *sender = calloc(1, sizeof *sender);
    struct secure_key copy = *key;
    srtp_master_key_t master = {
        copy.secret, copy.mki, (unsigned)key->mki_bytes};
    srtp_master_key_t *masters[] = {&master};
    srtp_policy_t policy = {.ssrc = {ssrc_specific, ssrc},
        .window_size = 1024,
        .allow_repeat_tx = 1};

    assert_non_null(sender);
    sender->ssrc = ssrc;
    sender->has_mki = key->mki_bytes;
    srtp_crypto_policy_set_from_profile_for_rtp(
        &policy.rtp, profiles[key->suite]);
    srtp_crypto_policy_set_from_profile_for_rtcp(
        &policy.rtcp, profiles[key->suite]);
    if (key->mki_bytes) {
        policy.keys = masters;
        policy.num_master_keys = 1;
    } else {
        policy.key = copy.secret;
    }
    assert_int_equal(
        srtp_create(&sender->session, &policy), srtp_err_status_ok);
    assert_int_equal(
        srtp_set_stream_roc(sender->session, ssrc, roc), srtp_err_status_ok);
    return sender;
}

static void put_be32(uint8_t *at, uint32_t number)
{
    at[0] = (uint8_t)(number >> 24);
    at[1] = (uint8_t)(number >> 16);
    at[2] = (uint8_t)(number >> 8);
    at[3] = (uint8_t)number;
}

void secure_sender_packet(struct secure_sender *sender, uint16_t sequence,
    struct secure_datagram *datagram)
{
    uint8_t *bytes = datagram->bytes;
    int length = HEADER_BYTES + SECURE_SENDER_PAYLOAD_BYTES;

    memset(bytes, sequence & 0xff, (size_t)length);
    bytes[0] = 0x80;
    bytes[1] = 100;
    put_be32(bytes + 2, (uint32_t)sequence << 16);
    put_be32(bytes + 4, sequence * 960u);
    put_be32(bytes + 8, sender->ssrc);
    bytes[HEADER_BYTES] = 0xf8; /* CELT, fullband, 20 ms, one frame */
    assert_int_equal(
        srtp_protect_mki(sender->session, bytes, &length, sender->has_mki, 0),
        srtp_err_status_ok);
    datagram->length = (size_t)length;
}

void secure_sender_report(
    struct secure_sender *sender, struct secure_datagram *datagram)
{
    uint8_t *bytes = datagram->bytes;
    int length = REPORT_BYTES;

    memset(bytes, 0, REPORT_BYTES);
    bytes[0] = 0x80;
    bytes[1] = 200;
    bytes[3] = REPORT_BYTES / 4 - 1;
    put_be32(bytes + 4, sender->ssrc);
    put_be32(bytes + 16, 4711);
    assert_int_equal(srtp_protect_rtcp_mki(
                         sender->session, bytes, &length, sender->has_mki, 0),
        srtp_err_status_ok);
    datagram->length = (size_t)length;
}

void secure_sender_free(struct secure_sender *sender)
{
    srtp_dealloc(sender->session);
    free(sender);
}
