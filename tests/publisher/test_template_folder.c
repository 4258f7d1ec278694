/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "publisher/show/template_folder.h"
#include "tests/publisher/temporary_folder.h"

static struct template_folder *read_good(const char *path)
{
    struct err err = {0};
    struct template_folder *folder = template_folder_new(path, &err);

    if (!folder)
        fail_msg("%s", err.text);
    return folder;
}

static void refuse(const char *path, const char *part)
{
    struct err err = {0};

    assert_null(template_folder_new(path, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    if (!strstr(err.text, part))
        fail_msg("%s", err.text);
}

static void test_without_a_folder_the_built_in_ones_are_good(void **state)
{
    own(template_folder) folder = read_good(NULL);
    struct err err = {0};

    (void)state;
    assert_int_equal(template_folder_templates(folder)->count, 0);
    if (!template_folder_check(folder, &err))
        fail_msg("%s", err.text);
}

static void test_files_replace_templates_of_their_name(void **state)
{
    write_text(path_in(*state, "foot.html"), "<footer>mine</footer>");
    write_text(path_in(*state, "extra.html"), "{{> foot.html}}");
    write_text(path_in(*state, "README"), "{{#not a template");
    write_text(path_in(*state, ".hidden.html"), "{{#nor this");
    own(template_folder) folder = read_good(*state);
    const struct page_templates *templates = template_folder_templates(folder);
    struct err err = {0};

    assert_int_equal(templates->count, 2);
    assert_string_equal(
        page_template_find(templates, "foot.html"), "<footer>mine</footer>");
    assert_non_null(page_template_find(templates, "extra.html"));
    assert_non_null(page_template_find(templates, "head.html"));
    assert_true(template_folder_check(folder, &err));
}

static void test_mistakes_are_found_wherever_they_are(void **state)
{
    static const char *const names[] = {"show.html", "episode.html",
        "period.html", "transcript.html", "site.html", "head.html", "foot.html",
        "back.html", "cover.html", "facts.html"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = path_in(*state, names[i]);
        char expected[64];
        struct err err = {0};
        write_text(path, "one\n{{#two}}");
        own(template_folder) folder = read_good(*state);
        assert_false(template_folder_check(folder, &err));
        snprintf(expected, sizeof expected, "template %s, line 2", names[i]);
        if (!strstr(err.text, expected))
            fail_msg("%s", err.text);
        unlink(path);
    }
}

static void test_what_cannot_be_read_is_refused(void **state)
{
    const char *path = path_in(*state, "foot.html");

    refuse(path_in(*state, "gone"), "gone: read the folder: No such file");
    write_text(path, "\xFF");
    refuse(*state, "foot.html: not a text in UTF-8");
    assert_int_equal(truncate(path, 2000000), 0);
    refuse(*state, "foot.html: longer than 1000000 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_folder_the_built_in_ones_are_good),
        cmocka_unit_test_setup_teardown(
            test_files_replace_templates_of_their_name, temporary_folder_make,
            temporary_folder_remove),
        cmocka_unit_test_setup_teardown(
            test_mistakes_are_found_wherever_they_are, temporary_folder_make,
            temporary_folder_remove),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_read_is_refused,
            temporary_folder_make, temporary_folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
