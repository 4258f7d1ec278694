/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The vectors of draft-eastlake-fnv, appendix C, for FNV-1a of 64 bits. */
static void test_the_published_vectors_come_out(void **state)
{
    char fingerprint[FINGERPRINT_BYTES];

    (void)state;
    fingerprint_make("", 0, fingerprint);
    assert_string_equal(fingerprint, "cbf29ce484222325");
    fingerprint_make("a", 1, fingerprint);
    assert_string_equal(fingerprint, "af63dc4c8601ec8c");
    fingerprint_make("foobar", 6, fingerprint);
    assert_string_equal(fingerprint, "85944171f73967e8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_vectors_come_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
