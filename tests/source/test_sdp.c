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

static void test_ffmpeg_opus_with_crlf_is_read(void **state)
{
    struct rtp_description description = sdp_room_load("sdp/ffmpeg_opus.sdp");

    (void)state;
    assert_string_equal(description.address, "127.0.0.1");
    assert_int_equal(description.port, 5904);
    assert_int_equal(description.payload_type, 97);
    assert_int_equal(description.codec, RTP_OPUS);
    assert_int_equal(description.clock_hz, 48000);
    assert_int_equal(description.channels, 2);
}

static void test_ffmpeg_l16_multicast_by_static_type_is_read(void **state)
{
    struct rtp_description description = sdp_room_load("sdp/ffmpeg_l16.sdp");

    (void)state;
    assert_string_equal(description.address, "239.1.2.3");
    assert_int_equal(description.payload_type, 10);
    assert_int_equal(description.codec, RTP_L16);
    assert_int_equal(description.clock_hz, 44100);
    assert_int_equal(description.channels, 2);
}

static void test_ffmpeg_pcma_over_ipv6_is_read(void **state)
{
    struct rtp_description description =
        sdp_room_load("sdp/ffmpeg_pcma_ipv6.sdp");

    (void)state;
    assert_string_equal(description.address, "::1");
    assert_int_equal(description.payload_type, 8);
    assert_int_equal(description.codec, RTP_PCMA);
    assert_int_equal(description.clock_hz, 8000);
    assert_int_equal(description.channels, 1);
}

static void test_first_supported_format_of_the_audio_medium_is_taken(
    void **state)
{
    struct rtp_description description =
        sdp_room_load("sdp/webrtc_forward.sdp");

    (void)state;
    assert_string_equal(description.address, "0.0.0.0");
    assert_int_equal(description.port, 6002);
    assert_int_equal(description.payload_type, 111);
    assert_int_equal(description.codec, RTP_OPUS);
}

static void test_other_transports_are_refused_by_name(void **state)
{
    (void)state;
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 9 udp 0\n", "room.sdp:6:", "protocol udp");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 9 TCP/RTP/AVP 0\n", "room.sdp:6:", "TCP");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 9\n", "room.sdp:6:", "protocol \"\"");
}

static void test_plain_medium_behind_a_secure_one_is_taken(void **state)
{
    struct rtp_description description =
        sdp_room_parse(SDP_ROOM_HEAD "m=audio 5004 RTP/SAVP 0\n"
                                     "m=audio 0 RTP/AVP 0\n"
                                     "m=audio 5006 RTP/AVP 8\n"
                                     "m=audio 5008 RTP/AVP 0\n");

    (void)state;
    assert_int_equal(description.port, 5006);
    assert_int_equal(description.codec, RTP_PCMA);
}

static void test_static_types_need_no_mapping(void **state)
{
    static const struct {
        int type;
        enum rtp_codec codec;
        int clock_hz, channels;
    } cases[] = {{0, RTP_PCMU, 8000, 1}, {8, RTP_PCMA, 8000, 1},
        {10, RTP_L16, 44100, 2}, {11, RTP_L16, 44100, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, SDP_ROOM_HEAD "m=audio 5004 RTP/AVP %d\n",
            cases[i].type);
        struct rtp_description description = sdp_room_parse(text);
        assert_int_equal(description.payload_type, cases[i].type);
        assert_int_equal(description.codec, cases[i].codec);
        assert_int_equal(description.clock_hz, cases[i].clock_hz);
        assert_int_equal(description.channels, cases[i].channels);
    }
}

static void test_mapping_overrules_a_static_type(void **state)
{
    struct rtp_description description = sdp_room_parse(
        SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\na=rtpmap:0 L16/48000/2\n");

    (void)state;
    assert_int_equal(description.codec, RTP_L16);
    assert_int_equal(description.clock_hz, 48000);
}

static void test_opus_is_stereo_whatever_its_mapping_says(void **state)
{
    (void)state;
    assert_int_equal(sdp_room_parse(SDP_ROOM_HEAD
                         "m=audio 1 RTP/AVP 96\na=rtpmap:96 OPUS/48000\n")
                         .channels,
        2);
}

static void test_opus_at_another_clock_is_refused(void **state)
{
    (void)state;
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 1 RTP/AVP 96\na=rtpmap:96 opus/16000/2\n",
        "room.sdp:7:", "opus/48000/2");
}

