/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/rtp_description.h"

static struct rtp_description parse(const char *url)
{
    struct rtp_description description;
    struct err err = {0};

    if (!rtp_description_from_url(url, &description, &err))
        fail_msg("%s", err.text);
    return description;
}

/* The message has to name both what is wrong and the URL. */
static void assert_refused(const char *url, const char *because)
{
    struct rtp_description description = {.port = -7};
    struct err err = {0};

    if (rtp_description_from_url(url, &description, &err))
        fail_msg("%s was taken", url);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_int_equal(description.port, -7);
    if (!strstr(err.text, because) || !strstr(err.text, url))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

static void test_opus_is_48000_and_2_of_any_type(void **state)
{
    struct rtp_description description =
        parse("rtp://127.0.0.1:5004?codec=opus");

    (void)state;
    assert_string_equal(description.address, "127.0.0.1");
    assert_int_equal(description.port, 5004);
    assert_int_equal(description.payload_type, -1);
    assert_int_equal(description.codec, RTP_OPUS);
    assert_int_equal(description.clock_hz, 48000);
    assert_int_equal(description.channels, 2);
}

static void test_opus_said_to_be_mono_may_still_be_stereo(void **state)
{
    (void)state;
    assert_int_equal(parse("rtp://:1?codec=opus/48000/1").channels, 2);
}

static void test_payload_type_is_taken_from_pt(void **state)
{
    (void)state;
    assert_int_equal(
        parse("rtp://10.0.0.1:5004?codec=opus&pt=100").payload_type, 100);
    assert_int_equal(
        parse("rtp://10.0.0.1:5004?pt=0&codec=l16/8000").payload_type, 0);
}

static void test_g711_has_its_static_type_at_8000_mono_only(void **state)
{
    (void)state;
    assert_int_equal(parse("rtp://:5004?codec=pcmu").payload_type, 0);
    assert_int_equal(parse("rtp://:5004?codec=PCMA").payload_type, 8);
    assert_int_equal(parse("rtp://:5004?codec=pcma&pt=101").payload_type, 101);
    assert_int_equal(parse("rtp://:5004?codec=pcmu/16000").payload_type, -1);
    assert_int_equal(parse("rtp://:5004?codec=pcmu/8000/2").payload_type, -1);
}

static void test_l16_takes_its_rate_and_channels(void **state)
{
    struct rtp_description description =
        parse("rtp://239.1.2.3:5004?codec=l16/44100/2");

    (void)state;
    assert_int_equal(description.codec, RTP_L16);
    assert_int_equal(description.clock_hz, 44100);
    assert_int_equal(description.channels, 2);
    assert_int_equal(parse("rtp://:1?codec=L16/48000").channels, 1);
}

static void test_g722_has_twice_the_samples_of_its_clock(void **state)
{
    struct rtp_description description = parse("rtp://:5004?codec=g722");

    (void)state;
    assert_int_equal(description.codec, RTP_G722);
    assert_int_equal(description.clock_hz, 8000);
    assert_int_equal(description.sample_hz, 16000);
    assert_int_equal(description.channels, 1);
    assert_int_equal(description.payload_type, 9);
    assert_int_equal(parse("rtp://:1?codec=l16/44100").sample_hz, 44100);
    assert_int_equal(parse("rtp://:1?codec=opus").sample_hz, 48000);
}

static void test_suite_of_srtp_is_taken_and_no_key(void **state)
{
    struct rtp_description description =
        parse("rtp://:5004?codec=opus&srtp=AES_CM_128_HMAC_SHA1_80");

    (void)state;
    assert_int_equal(description.key.suite, SECURE_AES_CM_128_HMAC_SHA1_80);
    assert_int_equal(description.key.secret_bytes, 0);
    assert_int_equal(parse("rtp://:1?codec=opus").key.suite, SECURE_NONE);
    assert_refused(
        "rtp://:1?codec=opus&srtp=AES256", "expected AES_CM_128_HMAC_SHA1_80");
}

static void test_key_in_a_url_is_refused_and_not_shown(void **state)
{
    struct rtp_description description;
    struct err err = {0};

    (void)state;
    assert_false(rtp_description_from_url(
        "rtp://:1?codec=opus&srtp-key=CANARY", &description, &err));
    assert_non_null(strstr(err.text, "srtp-key-file"));
    assert_null(strstr(err.text, "CANARY"));
}

static void test_group_is_joined_for_a_source_and_at_an_interface(void **state)
{
    struct rtp_description description = parse(
        "rtp://232.1.2.3:5004?codec=opus&source=192.0.2.7&interface=eth0");

    (void)state;
    assert_int_equal(description.sender_count, 1);
    assert_string_equal(description.senders[0], "192.0.2.7");
    assert_string_equal(description.interface, "eth0");
    description = parse("rtp://[ff35::1]:5004?codec=opus&source=2001:db8::7");
    assert_string_equal(description.senders[0], "2001:db8::7");
    assert_string_equal(description.interface, "");
    assert_refused("rtp://:1?codec=opus&source=1.2.3.400", "source: address");
    assert_refused("rtp://:1?codec=opus&source=::g", "source: address");
    assert_refused(
        "rtp://:1?codec=opus&interface=a-name-of-16-byte", "interface");
    assert_refused("rtp://:1?codec=opus&interface=../x", "interface");
}

static void test_redundancy_and_reports_have_types_and_ports(void **state)
{
    struct rtp_description description =
        parse("rtp://:5004?codec=opus&pt=111&red=63&rtcp=5011");

    (void)state;
    assert_int_equal(description.payload_type, 111);
    assert_int_equal(description.red_type, 63);
    assert_int_equal(description.rtcp_port, 5011);
    assert_int_equal(
        parse("rtp://:1?codec=opus&rtcp=off").rtcp_port, RTP_RTCP_OFF);
    assert_int_equal(parse("rtp://:1?codec=opus").rtcp_port, RTP_RTCP_NEXT);
    assert_int_equal(parse("rtp://:1?codec=opus").red_type, 0);
    assert_refused("rtp://:1?codec=opus&pt=63&red=63", "red");
    assert_refused("rtp://:1?codec=opus&red=0", "red \"0\"");
    assert_refused("rtp://:1?codec=opus&rtcp=0", "rtcp \"0\"");
}

static void test_reordering_that_is_waited_for_can_be_told(void **state)
{
    (void)state;
    assert_int_equal(parse("rtp://:1?codec=opus").reorder_ms, 0);
    assert_int_equal(parse("rtp://:1?codec=opus&reorder=80").reorder_ms, 80);
    assert_refused("rtp://:1?codec=opus&reorder=0", "expected 1 to 2000");
    assert_refused("rtp://:1?codec=opus&reorder=2001", "expected 1 to 2000");
}

static void test_senders_are_few(void **state)
{
    struct rtp_description description = {0};
    struct err err;

    (void)state;
    for (int i = 0; i < RTP_MOST_SENDERS; i++)
        assert_true(rtp_description_add_sender(&description, "10.0.0.1", &err));
    assert_false(rtp_description_add_sender(&description, "10.0.0.1", &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_false(rtp_description_add_sender(&description, "", &err));
}

static void test_addresses_of_all_kinds_are_taken(void **state)
{
    (void)state;
    assert_string_equal(parse("rtp://:5004?codec=opus").address, "");
    assert_string_equal(
        parse("rtp://0.0.0.0:65535?codec=opus").address, "0.0.0.0");
    assert_string_equal(
        parse("rtp://[ff15::101]:5004?codec=opus").address, "ff15::101");
    assert_string_equal(
        parse("rtp://[fe80::1%eth0]:5004?codec=opus").address, "fe80::1%eth0");
    assert_string_equal(parse("RTP://tap-1.example.org:1/?codec=opus").address,
        "tap-1.example.org");
}

static void test_bad_addresses_are_named(void **state)
{
    (void)state;
    assert_refused("rtp://256.1.1.1:5004?codec=opus", "\"256.1.1.1\"");
    assert_refused("rtp://[127.0.0.1]:5004?codec=opus", "\"127.0.0.1\"");
    assert_refused("rtp://[::1::]:5004?codec=opus", "\"::1::\"");
    assert_refused("rtp://a b:5004?codec=opus", "\"a b\"");
    assert_refused("rtp://user@host:5004?codec=opus", "\"user@host\"");
    assert_refused("rtp://::1:5004?codec=opus", "in brackets");
    assert_refused("rtp://x1234567890123456789012345678901234567890"
                   "12345678901234567890123:1?codec=opus",
        "address");
}

static void test_bad_ports_are_named(void **state)
{
    (void)state;
    assert_refused("rtp://127.0.0.1?codec=opus", "ADDRESS:PORT");
    assert_refused("rtp://[::1]?codec=opus", "ADDRESS:PORT");
    assert_refused("rtp://[::1]x:5004?codec=opus", "ADDRESS:PORT");
    assert_refused("rtp://[::1:5004?codec=opus", "ADDRESS:PORT");
    assert_refused("rtp://?codec=opus", "ADDRESS:PORT");
    assert_refused("rtp://", "ADDRESS:PORT");
    assert_refused("rtp://:?codec=opus", "port \"\"");
    assert_refused("rtp://:0?codec=opus", "port \"0\"");
    assert_refused("rtp://:65536?codec=opus", "expected 1 to 65535");
    assert_refused("rtp://:-1?codec=opus", "port \"-1\"");
    assert_refused("rtp://: 5004?codec=opus", "port \" 5004\"");
    assert_refused("rtp://:99999999999999999999?codec=opus", "port");
    assert_refused("rtp://:5004x?codec=opus", "port \"5004x\"");
    assert_refused("rtp://:5004/room?codec=opus", "\"/room\"");
}

static void test_unknown_and_repeated_keys_are_named(void **state)
{
    (void)state;
    assert_refused("rtp://:1?codec=opus&ttl=3", "\"ttl\"");
    assert_refused("rtp://:1?codec=opus&", "unknown key \"\"");
    assert_refused("rtp://:1?Codec=opus", "\"Codec\"");
    assert_refused("rtp://:1?codec=opus&codec=pcmu", "codec is said twice");
    assert_refused("rtp://:1?codec=opus&pt=1&pt=1", "pt is said twice");
    assert_refused("rtp://:1?codec=opus&pt", "pt: expected a value");
    assert_refused("rtp://:1?codec=", "codec: expected a value");
}

static void test_bad_codecs_are_named(void **state)
{
    (void)state;
    assert_refused("rtp://:1", "no codec");
    assert_refused("rtp://:1?", "unknown key");
    assert_refused("rtp://:1?pt=100", "no codec");
    assert_refused("rtp://:1?codec=g729", "\"g729\"");
    assert_refused("rtp://:1?codec=g722/16000", "G722/8000/1");
    assert_refused("rtp://:1?codec=g722/8000/2", "G722/8000/2");
    assert_refused("rtp://:1?codec=opus/16000", "opus/48000/2");
    assert_refused("rtp://:1?codec=l16", "rate");
    assert_refused("rtp://:1?codec=l16/", "rate \"\"");
    assert_refused("rtp://:1?codec=l16/44100/", "channels \"\"");
    assert_refused("rtp://:1?codec=l16/44100/6", "channels \"6\"");
    assert_refused("rtp://:1?codec=l16/44100/2/1", "channels \"2/1\"");
    assert_refused("rtp://:1?codec=l16/7999", "rate \"7999\"");
    assert_refused("rtp://:1?codec=opus&pt=128", "pt \"128\"");
}

static void test_other_schemes_are_refused(void **state)
{
    (void)state;
    assert_refused("srtp://127.0.0.1:5004?codec=opus", "expected rtp://");
    assert_refused("", "expected rtp://");
}

static void test_endless_url_gives_a_message_that_ends(void **state)
{
    char url[5000];
    struct rtp_description description;
    struct err err;

    (void)state;
    memset(url, 'a', sizeof url - 1);
    url[sizeof url - 1] = '\0';
    memcpy(url, "rtp://", 6);
    assert_false(rtp_description_from_url(url, &description, &err));
    assert_non_null(strstr(err.text, "ADDRESS:PORT"));
}

static bool takes(const char *url, int payload_type)
{
    struct rtp_description description = parse(url);

    return rtp_description_takes_type(&description, payload_type);
}

static void test_opus_never_is_of_a_static_type(void **state)
{
    (void)state;
    for (int type = 0; type <= 34; type++)
        assert_false(takes("rtp://:5004?codec=opus", type));
    assert_true(takes("rtp://:5004?codec=opus", 35));
    assert_true(takes("rtp://:5004?codec=opus", 111));
    assert_true(takes("rtp://:5004?codec=opus&pt=9", 9));
    assert_false(takes("rtp://:5004?codec=opus&pt=100", 101));
}

static void test_telephony_is_of_its_static_type(void **state)
{
    (void)state;
    assert_true(takes("rtp://:5004?codec=pcmu", 0));
    assert_false(takes("rtp://:5004?codec=pcmu", 8));
    assert_false(takes("rtp://:5004?codec=pcmu", 97));
    assert_true(takes("rtp://:5004?codec=pcma", 8));
    assert_false(takes("rtp://:5004?codec=pcma/8000/2", 8));
    assert_true(takes("rtp://:5004?codec=pcma/8000/2", 97));
}

static void test_l16_is_of_its_static_type_at_its_rate_alone(void **state)
{
    (void)state;
    assert_true(takes("rtp://:5004?codec=l16/44100/2", 10));
    assert_true(takes("rtp://:5004?codec=l16/44100/1", 11));
    assert_false(takes("rtp://:5004?codec=l16/44100/2", 11));
    assert_false(takes("rtp://:5004?codec=l16/48000/1", 11));
    assert_true(takes("rtp://:5004?codec=l16/48000/1", 96));
}

static void assert_named(const char *url, const char *expected)
{
    struct rtp_description description = parse(url);
    char name[RTP_DESCRIPTION_NAME_BYTES];

    rtp_description_format_name(&description, name);
    assert_string_equal(name, expected);
}

static void test_name_tells_the_payload_type_if_it_is_told(void **state)
{
    (void)state;
    assert_named("rtp://:5004?codec=opus", "opus");
    assert_named("rtp://:5004?codec=pcmu", "PCMU (payload type 0)");
    assert_named(
        "rtp://:5004?codec=l16/48000&pt=127", "L16 (payload type 127)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opus_is_48000_and_2_of_any_type),
        cmocka_unit_test(test_opus_said_to_be_mono_may_still_be_stereo),
        cmocka_unit_test(test_payload_type_is_taken_from_pt),
        cmocka_unit_test(test_g711_has_its_static_type_at_8000_mono_only),
        cmocka_unit_test(test_l16_takes_its_rate_and_channels),
        cmocka_unit_test(test_g722_has_twice_the_samples_of_its_clock),
        cmocka_unit_test(test_suite_of_srtp_is_taken_and_no_key),
        cmocka_unit_test(test_key_in_a_url_is_refused_and_not_shown),
        cmocka_unit_test(test_group_is_joined_for_a_source_and_at_an_interface),
        cmocka_unit_test(test_redundancy_and_reports_have_types_and_ports),
        cmocka_unit_test(test_reordering_that_is_waited_for_can_be_told),
        cmocka_unit_test(test_senders_are_few),
        cmocka_unit_test(test_addresses_of_all_kinds_are_taken),
        cmocka_unit_test(test_bad_addresses_are_named),
        cmocka_unit_test(test_bad_ports_are_named),
        cmocka_unit_test(test_unknown_and_repeated_keys_are_named),
        cmocka_unit_test(test_bad_codecs_are_named),
        cmocka_unit_test(test_other_schemes_are_refused),
        cmocka_unit_test(test_endless_url_gives_a_message_that_ends),
        cmocka_unit_test(test_opus_never_is_of_a_static_type),
        cmocka_unit_test(test_telephony_is_of_its_static_type),
        cmocka_unit_test(test_l16_is_of_its_static_type_at_its_rate_alone),
        cmocka_unit_test(test_name_tells_the_payload_type_if_it_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
