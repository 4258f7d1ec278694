/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/room_figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/recorder/sample_figures.h"

static void expect(const struct room_figures *figures, const char *json)
{
    struct err err = {0};
    own(jdoc) doc = jdoc_new();

    room_figures_set(doc, figures);
    own_heap(char) line = jdoc_format(doc, &err);
    assert_non_null(line);
    assert_string_equal(line, json);
}

/* The keys are promised in roomcast-control(1). */
static void test_all_that_is_known_is_told(void **state)
{
    const struct room_figures figures = sample_figures("hall");

    (void)state;
    expect(&figures,
        "{\"room\":\"hall\",\"state\":\"recording\","
        "\"since\":\"2026-11-22T18:00:00.000Z\",\"awaited\":false,"
        "\"failure\":null,\"file\":\"/spool/hall/"
        "2026-11-22T180000Z.opus.part\","
        "\"duration_s\":3723.5,\"momentary_lufs\":-18.2,"
        "\"short_term_lufs\":-17.9,\"integrated_lufs\":-16.432,"
        "\"true_peak_dbtp\":-1.26,\"packets\":9990,\"lost\":10,\"late\":1,"
        "\"duplicates\":2,\"strangers\":3,\"garbage\":4,\"recovered\":6,"
        "\"gap_s\":61.5,"
        "\"loss_percent\":0.1,\"drift_ppm\":12.346,\"clipped_samples\":5,"
        "\"free_bytes\":120345678901,\"alarms\":[\"loss\",\"disk\"],"
        "\"hooks_waiting\":1,\"hook_failures\":2,\"recordings\":3,"
        "\"recorded_s\":7200.0}");
}

static void test_what_is_not_known_is_null(void **state)
{
    const struct room_figures figures = sample_figures_waiting("attic");

    (void)state;
    expect(&figures,
        "{\"room\":\"attic\",\"state\":\"waiting\","
        "\"since\":\"1970-01-01T00:00:00.000Z\",\"awaited\":false,"
        "\"failure\":null,\"file\":null,"
        "\"duration_s\":0.0,\"momentary_lufs\":null,\"short_term_lufs\":null,"
        "\"integrated_lufs\":null,\"true_peak_dbtp\":null,\"packets\":0,"
        "\"lost\":0,\"late\":0,\"duplicates\":0,\"strangers\":0,"
        "\"garbage\":0,\"recovered\":0,\"gap_s\":0.0,\"loss_percent\":0.0,"
        "\"drift_ppm\":null,\"clipped_samples\":0,\"free_bytes\":null,"
        "\"alarms\":[],\"hooks_waiting\":0,\"hook_failures\":0,"
        "\"recordings\":0,\"recorded_s\":0.0}");
}

static void test_a_path_that_is_not_utf8_is_told_all_the_same(void **state)
{
    struct room_figures figures = sample_figures_waiting("attic");
    own(jdoc) doc = jdoc_new();

    (void)state;
    figures.status.path = "/spool/\xe4/x.opus.part";
    figures.status.failure = "\xe4: no such device";
    room_figures_set(doc, &figures);
    assert_string_equal(
        jdoc_string(doc, "file"), "/spool/\xEF\xBF\xBD/x.opus.part");
    assert_string_equal(
        jdoc_string(doc, "failure"), "\xEF\xBF\xBD: no such device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_that_is_known_is_told),
        cmocka_unit_test(test_what_is_not_known_is_null),
        cmocka_unit_test(test_a_path_that_is_not_utf8_is_told_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
