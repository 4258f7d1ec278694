/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_trouble.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/opened_catalogue.h"
#include "tests/publisher/temporary_folder.h"

static enum trouble_news add(
    struct catalogue *catalogue, const char *reason, int64_t now)
{
    const struct trouble_report report = {"it", reason, "f00d", now, false};
    struct err err;
    enum trouble_news news;

    assert_true(catalogue_add_trouble(catalogue, &report, &news, &err));
    return news;
}

static void test_five_tries_with_growing_pauses_then_parked(void **state)
{
    static const int64_t pauses[] = {0, 300, 1800, 7200};
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    int64_t now = 1000;

    for (int i = 0; i < 4; i++) {
        own_value(catalogue_trouble) trouble = {0};
        assert_int_equal(
            add(catalogue, "broken", now), i ? TROUBLE_OLD : TROUBLE_NEW);
        assert_true(catalogue_find_trouble(catalogue, "it", &trouble, &err));
        assert_int_equal(trouble.tries, i + 1);
        assert_int_equal(trouble.since, 1000);
        assert_int_equal(trouble.parked, 0);
        assert_int_equal(trouble.next_try, now + pauses[i]);
        now = trouble.next_try;
    }
    own_value(catalogue_trouble) last = {0};
    assert_int_equal(add(catalogue, "broken", now), TROUBLE_PARKED);
    assert_true(catalogue_find_trouble(catalogue, "it", &last, &err));
    assert_int_equal(last.parked, now);
    assert_false(trouble_is_due(&last, "f00d", now + 1000000));
}

static void test_a_full_disk_is_never_given_up(void **state)
{
    struct trouble_report report = {"it", "No space left", "f00d", 1000, true};
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(catalogue_trouble) trouble = {0};
    enum trouble_news news;

    for (int i = 0; i < 2 * TROUBLE_MOST_TRIES; i++, report.now += 7200) {
        assert_true(catalogue_add_trouble(catalogue, &report, &news, &err));
        assert_int_equal(news, i ? TROUBLE_OLD : TROUBLE_NEW);
    }
    assert_true(catalogue_find_trouble(catalogue, "it", &trouble, &err));
    assert_int_equal(trouble.parked, 0);
    assert_true(trouble_is_due(&trouble, "f00d", report.now));
}

/* A feed and what a recorder left are tried by each run that does something,
 * whatever was said of them. */
static void test_what_was_given_up_is_not_said_again(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(catalogue_trouble) trouble = {0};

    for (int i = 1; i < TROUBLE_MOST_TRIES; i++)
        add(catalogue, "broken", i);
    assert_int_equal(add(catalogue, "broken", 10), TROUBLE_PARKED);
    assert_int_equal(add(catalogue, "broken", 20), TROUBLE_OLD);
    assert_int_equal(add(catalogue, "no space", 30), TROUBLE_NEW);
    assert_int_equal(add(catalogue, "no space", 40), TROUBLE_OLD);
    assert_true(catalogue_find_trouble(catalogue, "it", &trouble, &err));
    assert_int_equal(trouble.parked, 10);
}

static void test_it_is_tried_again_when_its_time_or_another_file_comes(
    void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(catalogue_trouble) trouble = {0};
    const struct trouble_report other = {"it", "broken", "beef", 1001, false};
    enum trouble_news news;
    int count;
    int64_t next_try;

    assert_true(trouble_is_due(&trouble, "f00d", 1000));
    add(catalogue, "broken", 1000);
    add(catalogue, "broken", 1000);
    assert_true(catalogue_find_trouble(catalogue, "it", &trouble, &err));
    assert_false(trouble_is_due(&trouble, "f00d", 1299));
    assert_true(trouble_is_due(&trouble, "f00d", 1300));
    assert_true(trouble_is_due(&trouble, "beef", 1001));
    assert_true(catalogue_count_troubles(catalogue, &count, &next_try, &err));
    assert_int_equal(count, 1);
    assert_int_equal(next_try, 1300);
    assert_true(catalogue_add_trouble(catalogue, &other, &news, &err));
    assert_int_equal(news, TROUBLE_NEW);
    catalogue_trouble_clear(&trouble);
    assert_true(catalogue_find_trouble(catalogue, "it", &trouble, &err));
    assert_int_equal(trouble.tries, 1);
}

static void test_another_reason_is_news(void **state)
{
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");

    assert_int_equal(add(catalogue, "no space", 1), TROUBLE_NEW);
    assert_int_equal(add(catalogue, "no space", 2), TROUBLE_OLD);
    assert_int_equal(add(catalogue, "no file", 3), TROUBLE_NEW);
}

static void test_all_but_what_was_given_up_may_be_hastened(void **state)
{
    struct trouble_report full = {"disk", "No space left", "", 1000, true};
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(catalogue_trouble) given_up = {0};
    own_value(catalogue_trouble) waiting = {0};
    enum trouble_news news;

    for (int i = 0; i < TROUBLE_MOST_TRIES; i++) {
        assert_true(catalogue_add_trouble(catalogue, &full, &news, &err));
        add(catalogue, "broken", 1000);
    }
    assert_true(catalogue_hasten_troubles(catalogue, &err));
    assert_true(catalogue_find_trouble(catalogue, "disk", &waiting, &err));
    assert_true(trouble_is_due(&waiting, "", 1001));
    assert_int_equal(waiting.tries, TROUBLE_MOST_TRIES);
    assert_true(catalogue_find_trouble(catalogue, "it", &given_up, &err));
    assert_false(trouble_is_due(&given_up, "f00d", 1001));
}

static bool count_one(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err)
{
    (void)err;
    assert_string_equal(subject, "it");
    assert_string_equal(trouble->reason, "broken");
    ++*(int *)user;
    return true;
}

static void test_trouble_that_is_over_is_forgotten(void **state)
{
    struct err err;
    own(catalogue) catalogue = opened_catalogue(*state, "catalogue");
    own_value(catalogue_trouble) trouble = {0};
    int count = 0;

    add(catalogue, "broken", 1);
    assert_true(catalogue_read_troubles(catalogue, count_one, &count, &err));
    assert_int_equal(count, 1);
    assert_true(catalogue_end_trouble(catalogue, "it", &err));
    assert_true(catalogue_read_troubles(catalogue, count_one, &count, &err));
    assert_int_equal(count, 1);
    assert_true(catalogue_find_trouble(catalogue, "it", &trouble, &err));
    assert_null(trouble.reason);
    assert_int_equal(add(catalogue, "broken", 9), TROUBLE_NEW);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_five_tries_with_growing_pauses_then_parked),
        IN_FOLDER(test_a_full_disk_is_never_given_up),
        IN_FOLDER(test_what_was_given_up_is_not_said_again),
        IN_FOLDER(test_it_is_tried_again_when_its_time_or_another_file_comes),
        IN_FOLDER(test_another_reason_is_news),
        IN_FOLDER(test_all_but_what_was_given_up_may_be_hastened),
        IN_FOLDER(test_trouble_that_is_over_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
