/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *target, const char *expected)
{
    char path[HTTP_TARGET_PATH_BYTES] = "untouched";

    assert_int_equal(http_target_parse(target, path), HTTP_TARGET_FINE);
    assert_string_equal(path, expected);
}

static void check_outcome(const char *target, enum http_target_outcome expected)
{
    char path[HTTP_TARGET_PATH_BYTES] = "untouched";

    if (http_target_parse(target, path) != expected)
        fail_msg("%s: not outcome %d", target, (int)expected);
    assert_string_equal(path, "untouched");
}

static void test_path_becomes_relative(void **state)
{
    (void)state;
    check("/", "");
    check("/feed.xml", "feed.xml");
    check("/weekly/", "weekly/");
    check("/weekly/ep-1/ep-1.mp3", "weekly/ep-1/ep-1.mp3");
}

static void test_query_and_fragment_are_dropped(void **state)
{
    (void)state;
    check("/feed.xml?from=app&x=../..", "feed.xml");
    check("/?x", "");
    check("/a%3Fb?c", "a?b");
    check("/a#b", "a");
}

static void test_absolute_form_loses_its_authority(void **state)
{
    (void)state;
    check("http://radio.example.org/weekly/feed.xml", "weekly/feed.xml");
    check("HTTPS://radio.example.org:8080/a", "a");
    check("http://radio.example.org", "");
    check("http://radio.example.org?x", "");
}

static void test_escapes_are_decoded_once(void **state)
{
    (void)state;
    check("/a%20b", "a b");
    check("/%C3%A9.mp3", "\xc3\xa9.mp3");
    check("/%c3%a9.mp3", "\xc3\xa9.mp3");
    check("/100%2525", "100%25");
    check("/%252e%252e/x", "%2e%2e/x");
}

static void test_dots_never_leave_the_folder(void **state)
{
    static const char *const targets[] = {"/..", "/../etc/passwd", "/a/../..",
        "/a/../b", "/.", "/./a", "/a/.", "/a/./b", "/%2e%2e/etc/passwd",
        "/.%2e/x", "/%2E./x", "/a/%2e%2e", "/...", "/..%2fetc", "/..\\etc",
        "/..%5cetc", "/a%5cb", "/%2fetc/passwd", "/a%2Fb", "/a%2f..%2fb",
        "http://h/../x"};

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        check_outcome(targets[i], HTTP_TARGET_REFUSED);
}

static void test_dotfiles_and_unfinished_files_are_refused(void **state)
{
    static const char *const targets[] = {"/.git/config", "/.htpasswd",
        "/weekly/.feed.xml.tmp", "/%2egit", "/a.opus.part", "/a.opus.PART",
        "/a.part/b", "/a.opus%2epart", "/.part"};

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        check_outcome(targets[i], HTTP_TARGET_REFUSED);
    check("/part", "part");
    check("/a.part.mp3", "a.part.mp3");
    check("/a..b", "a..b");
}

static void test_empty_segments_are_refused(void **state)
{
    (void)state;
    check_outcome("//", HTTP_TARGET_REFUSED);
    check_outcome("//evil.example/weekly", HTTP_TARGET_REFUSED);
    check_outcome("/a//b", HTTP_TARGET_REFUSED);
    check_outcome("/a//", HTTP_TARGET_REFUSED);
}

static void test_bad_escapes_and_controls_are_malformed(void **state)
{
    static const char *const targets[] = {"", "*", "feed.xml", "host:80",
        "ftp://h/x", "/%", "/%2", "/%zz", "/%2g", "/a%", "/a%00", "/%00",
        "/a%00.mp3", "/a%0d%0aSet-Cookie:x", "/a\tb", "/%7f", "/a%1f"};

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        check_outcome(targets[i], HTTP_TARGET_MALFORMED);
}

static void test_longest_path_fits_and_one_more_does_not(void **state)
{
    char target[HTTP_TARGET_PATH_BYTES + 2];
    char path[HTTP_TARGET_PATH_BYTES];

    (void)state;
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[HTTP_TARGET_PATH_BYTES] = '\0';
    assert_int_equal(http_target_parse(target, path), HTTP_TARGET_FINE);
    assert_int_equal(strlen(path), HTTP_TARGET_PATH_BYTES - 1);
    target[HTTP_TARGET_PATH_BYTES] = 'a';
    target[HTTP_TARGET_PATH_BYTES + 1] = '\0';
    check_outcome(target, HTTP_TARGET_LONG);
}

static void test_reference_of_a_folder_is_relative_and_escaped(void **state)
{
    char reference[HTTP_TARGET_REFERENCE_BYTES];

    (void)state;
    http_target_format_folder("weekly", reference);
    assert_string_equal(reference, "./weekly/");
    http_target_format_folder("shows/weekly", reference);
    assert_string_equal(reference, "./weekly/");
    http_target_format_folder("a b\"\xc3\xa9:%", reference);
    assert_string_equal(reference, "./a%20b%22%C3%A9%3A%25/");
}

static void test_longest_reference_fits(void **state)
{
    char path[HTTP_TARGET_PATH_BYTES];
    char reference[HTTP_TARGET_REFERENCE_BYTES];

    (void)state;
    memset(path, ' ', sizeof path);
    path[sizeof path - 1] = '\0';
    http_target_format_folder(path, reference);
    assert_int_equal(strlen(reference), 3 * (sizeof path - 1) + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_becomes_relative),
        cmocka_unit_test(test_query_and_fragment_are_dropped),
        cmocka_unit_test(test_absolute_form_loses_its_authority),
        cmocka_unit_test(test_escapes_are_decoded_once),
        cmocka_unit_test(test_dots_never_leave_the_folder),
        cmocka_unit_test(test_dotfiles_and_unfinished_files_are_refused),
        cmocka_unit_test(test_empty_segments_are_refused),
        cmocka_unit_test(test_bad_escapes_and_controls_are_malformed),
        cmocka_unit_test(test_longest_path_fits_and_one_more_does_not),
        cmocka_unit_test(test_reference_of_a_folder_is_relative_and_escaped),
        cmocka_unit_test(test_longest_reference_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
