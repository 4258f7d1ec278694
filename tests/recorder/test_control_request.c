/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static struct control_request read_good(const char *line)
{
    struct control_request request;
    struct err err = {0};

    if (!control_request_parse(line, strlen(line), &request, &err))
        fail_msg("%s", err.text);
    return request;
}

static void refuse(const char *line, enum err_kind kind, const char *text)
{
    struct control_request request = {.verb = CONTROL_VERBS};
    struct err err = {0};

    assert_false(control_request_parse(line, strlen(line), &request, &err));
    assert_int_equal(request.verb, CONTROL_VERBS);
    assert_int_equal(err.kind, kind);
    assert_string_equal(err.text, text);
}

static void test_every_verb_is_read_back(void **state)
{
    (void)state;
    for (int verb = 0; verb < CONTROL_VERBS; verb++) {
        struct control_request request;
        struct err err = {0};
        const char *text = verb == CONTROL_MARK || verb == CONTROL_PERSON
                               ? "\"Questions\" \\ \xc3\xa4"
                               : NULL;
        assert_true(control_request_set(&request, verb, text, &err));
        own_heap(char) line = control_request_format(&request, &err);
        assert_null(strchr(line, '\n'));
        struct control_request again = read_good(line);
        assert_int_equal(again.verb, verb);
        assert_string_equal(again.text, text ? text : "");
    }
}

static void test_unknown_keys_are_passed_over(void **state)
{
    (void)state;
    assert_int_equal(
        read_good(" {\"new\":[1],\"verb\":\"split\"}\r").verb, CONTROL_SPLIT);
}

static void test_what_is_no_request_is_refused_by_name(void **state)
{
    (void)state;
    refuse("{\"verb\":\"dance\"}", ERR_CONFIG,
        "\"dance\": no such verb; there is: status, start, stop, split, "
        "pause, resume, mark, person");
    refuse("{}", ERR_FORMAT, "expected a \"verb\"");
    refuse("{\"verb\":5}", ERR_FORMAT, "expected a \"verb\"");
    refuse("[\"verb\"]", ERR_FORMAT, "JSON: expected an object");
    refuse("{\"verb\":\"mark\"}", ERR_CONFIG, "mark: expected a text");
    refuse("{\"verb\":\"mark\",\"text\":\"\"}", ERR_CONFIG,
        "mark: expected a text");
    refuse("{\"verb\":\"person\"}", ERR_CONFIG, "person: expected a text");
    refuse("{\"verb\":\"stop\",\"text\":\"a\"}", ERR_CONFIG,
        "stop: takes no text");
}

static void test_garbage_is_refused(void **state)
{
    static const char *const lines[] = {"", "stop", "{", "{\"verb\":\"stop\"",
        "{\"verb\":\"stop\"}}", "{\"verb\":\"stop\",\"verb\":\"stop\"}",
        "{\"verb\":\"mark\",\"text\":\"\xff\"}",
        "{\"verb\":\"mark\",\"text\":\"a\\u0000b\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct control_request request;
        struct err err = {0};
        assert_false(
            control_request_parse(lines[i], strlen(lines[i]), &request, &err));
        assert_int_equal(err.kind, ERR_FORMAT);
    }
}

static void test_a_mark_is_one_line_without_terminal_commands(void **state)
{
    (void)state;
    refuse("{\"verb\":\"mark\",\"text\":\"a\\nb\"}", ERR_CONFIG,
        "mark: expected one line of UTF-8");
    refuse("{\"verb\":\"mark\",\"text\":\"\\u001b[2J\"}", ERR_CONFIG,
        "mark: expected one line of UTF-8");
    refuse("{\"verb\":\"mark\",\"text\":\"\\u009b2J\"}", ERR_CONFIG,
        "mark: expected one line of UTF-8");
}

static void test_the_longest_mark_fits_and_no_longer_one(void **state)
{
    struct control_request request;
    struct err err = {0};
    char text[CONTROL_TEXT_MOST + 2];

    (void)state;
    memset(text, '"', sizeof text);
    text[CONTROL_TEXT_MOST + 1] = '\0';
    assert_false(control_request_set(&request, CONTROL_MARK, text, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    text[CONTROL_TEXT_MOST] = '\0';
    assert_true(control_request_set(&request, CONTROL_MARK, text, &err));
    own_heap(char) line = control_request_format(&request, &err);
    assert_true(strlen(line) < CONTROL_LINE_MOST);
    assert_string_equal(read_good(line).text, text);
}

static void test_a_refusal_keeps_its_kind_and_text(void **state)
{
    (void)state;
    for (int kind = ERR_IO; kind <= ERR_BUSY; kind++) {
        struct err why = {.kind = kind, .text = "nothing is \"recorded\""};
        struct err err = {0};
        own_heap(char) line = control_answer_refusal(&why);
        assert_null(control_answer_parse(line, strlen(line), &err));
        assert_int_equal(err.kind, kind);
        assert_string_equal(err.text, why.text);
    }
}

static void test_answers_are_taken_only_with_ok(void **state)
{
    struct err err = {0};

    (void)state;
    own(jdoc) doc =
        control_answer_parse("{\"ok\":true,\"room\":\"a\"}", 22, &err);
    assert_string_equal(jdoc_string(doc, "room"), "a");
    assert_null(control_answer_parse("{\"room\":\"a\"}", 12, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_null(control_answer_parse("{\"ok\":false}", 12, &err));
    assert_string_equal(err.text, "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_verb_is_read_back),
        cmocka_unit_test(test_unknown_keys_are_passed_over),
        cmocka_unit_test(test_what_is_no_request_is_refused_by_name),
        cmocka_unit_test(test_garbage_is_refused),
        cmocka_unit_test(test_a_mark_is_one_line_without_terminal_commands),
        cmocka_unit_test(test_the_longest_mark_fits_and_no_longer_one),
        cmocka_unit_test(test_a_refusal_keeps_its_kind_and_text),
        cmocka_unit_test(test_answers_are_taken_only_with_ok),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
