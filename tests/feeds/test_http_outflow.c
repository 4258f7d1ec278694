/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_outflow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define LARGE_BYTES (3 << 20)

/* The two ends of a connection, a body that is byte i % 251, and what came. */
struct line {
    int ends[2];
    int file;
    char *body;
    struct text came;
};

static int begin(void **state)
{
    struct line *line = calloc(1, sizeof *line);
    FILE *file = tmpfile();

    if (!line || !file ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, line->ends) != 0)
        return -1;
    line->body = malloc(LARGE_BYTES);
    for (int i = 0; i < LARGE_BYTES; i++)
        line->body[i] = (char)(i % 251);
    line->file = dup(fileno(file));
    fclose(file);
    *state = line;
    return write(line->file, line->body, LARGE_BYTES) != LARGE_BYTES;
}

static int end(void **state)
{
    struct line *line = *state;

    close(line->ends[0]);
    close(line->ends[1]);
    close(line->file);
    text_clear(&line->came);
    free(line->body);
    free(line);
    return 0;
}

static void take_what_came(struct line *line)
{
    char bytes[65536];
    ssize_t count;

    while ((count = recv(line->ends[1], bytes, sizeof bytes, 0)) > 0)
        text_append_bytes(&line->came, bytes, (size_t)count);
}

/* Sends to the end; how often it had to be gone on with. */
static int send_all(struct line *line, struct http_outflow *flow)
{
    enum http_outflow_state state;
    int waits = 0;

    while ((state = http_outflow_send(flow, line->ends[0])) ==
           HTTP_OUTFLOW_LATER) {
        take_what_came(line);
        waits++;
    }
    assert_int_equal(state, HTTP_OUTFLOW_SENT);
    take_what_came(line);
    return waits;
}

/* The head is whole, and `length` bytes from `first` follow. */
static void check_came(const struct line *line, size_t first, size_t length)
{
    const char *blank = strstr(text_string(&line->came), "\r\n\r\n");

    assert_non_null(blank);
    size_t head = (size_t)(blank + 4 - line->came.bytes);
    assert_memory_equal(line->came.bytes, "HTTP/1.1 200 ", 13);
    assert_int_equal(line->came.length - head, length);
    assert_memory_equal(blank + 4, line->body + first, length);
}

static struct http_answer answer_of_file(
    const struct line *line, uint64_t first, uint64_t length)
{
    return (struct http_answer){.status = 200,
        .has_file = true,
        .file.fd = line->file,
        .first = first,
        .length = length};
}

static void test_large_file_comes_whole_however_little_fits(void **state)
{
    struct line *line = *state;
    struct http_answer answer = answer_of_file(line, 1000, 2 << 20);
    struct http_outflow flow = {0};

    assert_true(http_outflow_begin(&flow, &answer, true, 0));
    assert_true(send_all(line, &flow) > 0);
    check_came(line, 1000, 2 << 20);
    assert_int_equal(http_outflow_body_bytes(&flow), 2 << 20);
    assert_int_equal(http_outflow_bytes(&flow), line->came.length);
    http_outflow_clear(&flow);
}

static void test_large_text_comes_whole(void **state)
{
    struct line *line = *state;
    struct http_answer answer = {
        .status = 200, .text = line->body, .length = LARGE_BYTES};
    struct http_outflow flow = {0};

    assert_true(http_outflow_begin(&flow, &answer, true, 0));
    send_all(line, &flow);
    check_came(line, 0, LARGE_BYTES);
    http_outflow_clear(&flow);
}

static void test_small_body_goes_out_with_the_head(void **state)
{
    struct line *line = *state;
    struct http_answer answer = answer_of_file(line, 5, 100);
    struct http_outflow flow = {0};

    assert_true(http_outflow_begin(&flow, &answer, true, 0));
    assert_int_equal(send_all(line, &flow), 0);
    check_came(line, 5, 100);
    assert_int_equal(http_outflow_body_bytes(&flow), 100);
    http_outflow_clear(&flow);
}

static void test_without_a_body_its_length_is_told_alone(void **state)
{
    struct line *line = *state;
    struct http_answer answer = answer_of_file(line, 0, LARGE_BYTES);
    struct http_outflow flow = {0};

    assert_true(http_outflow_begin(&flow, &answer, false, 0));
    assert_int_equal(send_all(line, &flow), 0);
    check_came(line, 0, 0);
    assert_non_null(
        strstr(text_string(&line->came), "Content-Length: 3145728\r\n"));
    assert_int_equal(http_outflow_body_bytes(&flow), 0);
    http_outflow_clear(&flow);
}

static void test_file_that_got_shorter_breaks_it(void **state)
{
    struct line *line = *state;
    struct http_answer answer = answer_of_file(line, 0, LARGE_BYTES);
    struct http_outflow flow = {0};
    enum http_outflow_state outcome;

    assert_int_equal(ftruncate(line->file, 100000), 0);
    assert_true(http_outflow_begin(&flow, &answer, true, 0));
    while ((outcome = http_outflow_send(&flow, line->ends[0])) ==
           HTTP_OUTFLOW_LATER)
        take_what_came(line);
    assert_int_equal(outcome, HTTP_OUTFLOW_BROKEN);
    assert_int_equal(http_outflow_body_bytes(&flow), 100000);
    http_outflow_clear(&flow);
}

static void test_end_that_is_gone_breaks_it_without_a_signal(void **state)
{
    struct line *line = *state;
    struct http_answer answer = answer_of_file(line, 0, LARGE_BYTES);
    struct http_outflow flow = {0};

    shutdown(line->ends[1], SHUT_RDWR);
    assert_true(http_outflow_begin(&flow, &answer, true, 0));
    assert_int_equal(
        http_outflow_send(&flow, line->ends[0]), HTTP_OUTFLOW_BROKEN);
    http_outflow_clear(&flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_large_file_comes_whole_however_little_fits, begin, end),
        cmocka_unit_test_setup_teardown(
            test_large_text_comes_whole, begin, end),
        cmocka_unit_test_setup_teardown(
            test_small_body_goes_out_with_the_head, begin, end),
        cmocka_unit_test_setup_teardown(
            test_without_a_body_its_length_is_told_alone, begin, end),
        cmocka_unit_test_setup_teardown(
            test_file_that_got_shorter_breaks_it, begin, end),
        cmocka_unit_test_setup_teardown(
            test_end_that_is_gone_breaks_it_without_a_signal, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
