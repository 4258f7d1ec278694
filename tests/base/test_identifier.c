/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/identifier.h"

/* RFC 9562 appendix A.4: the DNS namespace and www.example.com. */
static void test_name_based_identifier_is_that_of_the_rfc(void **state)
{
    char id[IDENTIFIER_BYTES];

    (void)state;
    assert_true(identifier_from_name(
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com", id));
    assert_string_equal(id, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

/* The example of the podcast namespace's guid tag. */
static void test_podcast_guid_is_that_of_the_namespace(void **state)
{
    char id[IDENTIFIER_BYTES];

    (void)state;
    assert_true(identifier_from_name("ead4c236-bf58-58c6-a2c6-a6b28d128cb6",
        "mp3s.nashownotes.com/pc20rss.xml", id));
    assert_string_equal(id, "917393e3-1b1e-5cef-ace4-edaa54e1f810");
}

static void test_bad_namespace_is_refused(void **state)
{
    char id[IDENTIFIER_BYTES] = "untouched";

    (void)state;
    assert_false(identifier_from_name("dns", "www.example.com", id));
    assert_string_equal(id, "untouched");
}

static void test_random_identifiers_are_of_version_4_and_differ(void **state)
{
    char first[IDENTIFIER_BYTES];
    char second[IDENTIFIER_BYTES];

    (void)state;
    identifier_random(first);
    identifier_random(second);
    assert_string_not_equal(first, second);
    assert_true(is_identifier(first));
    assert_int_equal(first[14], '4');
    assert_non_null(strchr("89ab", first[19]));
}

static void test_only_36_characters_make_an_identifier(void **state)
{
    (void)state;
    assert_true(is_identifier("917393e3-1b1e-5cef-ace4-edaa54e1f810"));
    assert_false(is_identifier(""));
    assert_false(is_identifier("917393e3-1b1e-5cef-ace4-edaa54e1f81"));
    assert_false(is_identifier("917393e3-1b1e-5cef-ace4-edaa54e1f8100"));
    assert_false(is_identifier("917393e31b1e-5cef-ace4-edaa54e1f8100-"));
    assert_false(is_identifier("x17393e3-1b1e-5cef-ace4-edaa54e1f810"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_name_based_identifier_is_that_of_the_rfc),
        cmocka_unit_test(test_podcast_guid_is_that_of_the_namespace),
        cmocka_unit_test(test_bad_namespace_is_refused),
        cmocka_unit_test(test_random_identifiers_are_of_version_4_and_differ),
        cmocka_unit_test(test_only_36_characters_make_an_identifier),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
