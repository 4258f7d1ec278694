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

#include "recorder/source/source.h"

static void assert_refused(const char *address, const char *pcm_format,
    enum err_kind kind, const char *because)
{
    struct err err = {0};
    const struct source_options options = {.pcm_format = pcm_format};
    own(source) source = source_open(address, &options, &err);

    assert_null(source);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

static void test_unknown_kinds_are_told_which_there_are(void **state)
{
    static const char *const addresses[] = {"", "ftp://radio.example.org/a",
        "oss:/dev/dsp", "srtp://127.0.0.1:5004?codec=opus",
        "file:///etc/hostname", "127.0.0.1:5004", "[::1]:5004"};

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        assert_refused(addresses[i], NULL, ERR_CONFIG, addresses[i]);
        assert_refused(addresses[i], NULL, ERR_CONFIG,
            "expected rtp://ADDRESS:PORT?codec=CODEC, FILE.sdp");
    }
}

static void test_rtp_address_is_read_as_one(void **state)
{
    (void)state;
    assert_refused("rtp://127.0.0.1?codec=opus", NULL, ERR_CONFIG,
        "expected rtp://ADDRESS:PORT");
    assert_refused(
        "RTP://127.0.0.1:5004?codec=mp3", NULL, ERR_CONFIG, "\"mp3\"");
}

static void test_session_description_is_read_as_one(void **state)
{
    (void)state;
    assert_refused("absent.SDP", NULL, ERR_CONFIG, "absent.SDP: No such file");
    assert_refused("sdp/dtls.sdp", NULL, ERR_CONFIG, "UDP/TLS/RTP/SAVPF");
}

static void assert_key_refused(
    const char *address, const char *key, const char *because)
{
    struct err err = {0};
    const struct source_options options = {.srtp_key = key};
    own(source) source = source_open(address, &options, &err);

    assert_null(source);
    assert_int_equal(err.kind, ERR_CONFIG);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
    assert_true(!key || !strstr(err.text, key));
}

static void test_encrypted_source_needs_a_key_that_fits(void **state)
{
    static const char secure[] =
        "rtp://127.0.0.1:5004?codec=opus&srtp=AES_CM_128_HMAC_SHA1_80";

    (void)state;
    assert_key_refused(secure, NULL, "expected its key in srtp-key");
    assert_key_refused(secure, "c2VjcmV0IQ==", "30 bytes");
    assert_key_refused("rtp://127.0.0.1:5004?codec=opus",
        "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz",
        "expected no srtp-key without srtp=SUITE");
}

static void test_format_is_refused_where_there_is_no_raw_pcm(void **state)
{
    (void)state;
    assert_refused("rtp://127.0.0.1:5004?codec=opus", "s16le,48000,2",
        ERR_CONFIG, "expected no format");
    assert_refused(
        "sdp/ffmpeg_opus.sdp", "s16le,48000,2", ERR_CONFIG, "no format");
    assert_refused("alsa:default", "s16le,48000,2", ERR_CONFIG, "no format");
    assert_refused("pulse:", "s16le,48000,2", ERR_CONFIG, "no format");
}

static void test_anything_else_is_a_file(void **state)
{
    (void)state;
    assert_refused("wav/absent.wav", NULL, ERR_CONFIG, "No such file");
    assert_refused("./a:b", NULL, ERR_CONFIG, "No such file");
    assert_refused("7:8", NULL, ERR_CONFIG, "No such file");
    assert_refused(".sdp", NULL, ERR_CONFIG, "No such file");
}

static void test_file_with_a_colon_in_its_name_is_opened(void **state)
{
    char folder[] = "/tmp/test_source_XXXXXX";
    char *before = getcwd(NULL, 0);
    struct err err = {0};
    const struct source_options options = {.pcm_format = "s16le,48000,2"};

    (void)state;
    assert_non_null(before);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    FILE *file = fopen("hall:monday", "wb");
    assert_non_null(file);
    fclose(file);
    own(source) source = source_open("hall:monday", &options, &err);
    assert_non_null(source);
    unlink("hall:monday");
    assert_int_equal(chdir(before), 0);
    rmdir(folder);
    free(before);
}

static void test_options_for_another_kind_are_refused(void **state)
{
    const struct source_options options = {.user = "me", .password = "S3CR3T"};
    struct err err;

    (void)state;
    assert_refused("http://radio.example.org/a", "s16le,48000,2", ERR_CONFIG,
        "expected no format");
    assert_null(source_open("wav/sox_s16.wav", &options, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "expected no source-user"));
    assert_null(strstr(err.text, "S3CR3T"));
}

static void test_live_stream_waits_for_nothing_when_it_is_opened(void **state)
{
    struct err err;
    struct sound_format format;
    own(source) source = source_open("HTTP://radio.example.org/a", NULL, &err);

    (void)state;
    assert_non_null(source);
    assert_true(source_format(source, &format));
    assert_int_equal(format.kind, SOUND_OPUS);
    assert_int_equal(format.rate_hz, 48000);
    assert_true(source_descriptor(source) >= 0);
    assert_int_equal(source_deadline_ns(source), 0);
    assert_int_equal(source_start_ns(source), INT64_MAX);
    assert_false(source_is_stamped(source));
}

static void test_file_is_no_live_source(void **state)
{
    struct err err;
    own(source) source = source_open("wav/sox_s16.wav", NULL, &err);

    (void)state;
    assert_non_null(source);
    assert_int_equal(source_start_ns(source), INT64_MAX);
    assert_int_equal(source_deadline_ns(source), INT64_MAX);
}

static void test_no_source_is_freed(void **state)
{
    (void)state;
    source_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unknown_kinds_are_told_which_there_are),
        cmocka_unit_test(test_rtp_address_is_read_as_one),
        cmocka_unit_test(test_session_description_is_read_as_one),
        cmocka_unit_test(test_encrypted_source_needs_a_key_that_fits),
        cmocka_unit_test(test_format_is_refused_where_there_is_no_raw_pcm),
        cmocka_unit_test(test_anything_else_is_a_file),
        cmocka_unit_test(test_file_with_a_colon_in_its_name_is_opened),
        cmocka_unit_test(test_options_for_another_kind_are_refused),
        cmocka_unit_test(test_live_stream_waits_for_nothing_when_it_is_opened),
        cmocka_unit_test(test_file_is_no_live_source),
        cmocka_unit_test(test_no_source_is_freed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
