/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/space_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "tests/publisher/opened_catalogue.h"
#include "tests/publisher/temporary_folder.h"

static bool has_more(struct catalogue *catalogue, const char *folder)
{
    const struct config config = {.state = (char *)folder,
        .site = (char *)folder,
        .spool = (char *)folder};
    struct err err;
    bool has_more = false;

    assert_true(space_memory_look(catalogue, &config, &has_more, &err));
    return has_more;
}

static void test_nothing_kept_waits_for_nothing(void **state)
{
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct err err;

    assert_false(has_more(catalogue, *state));
    assert_true(space_memory_end(catalogue, &err));
    assert_false(has_more(catalogue, *state));
}

/* The figures are the disk's: others may write meanwhile, but not as much. */
static void test_less_than_was_free_is_waited_for(void **state)
{
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct err err;

    assert_true(catalogue_remember(catalogue, "space",
        "9000000000000000000 9000000000000000000 9000000000000000000", &err));
    assert_false(has_more(catalogue, *state));
}

static void test_more_on_one_of_the_disks_is_enough(void **state)
{
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    struct err err;

    assert_true(catalogue_remember(
        catalogue, "space", "9000000000000000000 0 9000000000000000000", &err));
    assert_true(has_more(catalogue, *state));
    assert_true(space_memory_end(catalogue, &err));
    assert_false(has_more(catalogue, *state));
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_nothing_kept_waits_for_nothing),
        IN_FOLDER(test_less_than_was_free_is_waited_for),
        IN_FOLDER(test_more_on_one_of_the_disks_is_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
