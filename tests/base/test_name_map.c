/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/name_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_ten_thousand_names_are_found_and_no_others(void **state)
{
    struct err err;
    own(name_map) map = name_map_new(&err);
    char name[32];
    size_t number;

    (void)state;
    for (size_t i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "episode-%zu", i);
        assert_true(name_map_set(map, name, i, &err));
    }
    for (size_t i = 0; i < 20000; i++) {
        snprintf(name, sizeof name, "episode-%zu", i);
        assert_int_equal(name_map_find(map, name, &number), i < 10000);
        if (i < 10000)
            assert_int_equal(number, i);
    }
}

static void test_the_first_number_of_a_name_stays(void **state)
{
    struct err err;
    own(name_map) map = name_map_new(&err);
    size_t number = 0;

    (void)state;
    assert_true(name_map_set(map, "", 1, &err));
    assert_true(name_map_set(map, "", 2, &err));
    assert_true(name_map_find(map, "", &number));
    assert_int_equal(number, 1);
    assert_false(name_map_find(map, "a", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_thousand_names_are_found_and_no_others),
        cmocka_unit_test(test_the_first_number_of_a_name_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