static void test_address_of_the_medium_overrules_that_of_the_session(
    void **state)
{
    struct rtp_description description = sdp_room_parse(
        SDP_ROOM_HEAD "m=audio 5004/2 RTP/AVP 0\nc=IN IP4 239.0.0.9/127/3\n");

    (void)state;
    assert_string_equal(description.address, "239.0.0.9");
    assert_int_equal(description.port, 5004);
}

static void test_unsupported_codecs_are_refused_by_name(void **state)
{
    (void)state;
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 1 RTP/AVP 18\n", "room.sdp:6:", "G729");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 1 RTP/AVP 97 4\na=rtpmap:97 MP4A-LATM/90000\n",
        "room.sdp:7:", "MP4A-LATM");
    assert_sdp_refused(SDP_ROOM_HEAD "m=audio 1 RTP/AVP 97\n",
        "room.sdp:6:", "expected a=rtpmap:97");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 1 RTP/AVP 97\na=rtpmap:97 L16/48000/6\n",
        "room.sdp:7:", "6 channels");
}

static void test_lines_that_cannot_be_read_are_named(void **state)
{
    (void)state;
    assert_sdp_refused("", "room.sdp:1:", "v=0");
    assert_sdp_refused("sdp:\nv=0\n", "room.sdp:1:", "\"sdp:\"");
    assert_sdp_refused("v=1\n", "room.sdp:1:", "v=0");
    assert_sdp_refused(
        SDP_ROOM_HEAD "nonsense\n", "room.sdp:6:", "\"nonsense\"");
    assert_sdp_refused(SDP_ROOM_HEAD "m\n", "room.sdp:6:", "LETTER=VALUE");
    assert_sdp_refused("v=0\nc=IN IP4\n", "room.sdp:2:", "c=IN IP4");
    assert_sdp_refused("v=0\nc=\n", "room.sdp:2:", "c=IN IP4");
    assert_sdp_refused("v=0\nc=IN IP4 1.2.3.4.5\n", "room.sdp:2:", "1.2.3.4.5");
    assert_sdp_refused("v=0\nc=IN IP6 127.0.0.1\n", "room.sdp:2:", "IPv6");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio x RTP/AVP 0\n", "room.sdp:6:", "port \"x\"");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 65536 RTP/AVP 0\n", "room.sdp:6:", "65536");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 1 RTP/AVP 128\n", "room.sdp:6:", "\"128\"");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 1 RTP/AVP\n", "room.sdp:6:", "payload type");
    assert_sdp_refused(SDP_ROOM_HEAD "m=audio 1 RTP/AVP 96\na=rtpmap:96\n",
        "room.sdp:7:", "a=rtpmap");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 1 RTP/AVP 96\na=rtpmap:128 opus/48000\n",
        "room.sdp:7:", "a=rtpmap");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=audio 1 RTP/AVP 96\na=rtpmap:96 opus/x\n",
        "room.sdp:7:", "a=rtpmap");
}

static void test_line_that_ffmpeg_prints_before_it_is_passed_over(void **state)
{
    (void)state;
    assert_int_equal(
        sdp_room_parse("SDP:\n" SDP_ROOM_HEAD "m=audio 5004 RTP/AVP 0\n")
            .payload_type,
        0);
    assert_int_equal(sdp_room_parse("SDP:\r\nv=0\r\nc=IN IP4 127.0.0.1\r\n"
                                    "m=audio 5004 RTP/AVP 8\r\n\r\n")
                         .payload_type,
        8);
    assert_sdp_refused(
        "SDP:\nSDP:\n" SDP_ROOM_HEAD, "room.sdp:2: ", "expected v=0");
    assert_sdp_refused("SDP:\nm=audio 5004 RTP/AVP 0\n", "room.sdp:2: ", "v=0");
    assert_sdp_refused(
        "SDP: x\n" SDP_ROOM_HEAD, "room.sdp:1: ", "expected v=0");
    assert_sdp_refused("SDP:", "room.sdp: ", "expected a line m=audio");
}

