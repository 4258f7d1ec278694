/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/page_memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "publisher/show/page_print.h"
#include "tests/publisher/opened_catalogue.h"
#include "tests/publisher/temporary_folder.h"

#define PRINT "00112233445566aa"
#define OTHER "00112233445566ab"

static void test_pages_are_known_by_name_and_print(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own(page_memory) first = page_memory_read(catalogue, "weekly", &err);

    assert_non_null(first);
    assert_false(page_memory_has(first, "one", PRINT));
    page_memory_add(first, "one", PRINT);
    page_memory_add(first, "two", OTHER);
    assert_true(page_memory_keep(first, catalogue, &err));

    own(page_memory) second = page_memory_read(catalogue, "weekly", &err);
    assert_true(page_memory_has(second, "one", PRINT));
    assert_true(page_memory_has(second, "two", OTHER));
    assert_false(page_memory_has(second, "one", OTHER));
    assert_false(page_memory_has(second, "on", PRINT));

    own(page_memory) another = page_memory_read(catalogue, "daily", &err);
    assert_false(page_memory_has(another, "one", PRINT));
}

static void test_what_was_not_added_again_is_forgotten(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own(page_memory) first = page_memory_read(catalogue, "weekly", &err);

    page_memory_add(first, "one", PRINT);
    assert_true(page_memory_keep(first, catalogue, &err));
    own(page_memory) second = page_memory_read(catalogue, "weekly", &err);
    assert_true(page_memory_keep(second, catalogue, &err));
    own(page_memory) third = page_memory_read(catalogue, "weekly", &err);
    assert_false(page_memory_has(third, "one", PRINT));
}

static void test_without_a_catalogue_nothing_is_known(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own(page_memory) first = page_memory_read(catalogue, "weekly", &err);

    page_memory_add(first, "one", PRINT);
    assert_true(page_memory_keep(first, catalogue, &err));
    own(page_memory) blank = page_memory_read(NULL, "weekly", &err);
    assert_false(page_memory_has(blank, "one", PRINT));
    page_memory_add(blank, "one", OTHER);
    assert_true(page_memory_keep(blank, catalogue, &err));
    own(page_memory) last = page_memory_read(catalogue, "weekly", &err);
    assert_true(page_memory_has(last, "one", OTHER));
}

static void print_of(const struct show_files *files,
    const struct podcast_episode *episode, char print[FINGERPRINT_BYTES])
{
    struct fingerprint common;
    struct err err;

    assert_true(page_print_begin(files, &common, &err));
    assert_true(page_print_of(files, &common, episode, print, &err));
}

/* Show, episode, templates and files beside it: each makes another print. */
static void test_print_follows_all_that_a_page_is_made_from(void **state)
{
    struct err err;
    own(store) store = store_directory_new(path_in(*state, "site"), &err);
    struct podcast_show show = {.title = "Weekly", .changed = 1000};
    struct podcast_episode episode = {.title = "One", .slug = "one"};
    const struct page_template own_page = {"episode.html", "{{title}}"};
    const struct page_templates templates = {&own_page, 1};
    struct show_files files = {
        .store = store, .folder = "weekly", .show = &show};
    char prints[6][FINGERPRINT_BYTES];
    char same[FINGERPRINT_BYTES];

    assert_true(store_put_bytes(store, "weekly/one/one.vtt", "a", 1, &err));
    print_of(&files, &episode, prints[0]);
    show.changed = 2000;
    print_of(&files, &episode, same);
    assert_string_equal(same, prints[0]);
    episode.title = "Two";
    print_of(&files, &episode, prints[1]);
    show.title = "Daily";
    print_of(&files, &episode, prints[2]);
    files.templates = &templates;
    print_of(&files, &episode, prints[3]);
    assert_true(store_put_bytes(store, "weekly/one/one.json", "b", 1, &err));
    print_of(&files, &episode, prints[4]);
    write_text(path_in(*state, "site/weekly/one/one.json"), "by hand");
    print_of(&files, &episode, prints[5]);
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(prints[i], prints[j]);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_pages_are_known_by_name_and_print),
        IN_FOLDER(test_what_was_not_added_again_is_forgotten),
        IN_FOLDER(test_without_a_catalogue_nothing_is_known),
        IN_FOLDER(test_print_follows_all_that_a_page_is_made_from),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
