/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "recorder/base/jdoc.h"

static void test_keys_keep_the_order_in_which_they_were_set(void **state)
{
    own(jdoc) doc = jdoc_new();
    struct err err = {0};

    (void)state;
    jdoc_set_string(doc, "event", "gap");
    jdoc_set_whole(doc, "frames", INT64_MAX);
    jdoc_set_real(doc, "lufs", -16.5);
    jdoc_set_bool(doc, "done", true);
    jdoc_set_string(doc, "event", "loss");
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line,
        "{\"event\":\"loss\",\"frames\":9223372036854775807,\"lufs\":-16.5,"
        "\"done\":true}");
}

static void test_a_line_has_no_newline_in_it(void **state)
{
    own(jdoc) doc = jdoc_new();
    struct err err = {0};

    (void)state;
    jdoc_set_string(doc, "title", "one\ntwo\x01\"three\"");
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line, "{\"title\":\"one\\ntwo\\u0001\\\"three\\\"\"}");
}

static void test_infinite_loudness_is_null(void **state)
{
    own(jdoc) doc = jdoc_new();
    struct err err = {0};
    double value = 42;

    (void)state;
    jdoc_set_real(doc, "lufs", -INFINITY);
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line, "{\"lufs\":null}");
    assert_false(jdoc_real(doc, "lufs", &value));
    assert_float_equal(value, 42, 0);
}

static void test_items_are_copied_into_arrays(void **state)
{
    own(jdoc) doc = jdoc_new();
    own(jdoc) item = jdoc_new();
    struct err err = {0};

    (void)state;
    jdoc_set_whole(item, "n", 1);
    jdoc_add_to_array(doc, "list", item);
    jdoc_set_whole(item, "n", 2);
    jdoc_add_to_array(doc, "list", item);
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line, "{\"list\":[{\"n\":1},{\"n\":2}]}");
}

static void test_texts_of_an_array_are_found_by_their_place(void **state)
{
    own(jdoc) doc = jdoc_new();
    struct err err = {0};

    (void)state;
    jdoc_set_array(doc, "alarms");
    jdoc_add_string(doc, "alarms", "loss");
    jdoc_add_string(doc, "alarms", "disk");
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line, "{\"alarms\":[\"loss\",\"disk\"]}");
    assert_string_equal(jdoc_string_at(doc, "alarms", 1), "disk");
    assert_null(jdoc_string_at(doc, "alarms", 2));
    assert_null(jdoc_string_at(doc, "none", 0));
    jdoc_add_string(doc, "none", "text");
    assert_null(jdoc_format(doc, &err));
}

static void test_no_text_is_null(void **state)
{
    own(jdoc) doc = jdoc_new();
    struct err err = {0};
    bool truth = true;

    (void)state;
    jdoc_set_string(doc, "file", NULL);
    jdoc_set_bool(doc, "ok", false);
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line, "{\"file\":null,\"ok\":false}");
    assert_null(jdoc_string(doc, "file"));
    assert_false(jdoc_bool(doc, "file", &truth));
    assert_true(truth);
    assert_true(jdoc_bool(doc, "ok", &truth));
    assert_false(truth);
}

static void test_broken_text_fails_at_the_end_with_a_reason(void **state)
{
    own(jdoc) doc = jdoc_new();
    own(jdoc) outer = jdoc_new();
    struct err err = {0};

    (void)state;
    jdoc_set_string(doc, "title", "Z\xfcrich");
    jdoc_set_string(doc, "room", "hall");
    assert_null(jdoc_format(doc, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    jdoc_add_to_array(outer, "list", doc);
    assert_null(jdoc_format(outer, &err));
}

static void test_a_path_of_any_bytes_is_set(void **state)
{
    own(jdoc) doc = jdoc_new();
    struct err err = {0};

    (void)state;
    jdoc_set_any_text(doc, "file", "Z\xfcrich\n.opus");
    own_heap(char) line = jdoc_format(doc, &err);
    assert_string_equal(line, "{\"file\":\"Z\xEF\xBF\xBDrich\\n.opus\"}");
}

static void test_what_was_written_is_read_back(void **state)
{
    static const char line[] = "{\"name\":\"J\\u00fcrg\",\"n\":-7,\"x\":0.25} ";
    struct err err = {0};
    own(jdoc) doc = jdoc_parse(line, strlen(line), &err);
    int64_t whole = 0;
    double real = 0;

    (void)state;
    assert_string_equal(jdoc_string(doc, "name"), "J\xc3\xbcrg");
    assert_true(jdoc_whole(doc, "n", &whole));
    assert_int_equal(whole, -7);
    assert_true(jdoc_real(doc, "x", &real));
    assert_float_equal(real, 0.25, 0);
    assert_true(jdoc_real(doc, "n", &real));
    assert_float_equal(real, -7, 0);
}

static void test_missing_and_mistyped_keys_are_told_apart_from_none(
    void **state)
{
    struct err err = {0};
    own(jdoc) doc = jdoc_parse("{\"n\":1.5,\"s\":\"t\"}", 17, &err);
    int64_t whole = 42;

    (void)state;
    assert_null(jdoc_string(doc, "n"));
    assert_null(jdoc_string(doc, "absent"));
    assert_false(jdoc_whole(doc, "n", &whole));
    assert_false(jdoc_whole(doc, "s", &whole));
    assert_int_equal(whole, 42);
}

static void test_what_is_no_object_is_refused(void **state)
{
    static const char *const texts[] = {"", "[]", "1", "\"s\"", "{", "{}x",
        "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{'a':1}"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct err err = {0};
        if (jdoc_parse(texts[i], strlen(texts[i]), &err))
            fail_msg("%s was taken", texts[i]);
        assert_int_equal(err.kind, ERR_FORMAT);
    }
}

static void test_no_memory_for_an_object_fails_at_the_end(void **state)
{
    struct err err = {0};

    (void)state;
    jdoc_set_string(NULL, "a", "b");
    jdoc_set_whole(NULL, "a", 1);
    jdoc_add_to_array(NULL, "a", NULL);
    assert_null(jdoc_string(NULL, "a"));
    assert_null(jdoc_format(NULL, &err));
    assert_int_equal(err.kind, ERR_MEMORY);
    jdoc_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_keep_the_order_in_which_they_were_set),
        cmocka_unit_test(test_a_line_has_no_newline_in_it),
        cmocka_unit_test(test_infinite_loudness_is_null),
        cmocka_unit_test(test_items_are_copied_into_arrays),
        cmocka_unit_test(test_texts_of_an_array_are_found_by_their_place),
        cmocka_unit_test(test_no_text_is_null),
        cmocka_unit_test(test_broken_text_fails_at_the_end_with_a_reason),
        cmocka_unit_test(test_a_path_of_any_bytes_is_set),
        cmocka_unit_test(test_what_was_written_is_read_back),
        cmocka_unit_test(
            test_missing_and_mistyped_keys_are_told_apart_from_none),
        cmocka_unit_test(test_what_is_no_object_is_refused),
        cmocka_unit_test(test_no_memory_for_an_object_fails_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
