/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define REFUSED_HEAD                                                           \
    "HTTP/1.0 403 Forbidden\r\nServer: Icecast 2.4.4\r\n"                      \
    "Connection: Close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"

struct example {
    const char *bytes;
    enum icecast_verdict verdict; /* when the server closed */
    int status;
    const char *reason;
};

/* What Icecast 2.4.4 said, and what others may. */
static const struct example examples[] = {
    {"HTTP/1.0 200 OK\r\n\r\n", ICECAST_ANSWER_CONSENT, 200, ""},
    {"HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n"
     "HTTP/1.0 200 OK\r\n\r\n",
        ICECAST_ANSWER_CONSENT, 200, ""},
    {"HTTP/1.1 100 Continue\r\n\r\n", ICECAST_ANSWER_CONSENT, 100, ""},
    {"HTTP/1.1 100 Continue\n\n", ICECAST_ANSWER_CONSENT, 100, ""},
    {REFUSED_HEAD "Mountpoint in use", ICECAST_ANSWER_TAKEN, 403,
        "Mountpoint in use"},
    {REFUSED_HEAD "too many sources connected", ICECAST_ANSWER_FULL, 403,
        "too many sources connected"},
    {REFUSED_HEAD "Content-type not supported", ICECAST_ANSWER_REFUSED, 403,
        "Content-type not supported"},
    {"HTTP/1.0 401 Authentication Required\r\nWWW-Authenticate: Basic\r\n\r\n"
     "You need to authenticate\r\n",
        ICECAST_ANSWER_PASSWORD, 401, "You need to authenticate"},
    {"HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n", ICECAST_ANSWER_TAKEN,
        409, "Conflict"},
    {"HTTP/1.1 404 Not Found\r\n\r\n<html><b>no</b></html>",
        ICECAST_ANSWER_REFUSED, 404, "Not Found"},
    {"HTTP/1.1 302 \r\nLocation: http://elsewhere/\r\n\r\n",
        ICECAST_ANSWER_REFUSED, 302, ""},
    {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 403 No\r\n\r\nMountpoint in use",
        ICECAST_ANSWER_TAKEN, 403, "Mountpoint in use"},
    {"HTTP/1.0 200 OK\r\n\r\nnonsense", ICECAST_ANSWER_CONSENT, 200, ""},
    {"ICY 200 OK\r\n\r\n", ICECAST_ANSWER_GARBAGE, 0, ""},
    {"HTTP/\n\n\n  403\n\n", ICECAST_ANSWER_GARBAGE, 0, ""},
    {"HTTP/1.1 999 Never\r\n\r\n", ICECAST_ANSWER_GARBAGE, 0, ""},
    {"HTTP/1.1 200 OK\r\n", ICECAST_ANSWER_GARBAGE, 0, ""},
    {"", ICECAST_ANSWER_GARBAGE, 0, ""},
    {"HTTP/1.1 500 Oh\x1b[2Jno\a\xff \r\n\r\n", ICECAST_ANSWER_REFUSED, 500,
        "Oh [2Jno"},
};

static void check(const struct icecast_answer *answer, const struct example *e)
{
    assert_int_equal(answer->verdict, e->verdict);
    assert_int_equal(answer->status, e->status);
    assert_string_equal(answer->reason, e->reason);
}

static void test_each_answer_means_one_thing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct icecast_answer answer = {0};
        icecast_answer_push(
            &answer, examples[i].bytes, strlen(examples[i].bytes));
        icecast_answer_closed(&answer);
        check(&answer, &examples[i]);
    }
}

static void test_it_may_come_byte_by_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct icecast_answer answer = {0};
        for (const char *at = examples[i].bytes; *at; at++)
            icecast_answer_push(&answer, at, 1);
        icecast_answer_closed(&answer);
        check(&answer, &examples[i]);
    }
}

static void test_consent_does_not_wait_for_the_server_to_close(void **state)
{
    struct icecast_answer answer = {0};
    static const char consent[] = "HTTP/1.1 100 Continue\r\n\r\n";

    (void)state;
    assert_int_equal(icecast_answer_push(&answer, consent, sizeof consent - 2),
        ICECAST_ANSWER_PENDING);
    assert_int_equal(
        icecast_answer_push(&answer, "\n", 1), ICECAST_ANSWER_CONSENT);
}

static void test_refusal_waits_for_words_of_the_length_it_states(void **state)
{
    struct icecast_answer answer = {0};
    static const char head[] =
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 17\r\n\r\n";

    (void)state;
    assert_int_equal(icecast_answer_push(&answer, head, sizeof head - 1),
        ICECAST_ANSWER_PENDING);
    assert_int_equal(icecast_answer_push(&answer, "Mountpoint ", 11),
        ICECAST_ANSWER_PENDING);
    assert_int_equal(
        icecast_answer_push(&answer, "in use", 6), ICECAST_ANSWER_TAKEN);
}

static void test_endless_headers_are_given_up(void **state)
{
    struct icecast_answer answer = {0};
    static const char line[] = "X-More: and more and more and more\r\n";
    size_t pushed = 0;

    (void)state;
    icecast_answer_push(&answer, "HTTP/1.1 200 OK\r\n", 17);
    while (answer.verdict == ICECAST_ANSWER_PENDING) {
        icecast_answer_push(&answer, line, sizeof line - 1);
        pushed += sizeof line - 1;
        assert_true(pushed < 2 * (size_t)ICECAST_ANSWER_MOST_BYTES);
    }
    assert_int_equal(answer.verdict, ICECAST_ANSWER_GARBAGE);
}

static void test_endless_words_are_cut(void **state)
{
    struct icecast_answer answer = {0};
    char words[4096];

    (void)state;
    memset(words, 'A', sizeof words);
    icecast_answer_push(&answer, "HTTP/1.1 500 No\r\n\r\n", 19);
    assert_int_equal(icecast_answer_push(&answer, words, sizeof words),
        ICECAST_ANSWER_REFUSED);
    assert_int_equal(strlen(answer.reason), ICECAST_REASON_BYTES - 1);
}

static void test_what_follows_consent_for_ever_is_passed_over(void **state)
{
    struct icecast_answer answer = {0};
    char junk[4096];

    (void)state;
    memset(junk, 'A', sizeof junk);
    icecast_answer_push(&answer, "HTTP/1.0 200 OK\r\n\r\n", 19);
    for (int i = 0; i < 10; i++)
        assert_int_equal(icecast_answer_push(&answer, junk, sizeof junk),
            ICECAST_ANSWER_CONSENT);
    assert_int_equal(icecast_answer_closed(&answer), ICECAST_ANSWER_CONSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_answer_means_one_thing),
        cmocka_unit_test(test_it_may_come_byte_by_byte),
        cmocka_unit_test(test_consent_does_not_wait_for_the_server_to_close),
        cmocka_unit_test(test_refusal_waits_for_words_of_the_length_it_states),
        cmocka_unit_test(test_endless_headers_are_given_up),
        cmocka_unit_test(test_endless_words_are_cut),
        cmocka_unit_test(test_what_follows_consent_for_ever_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
