/* SPDX-License-Identifier: BSD-2-Clause */
/* A roomcast that was built without the libraries of sound cards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/source/alsa_source.h"
#include "recorder/source/pulse_source.h"

static void test_source_says_what_is_missing(void **state)
{
    struct err err;

    (void)state;
    assert_null(source_open("alsa:hw:1,0", NULL, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(
        err.text, "source alsa:hw:1,0: this roomcast was built without ALSA");
    assert_null(source_open("pulse:room.monitor", NULL, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "source pulse:room.monitor: this roomcast "
                                  "was built without libpulse");
}

static void test_list_says_what_is_missing(void **state)
{
    own_value(card_list) list = {0};
    struct err err;

    (void)state;
    assert_false(alsa_source_list(&list, &err));
    assert_string_equal(err.text, "alsa: this roomcast was built without ALSA");
    assert_false(pulse_source_list(&list, &err));
    assert_string_equal(
        err.text, "pulse: this roomcast was built without libpulse");
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_says_what_is_missing),
        cmocka_unit_test(test_list_says_what_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
