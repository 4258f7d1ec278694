/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/opened_catalogue.h"
#include "tests/publisher/temporary_folder.h"

struct seen {
    int count;
    int64_t first;
    char last[32];
};

static void see(void *user, int64_t happened, const char *line)
{
    struct seen *seen = user;

    if (seen->count++ == 0)
        seen->first = happened;
    snprintf(seen->last, sizeof seen->last, "%s", line);
}

static void test_events_are_read_in_order_and_forgotten_once_read(void **state)
{
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct seen seen = {0};
    struct seen after = {0};
    struct err err;
    int64_t last;
    int64_t none;

    assert_true(catalogue_add_event(catalogue, 7, "one", &err));
    assert_true(catalogue_add_event(catalogue, 5, "two", &err));
    assert_true(catalogue_read_events(catalogue, see, &seen, &last, &err));
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.first, 7);
    assert_string_equal(seen.last, "two");
    assert_true(catalogue_add_event(catalogue, 9, "three", &err));
    assert_true(catalogue_forget_events(catalogue, last, &err));
    assert_true(catalogue_read_events(catalogue, see, &after, &last, &err));
    assert_int_equal(after.count, 1);
    assert_string_equal(after.last, "three");
    assert_true(catalogue_forget_events(catalogue, last, &err));
    assert_true(catalogue_read_events(catalogue, see, &after, &none, &err));
    assert_int_equal(none, 0);
}

static void test_the_oldest_go_where_nobody_reads_them(void **state)
{
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct seen seen = {0};
    struct err err;
    int64_t last;

    assert_true(database_run(
        catalogue_database(catalogue), "PRAGMA synchronous = OFF", &err));
    for (int i = 0; i < CATALOGUE_EVENTS_MOST + 3; i++)
        assert_true(catalogue_add_event(catalogue, i, "told", &err));
    assert_true(catalogue_read_events(catalogue, see, &seen, &last, &err));
    assert_int_equal(seen.count, CATALOGUE_EVENTS_MOST);
    assert_int_equal(seen.first, 3);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_events_are_read_in_order_and_forgotten_once_read),
        IN_FOLDER(test_the_oldest_go_where_nobody_reads_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
