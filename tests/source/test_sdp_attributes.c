/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/source/sdp.h"
#include "tests/source/sdp_room.h"

/* Of RFC 4568 section 9.1. */
#define CRYPTO                                                                 \
    "AES_CM_128_HMAC_SHA1_80 "                                                 \
    "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"

static void test_ffmpeg_srtp_under_the_plain_profile_is_read(void **state)
{
    struct rtp_description description = sdp_room_load("sdp/ffmpeg_srtp.sdp");

    (void)state;
    assert_int_equal(description.codec, RTP_OPUS);
    assert_int_equal(description.key.suite, SECURE_AES_CM_128_HMAC_SHA1_80);
    assert_int_equal(description.key.secret_bytes, 30);
    assert_int_equal(description.key.secret[0], 0xce);
    assert_int_equal(description.key.secret[29], 0xe7);
}

static void test_key_that_others_can_read_is_told(void **state)
{
    char path[] = "/tmp/test_sdp_XXXXXX";
    own_fd int fd = mkstemp(path);
    static const char text[] =
        SDP_ROOM_HEAD "m=audio 9 RTP/SAVP 0\na=crypto:1 " CRYPTO "\n";

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    assert_false(sdp_room_load(path).is_key_exposed);
    assert_int_equal(fchmod(fd, 0640), 0);
    assert_false(sdp_room_load(path).is_key_exposed);
    assert_int_equal(fchmod(fd, 0644), 0);
    assert_true(sdp_room_load(path).is_key_exposed);
    unlink(path);
    assert_false(sdp_room_load("sdp/ffmpeg_opus.sdp").is_key_exposed);
}

static void test_first_crypto_line_that_is_supported_is_taken(void **state)
{
    struct rtp_description description = sdp_room_parse(
        SDP_ROOM_HEAD "m=audio 9 RTP/SAVPF 0\n"
                      "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:abcd\n"
                      "a=crypto:2 AEAD_AES_128_GCM "
                      "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubA==|2^31\n"
                      "a=crypto:3 " CRYPTO "\n");

    (void)state;
    assert_int_equal(description.key.suite, SECURE_AEAD_AES_128_GCM);
    assert_int_equal(description.key.secret_bytes, 28);
}

static void test_secure_profiles_need_a_key(void **state)
{
    (void)state;
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 9 RTP/SAVP 0\n", "room.sdp:6:", "a=crypto");
    assert_sdp_refused(SDP_ROOM_HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 111\n"
                                     "a=rtpmap:111 opus/48000/2\n",
        "room.sdp:6:", "UDP/TLS/RTP/SAVPF");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 9 RTP/SAVP 0\n"
        "a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:abcd\n",
        "room.sdp:7:", "AES_256_CM_HMAC_SHA1_80");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 9 RTP/SAVP 0\n"
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abcd\n",
        "room.sdp:7:", "30 bytes");
}

static void test_keys_are_in_no_message(void **state)
{
    static const char *const texts[] = {
        "v=0\na crypto:1 " CRYPTO "\n",
        "a=crypto:1 " CRYPTO "\nv=0\n",
        SDP_ROOM_HEAD "m=audio 9 RTP/SAVP 0\na=crypto:" CRYPTO "\n",
        SDP_ROOM_HEAD "m=audio 9 RTP/SAVP 0\na=crypto:1 " CRYPTO "x\n",
        SDP_ROOM_HEAD "m=audio 9 RTP/SAVP 97\na=crypto:1 " CRYPTO "\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct rtp_description description;
        struct err err = {0};
        assert_false(sdp_parse(
            texts[i], strlen(texts[i]), "room.sdp", &description, &err));
        assert_null(strstr(err.text, "WVNf"));
    }
}

