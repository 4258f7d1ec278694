/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/podcast_guid.h"

static void expect(const char *feed_url, const char *expected)
{
    char guid[IDENTIFIER_BYTES];
    struct err err = {0};

    assert_true(podcast_guid_from_url(feed_url, guid, &err));
    assert_string_equal(guid, expected);
}

/* The examples of the namespace's guid.md. */
static void test_examples_of_the_specification(void **state)
{
    (void)state;
    expect("podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c");
    expect("mp3s.nashownotes.com/pc20rss.xml",
        "917393e3-1b1e-5cef-ace4-edaa54e1f810");
}

static void test_scheme_and_trailing_slashes_do_not_count(void **state)
{
    static const char *const urls[] = {"https://podnews.net/rss",
        "http://podnews.net/rss", "https://podnews.net/rss/",
        "https://podnews.net/rss///", "feed://podnews.net/rss"};

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
        expect(urls[i], "9b024349-ccf0-5f69-a609-6b82873eab3c");
}

/* By Python: uuid5(UUID("ead4c236-…"), "e.org/feed?of=http://f.org"). */
static void test_scheme_within_the_address_stays(void **state)
{
    (void)state;
    expect("https://e.org/feed?of=http://f.org",
        "e0d2123d-0574-56d1-979d-8bbff8e31489");
    expect(
        "e.org/feed?of=http://f.org", "e0d2123d-0574-56d1-979d-8bbff8e31489");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples_of_the_specification),
        cmocka_unit_test(test_scheme_and_trailing_slashes_do_not_count),
        cmocka_unit_test(test_scheme_within_the_address_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
