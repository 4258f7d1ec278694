/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/room_trouble.h"

#include "recorder/base/clock.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool note(struct room_trouble *trouble, const char *text, int64_t now_ns,
    struct err *why)
{
    err_set(why, ERR_IO, "%s", text);
    return room_trouble_note(trouble, true, now_ns, why);
}

static void test_the_same_is_told_once_and_tried_ever_later(void **state)
{
    struct room_trouble trouble;
    struct err why;
    int64_t now_ns = 0;

    (void)state;
    room_trouble_begin(&trouble);
    assert_true(trouble.retry_ns == INT64_MAX);
    assert_null(room_trouble_text(&trouble));
    assert_true(note(&trouble, "no card", now_ns, &why));
    assert_string_equal(why.text, "trying again in 1 s: no card");
    assert_string_equal(room_trouble_text(&trouble), "no card");
    for (int wait_s = 2; wait_s < 40; wait_s *= 2) {
        int64_t last_ns = now_ns;
        now_ns = trouble.retry_ns;
        assert_true(now_ns > last_ns);
        assert_false(note(&trouble, "no card", now_ns, &why));
        assert_true(trouble.retry_ns - now_ns >= wait_s * CLOCK_SECOND_NS);
    }
    assert_true(note(&trouble, "no right", now_ns, &why));
    room_trouble_forget(&trouble);
    note(&trouble, "no right", 0, &why);
    assert_int_equal(trouble.retry_ns, CLOCK_SECOND_NS);
}

static void test_other_numbers_are_no_news(void **state)
{
    struct room_trouble trouble;
    struct err why;

    (void)state;
    room_trouble_begin(&trouble);
    assert_true(note(&trouble, "a/120959Z: 12 MB are free", 0, &why));
    assert_false(note(&trouble, "a/121000Z: 9 MB are free", 0, &why));
    assert_string_equal(
        room_trouble_text(&trouble), "a/121000Z: 9 MB are free");
    assert_true(note(&trouble, "a/121000Z: 9 MB are", 0, &why));
    assert_true(note(&trouble, "a/121000Z: 9 MB are free 1!", 0, &why));
}

static void test_the_end_is_told_once_when_it_was_tried_with_success(
    void **state)
{
    struct room_trouble trouble;
    struct err why, over;

    (void)state;
    room_trouble_begin(&trouble);
    assert_false(room_trouble_end(&trouble, &over));
    note(&trouble, "no card", 0, &why);
    assert_false(room_trouble_end(&trouble, &over));
    trouble.retry_ns = INT64_MAX;
    assert_true(room_trouble_end(&trouble, &over));
    assert_string_equal(over.text, "works again, after: no card");
    assert_false(room_trouble_end(&trouble, &over));
    assert_null(room_trouble_text(&trouble));
}

static void test_a_full_disk_is_waited_for(void **state)
{
    struct room_trouble trouble;
    struct err why, over;

    (void)state;
    room_trouble_begin(&trouble);
    err_set(&why, ERR_IO, "disk full");
    room_trouble_wait(&trouble, &why);
    assert_string_equal(why.text, "waiting for space: disk full");
    assert_false(trouble.is_of_source);
    assert_true(room_trouble_end(&trouble, &over));
    assert_string_equal(over.text, "works again, after: disk full");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_is_told_once_and_tried_ever_later),
        cmocka_unit_test(test_other_numbers_are_no_news),
        cmocka_unit_test(
            test_the_end_is_told_once_when_it_was_tried_with_success),
        cmocka_unit_test(test_a_full_disk_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