static void test_source_filter_of_session_or_medium_names_the_senders(
    void **state)
{
    struct rtp_description description = sdp_room_parse(
        "v=0\nc=IN IP4 232.1.2.3/64\n"
        "a=source-filter: incl IN IP4 232.1.2.3 192.0.2.7 192.0.2.8\n"
        "m=audio 5004 RTP/AVP 0\n");

    (void)state;
    assert_int_equal(description.sender_count, 2);
    assert_string_equal(description.senders[1], "192.0.2.8");
    description = sdp_room_parse(
        SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\nc=IN IP6 ff35::1\n"
                      "a=source-filter:incl IN IP6 * 2001:db8::1\n");
    assert_int_equal(description.sender_count, 1);
    assert_string_equal(description.senders[0], "2001:db8::1");
    description =
        sdp_room_parse("v=0\nc=IN IP4 232.1.2.3\n"
                       "a=source-filter: incl IN IP4 232.9.9.9 192.0.2.7\n"
                       "m=audio 5004 RTP/AVP 0\n");
    assert_int_equal(description.sender_count, 0);
}

static void test_source_filters_that_cannot_be_heeded_are_refused(void **state)
{
    (void)state;
    assert_sdp_refused(SDP_ROOM_HEAD
        "a=source-filter: excl IN IP4 * 192.0.2.7\n",
        "room.sdp:6:", "\"excl\"");
    assert_sdp_refused(SDP_ROOM_HEAD "a=source-filter: incl IN IP4 *\n",
        "room.sdp:6:", "SENDER");
    assert_sdp_refused(SDP_ROOM_HEAD
        "a=source-filter: incl IN IP4 * 1 2 3 4 5\n",
        "room.sdp:6:", "address \"1\"");
    assert_sdp_refused(SDP_ROOM_HEAD
        "a=source-filter: incl IN IP4 * 1.1.1.1 1.1.1.2 1.1.1.3 "
        "1.1.1.4 1.1.1.5\n",
        "room.sdp:6:", "at most 4");
}

static void test_redundancy_stands_beside_what_it_repeats(void **state)
{
    struct rtp_description description = sdp_room_parse(SDP_ROOM_HEAD
        "m=audio 5004 RTP/SAVPF 63 111 0\na=crypto:1 " CRYPTO "\n"
        "a=rtpmap:63 red/48000/2\na=fmtp:63 111/111\n"
        "a=rtpmap:111 opus/48000/2\n"
        "a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;usedtx=1\n"
        "a=ptime:20\na=maxptime:60\n");

    (void)state;
    assert_int_equal(description.codec, RTP_OPUS);
    assert_int_equal(description.payload_type, 111);
    assert_int_equal(description.red_type, 63);
    description =
        sdp_room_parse(SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0 121\n"
                                     "a=fmtp:121 0/5\na=rtpmap:121 red/8000\n");
    assert_int_equal(description.codec, RTP_PCMU);
    assert_int_equal(description.red_type, 121);
    description =
        sdp_room_parse(SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0 121\n"
                                     "a=fmtp:121 8/8\na=rtpmap:121 red/8000\n");
    assert_int_equal(description.red_type, 0);
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 1 RTP/AVP 63\na=rtpmap:63 red/48000/2\n",
        "room.sdp:7:", "RED");
}

static void test_reports_may_come_to_a_port_of_their_own_or_the_same(
    void **state)
{
    (void)state;
    assert_int_equal(
        sdp_room_parse(SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\n").rtcp_port,
        RTP_RTCP_NEXT);
    assert_int_equal(
        sdp_room_parse(SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\n"
                                     "a=rtcp:5011 IN IP4 10.0.0.1\n")
            .rtcp_port,
        5011);
    assert_int_equal(
        sdp_room_parse(SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\na=rtcp-mux\n")
            .rtcp_port,
        RTP_RTCP_OFF);
    assert_sdp_refused(SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\na=rtcp:x\n",
        "room.sdp:7:", "a=rtcp:PORT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ffmpeg_srtp_under_the_plain_profile_is_read),
        cmocka_unit_test(test_key_that_others_can_read_is_told),
        cmocka_unit_test(test_first_crypto_line_that_is_supported_is_taken),
        cmocka_unit_test(test_secure_profiles_need_a_key),
        cmocka_unit_test(test_keys_are_in_no_message),
        cmocka_unit_test(
            test_source_filter_of_session_or_medium_names_the_senders),
        cmocka_unit_test(test_source_filters_that_cannot_be_heeded_are_refused),
        cmocka_unit_test(test_redundancy_stands_beside_what_it_repeats),
        cmocka_unit_test(
            test_reports_may_come_to_a_port_of_their_own_or_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
