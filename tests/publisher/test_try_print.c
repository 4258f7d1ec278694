/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/try_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/temporary_folder.h"

/* It is another than the last, and the same when asked again. */
static void expect_another(const struct config_show *show,
    const struct spool_recording *recording, char print[FINGERPRINT_BYTES])
{
    char now[FINGERPRINT_BYTES];
    char again[FINGERPRINT_BYTES];

    try_print_of(show, recording, now);
    try_print_of(show, recording, again);
    assert_string_equal(now, again);
    assert_string_not_equal(now, print);
    memcpy(print, now, sizeof now);
}

static void test_all_that_may_mend_it_makes_it_another(void **state)
{
    char intro[4096];
    struct spool_recording recording = {.print = "f00d"};
    struct config_show show = {0};
    char print[FINGERPRINT_BYTES] = "";

    expect_another(NULL, &recording, print);
    expect_another(&show, &recording, print);
    snprintf(recording.notes_print, sizeof recording.notes_print, "notes");
    expect_another(&show, &recording, print);
    snprintf(recording.print, sizeof recording.print, "beef");
    expect_another(&show, &recording, print);
    snprintf(intro, sizeof intro, "%s", path_in(*state, "intro.wav"));
    show.intro = intro;
    expect_another(&show, &recording, print);
    write_text(intro, "broken");
    expect_another(&show, &recording, print);
    write_text(intro, "mended");
    write_text(intro, "mended, really");
    expect_another(&show, &recording, print);
}

static void test_without_a_recording_there_is_none(void **state)
{
    const struct config_show show = {0};
    char print[FINGERPRINT_BYTES] = "f00d";

    (void)state;
    try_print_of(&show, NULL, print);
    assert_string_equal(print, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_all_that_may_mend_it_makes_it_another, temporary_folder_make,
            temporary_folder_remove),
        cmocka_unit_test(test_without_a_recording_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
