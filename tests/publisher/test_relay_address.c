/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static struct relay_address parse(const char *text)
{
    struct relay_address address = {0};
    struct err err = {0};

    if (!relay_address_parse(text, strlen(text), &address, &err))
        fail_msg("%s: %s", text, err.text);
    return address;
}

static void test_all_of_an_address_is_read(void **state)
{
    own_value(relay_address) address =
        parse("icecasts://dj:s%2Fe%40t@[2001:db8::7]:444/a.mp3?bitrate=96k");

    (void)state;
    assert_true(address.is_tls);
    assert_string_equal(address.user, "dj");
    assert_string_equal(address.password, "s/e@t");
    assert_string_equal(address.host, "2001:db8::7");
    assert_int_equal(address.port, 444);
    assert_string_equal(address.mount, "/a.mp3");
    assert_int_equal(address.format, LIVE_MP3);
    assert_int_equal(address.bitrate, 96000);
}

static void test_what_is_not_told_has_defaults(void **state)
{
    own_value(relay_address) plain = parse("icecast://radio.example.org/hall");
    own_value(relay_address) tls = parse("icecasts://:secret@r/x.opus");

    (void)state;
    assert_int_equal(plain.port, 8000);
    assert_int_equal(plain.format, LIVE_OPUS);
    assert_null(plain.user);
    assert_null(plain.password);
    assert_int_equal(tls.port, 8443);
    assert_null(tls.user);
    assert_string_equal(tls.password, "secret");
}

static void test_format_may_be_told(void **state)
{
    own_value(relay_address) mp3 = parse("icecast://r/live?format=mp3");
    own_value(relay_address) opus = parse("icecast://r/a.mp3?format=opus");

    (void)state;
    assert_int_equal(mp3.format, LIVE_MP3);
    assert_string_equal(mp3.mount, "/live");
    assert_int_equal(opus.format, LIVE_OPUS);
}

static void test_description_shows_neither_user_nor_password(void **state)
{
    own_value(relay_address) address =
        parse("icecast://me:hush@[::1]:8001/hall.opus?format=mp3");
    own_value(text) words = {0};

    (void)state;
    relay_address_describe(&address, &words);
    assert_string_equal(text_string(&words), "icecast://[::1]:8001/hall.opus");
}

static void test_mistakes_are_told_without_the_password(void **state)
{
    static const char *const wrong[] = {"http://u:hush@h/m", "icecast://u:hush",
        "icecast://u:hush@h", "icecast://u:hush@h/", "icecast://u:hush@/m",
        "icecast://u:hush@h:0/m", "icecast://u:hush@h:65536/m",
        "icecast://u:hush@h:/m", "icecast://u:hush@h:1x/m",
        "icecast://u:hush@[::1/m", "icecast://u:hush@h h/m",
        "icecast://u:hush%/m", "icecast://u:hush%0@h/m",
        "icecast://u:hush%00@h/m", "icecast://u:hush@h/m?format=aac",
        "icecast://u:hush@h/m?bitrate=1", "icecastx://u:hush@h/m",
        "icecast:", ""};
    struct relay_address address;
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (relay_address_parse(wrong[i], strlen(wrong[i]), &address, &err))
            fail_msg("%s was taken", wrong[i]);
        assert_null(strstr(err.text, "hush"));
        assert_int_equal(err.kind, ERR_CONFIG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_of_an_address_is_read),
        cmocka_unit_test(test_what_is_not_told_has_defaults),
        cmocka_unit_test(test_format_may_be_told),
        cmocka_unit_test(test_description_shows_neither_user_nor_password),
        cmocka_unit_test(test_mistakes_are_told_without_the_password),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
