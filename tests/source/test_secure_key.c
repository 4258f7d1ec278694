/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/secure_key.h"

/* Of RFC 4568 section 9.1; it is a text of C. */
#define BASE64 "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
#define SECRET "YS___semctl () {\t220;}\n}\nunles"

static struct secure_key set(enum secure_suite suite, const char *base64)
{
    struct secure_key key = {.suite = suite};
    struct err err = {0};

    if (!secure_key_set(&key, base64, &err))
        fail_msg("%s", err.text);
    return key;
}

static void assert_not_set(enum secure_suite suite, const char *base64)
{
    struct secure_key key = {.suite = suite};
    struct err err = {0};

    if (secure_key_set(&key, base64, &err))
        fail_msg("\"%s\" was taken", base64);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_int_equal(key.secret_bytes, 0);
    if (strlen(base64) > 8)
        assert_null(strstr(err.text, base64));
}

static struct secure_key read_crypto(const char *value)
{
    struct secure_key key = {0};
    struct err err = {0};

    if (!secure_key_from_crypto(value, &key, &err))
        fail_msg("%s", err.text);
    return key;
}

/* By name, and without a piece of the key. */
static void assert_refused(const char *value, const char *because)
{
    struct secure_key key = {0};
    struct err err = {0};

    if (secure_key_from_crypto(value, &key, &err))
        fail_msg("\"%s\" was taken", value);
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_int_equal(key.suite, SECURE_NONE);
    assert_int_equal(key.secret_bytes, 0);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
    assert_null(strstr(err.text, "ZW1jdGwg"));
}

static void test_suites_are_known_by_name_in_any_case(void **state)
{
    enum secure_suite suite = SECURE_NONE;
    struct err err = {0};

    (void)state;
    for (enum secure_suite each = SECURE_AES_CM_128_HMAC_SHA1_80;
         each <= SECURE_AEAD_AES_128_GCM; each++) {
        assert_true(secure_suite_parse(secure_suite_name(each), &suite, &err));
        assert_int_equal(suite, each);
    }
    assert_true(secure_suite_parse("aead_aes_128_gcm", &suite, &err));
    assert_false(secure_suite_parse("none", &suite, &err));
    assert_false(secure_suite_parse("AES_256_CM_HMAC_SHA1_80", &suite, &err));
    assert_non_null(strstr(err.text, "AES_CM_128_HMAC_SHA1_32"));
}

static void test_key_of_the_standard_is_read(void **state)
{
    struct secure_key key = set(SECURE_AES_CM_128_HMAC_SHA1_32, BASE64);

    (void)state;
    assert_int_equal(key.secret_bytes, 30);
    assert_memory_equal(key.secret, SECRET, 30);
    key = set(SECURE_AES_CM_128_HMAC_SHA1_80, " inline:" BASE64 "\r\n");
    assert_memory_equal(key.secret, SECRET, 30);
}

static void test_key_of_gcm_is_shorter_and_padded(void **state)
{
    struct secure_key key = set(
        SECURE_AEAD_AES_128_GCM, "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubA==");

    (void)state;
    assert_int_equal(key.secret_bytes, 28);
    assert_memory_equal(key.secret, SECRET, 28);
}

static void test_keys_of_the_wrong_length_or_alphabet_are_refused(void **state)
{
    (void)state;
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80, "");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80, "====");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80, "WVNfX19z");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80, BASE64 "WVNf");
    assert_not_set(SECURE_AEAD_AES_128_GCM, BASE64);
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80,
        "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGV");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80,
        "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGV*");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80,
        "WVNf=19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80,
        "WV==X19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz");
    assert_not_set(SECURE_AES_CM_128_HMAC_SHA1_80, BASE64 " and more");
}