static void test_description_without_sound_is_refused(void **state)
{
    (void)state;
    assert_sdp_refused(SDP_ROOM_HEAD, "room.sdp:", "m=audio");
    assert_sdp_refused(SDP_ROOM_HEAD
        "m=video 6004 RTP/AVP 96\na=rtpmap:96 VP8/90000\n",
        "room.sdp:", "m=audio");
    assert_sdp_refused(
        SDP_ROOM_HEAD "m=audio 0 RTP/AVP 0\n", "room.sdp:6:", "switched off");
    assert_sdp_refused("v=0\nm=audio 1 RTP/AVP 0\n", "room.sdp:2:", "c=");
}

static void test_zero_byte_is_refused(void **state)
{
    static const char text[] = "v=0\ns=\0\n";
    struct rtp_description description;
    struct err err;

    (void)state;
    assert_false(
        sdp_parse(text, sizeof text - 1, "room.sdp", &description, &err));
    assert_non_null(strstr(err.text, "room.sdp:2:"));
}

static void test_every_cut_of_a_description_is_taken_or_refused(void **state)
{
    static const char text[] = SDP_ROOM_HEAD "m=audio 5004/2 RTP/AVP 96 0\r\n"
                                             "c=IN IP4 239.0.0.9/127\r\n"
                                             "a=rtpmap:96 opus/48000/2\r\n";

    (void)state;
    for (size_t length = 0; length < sizeof text; length++) {
        own_heap(char) copy = malloc(length + !length);
        struct rtp_description description;
        struct err err;
        assert_non_null(copy);
        memcpy(copy, text, length);
        if (sdp_parse(copy, length, "cut", &description, &err))
            assert_true(description.port >= 5 && description.port <= 5004);
    }
}

static void test_missing_file_folder_and_fifo_are_configuration_errors(
    void **state)
{
    char folder[] = "/tmp/test_sdp_XXXXXX";
    char fifo[64];
    struct rtp_description description;
    struct err err;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(fifo, sizeof fifo, "%s/room.sdp", folder);
    assert_false(sdp_load(fifo, &description, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "room.sdp: No such file"));
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_false(sdp_load(fifo, &description, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_false(sdp_load(folder, &description, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    unlink(fifo);
    rmdir(folder);
}

static void test_endless_file_is_refused(void **state)
{
    char path[] = "/tmp/test_sdp_XXXXXX";
    own_fd int fd = mkstemp(path);
    struct rtp_description description;
    struct err err;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, SDP_MOST_BYTES + 1), 0);
    assert_false(sdp_load(path, &description, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ffmpeg_opus_with_crlf_is_read),
        cmocka_unit_test(test_ffmpeg_l16_multicast_by_static_type_is_read),
        cmocka_unit_test(test_ffmpeg_pcma_over_ipv6_is_read),
        cmocka_unit_test(
            test_first_supported_format_of_the_audio_medium_is_taken),
        cmocka_unit_test(test_other_transports_are_refused_by_name),
        cmocka_unit_test(test_plain_medium_behind_a_secure_one_is_taken),
        cmocka_unit_test(test_static_types_need_no_mapping),
        cmocka_unit_test(test_mapping_overrules_a_static_type),
        cmocka_unit_test(test_opus_is_stereo_whatever_its_mapping_says),
        cmocka_unit_test(test_opus_at_another_clock_is_refused),
        cmocka_unit_test(
            test_address_of_the_medium_overrules_that_of_the_session),
        cmocka_unit_test(test_unsupported_codecs_are_refused_by_name),
        cmocka_unit_test(test_lines_that_cannot_be_read_are_named),
        cmocka_unit_test(test_line_that_ffmpeg_prints_before_it_is_passed_over),
        cmocka_unit_test(test_description_without_sound_is_refused),
        cmocka_unit_test(test_zero_byte_is_refused),
        cmocka_unit_test(test_every_cut_of_a_description_is_taken_or_refused),
        cmocka_unit_test(
            test_missing_file_folder_and_fifo_are_configuration_errors),
        cmocka_unit_test(test_endless_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