static void test_crypto_line_is_read(void **state)
{
    struct secure_key key =
        read_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64);

    (void)state;
    assert_int_equal(key.suite, SECURE_AES_CM_128_HMAC_SHA1_80);
    assert_memory_equal(key.secret, SECRET, 30);
    assert_int_equal(key.mki_bytes, 0);
    key = read_crypto("999999999 AES_CM_128_HMAC_SHA1_32 inline:" BASE64
                      "|2^31 WSH=128 KDR=0");
    assert_int_equal(key.suite, SECURE_AES_CM_128_HMAC_SHA1_32);
    key = read_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|1048576");
    assert_int_equal(key.mki_bytes, 0);
}

static void test_key_identifier_is_read_in_its_length(void **state)
{
    struct secure_key key =
        read_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|2^20|258:4");

    (void)state;
    assert_int_equal(key.mki_bytes, 4);
    assert_memory_equal(key.mki, "\0\0\1\2", 4);
    key = read_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|7:1");
    assert_int_equal(key.mki_bytes, 1);
    assert_memory_equal(key.mki, "\7", 1);
    key = read_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|1:128");
    assert_int_equal(key.mki_bytes, 128);
    assert_int_equal(key.mki[127], 1);
}

static void test_what_is_not_supported_is_refused_by_name(void **state)
{
    (void)state;
    assert_refused("1 AES_256_CM_HMAC_SHA1_80 inline:" BASE64,
        "\"AES_256_CM_HMAC_SHA1_80\"");
    assert_refused("1 F8_128_HMAC_SHA1_80 inline:" BASE64, "suite");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64
                   "|2^20|1:4;inline:" BASE64 "|2^20|2:4",
        "several keys");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64
                   " UNENCRYPTED_SRTP",
        "UNENCRYPTED_SRTP");
    assert_refused(
        "1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 " WSH=64 KDR=3", "KDR");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64
                   " FEC_ORDER=FEC_SRTP",
        "FEC_ORDER");
}

static void test_crypto_lines_that_cannot_be_read_show_no_key(void **state)
{
    (void)state;
    assert_refused("", "a=crypto:TAG SUITE inline:KEY");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80", "inline:KEY");
    assert_refused("x AES_CM_128_HMAC_SHA1_80 inline:" BASE64, "TAG");
    assert_refused("1 inline:" BASE64 " AES_CM_128_HMAC_SHA1_80", "TAG");
    assert_refused("1 " BASE64 " inline:" BASE64, "TAG");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 " BASE64, "inline:");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 " " BASE64,
        "is not supported");
    assert_refused(
        "1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|soon", "lifetime");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|1:0", "MKI");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|1:129", "MKI");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "|256:1", "MKI");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:" BASE64 "WVNf", "key");
    assert_refused("1 AES_CM_128_HMAC_SHA1_80 inline:|2^20", "key");
}

static void test_endless_crypto_line_is_refused(void **state)
{
    char line[2000];

    (void)state;
    memset(line, '1', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    assert_refused(line, "at most");
}

static void test_wiped_key_is_gone(void **state)
{
    struct secure_key key = set(SECURE_AES_CM_128_HMAC_SHA1_80, BASE64);
    static const struct secure_key nothing;

    (void)state;
    secure_key_wipe(&key);
    assert_memory_equal(&key, &nothing, sizeof key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suites_are_known_by_name_in_any_case),
        cmocka_unit_test(test_key_of_the_standard_is_read),
        cmocka_unit_test(test_key_of_gcm_is_shorter_and_padded),
        cmocka_unit_test(test_keys_of_the_wrong_length_or_alphabet_are_refused),
        cmocka_unit_test(test_crypto_line_is_read),
        cmocka_unit_test(test_key_identifier_is_read_in_its_length),
        cmocka_unit_test(test_what_is_not_supported_is_refused_by_name),
        cmocka_unit_test(test_crypto_lines_that_cannot_be_read_show_no_key),
        cmocka_unit_test(test_endless_crypto_line_is_refused),
        cmocka_unit_test(test_wiped_key_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
