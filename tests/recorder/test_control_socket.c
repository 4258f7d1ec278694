/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_socket.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/control/control_address.h"

static char folder[] = "/tmp/roomcast-control-XXXXXX";
static char state[64];
static struct control_socket *control;
static int asked_count;
static size_t answer_bytes; /* of padding in each answer */

static char *answer(void *user, const struct control_request *request)
{
    own(jdoc) doc = jdoc_new();
    own_heap(char) padding = calloc(1, answer_bytes + 1);
    struct err err;

    (void)user;
    asked_count++;
    memset(padding, 'x', answer_bytes);
    jdoc_set_bool(doc, "ok", true);
    jdoc_set_string(doc, "verb", control_verb_name(request->verb));
    jdoc_set_string(doc, "padding", padding);
    return jdoc_format(doc, &err);
}

static const struct control_listener listener = {.asked = answer};

static int make_folder(void **test)
{
    (void)test;
    if (!mkdtemp(folder))
        return 1;
    snprintf(state, sizeof state, "%s/state", folder);
    return 0;
}

static int remove_one(
    const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

static int remove_folder(void **test)
{
    (void)test;
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int open_control(void **test)
{
    struct err err = {0};

    (void)test;
    asked_count = 0;
    answer_bytes = 0;
    control = control_socket_new(state, "hall", &listener, &err);
    if (!control)
        print_error("%s\n", err.text);
    return control ? 0 : 1;
}

static int close_control(void **test)
{
    (void)test;
    control_socket_free(take(control));
    return 0;
}

static int connect_client(void)
{
    own_value(control_address) address = {.folder_fd = -1};
    struct err err = {0};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (!control_address_open(&address, state, "hall", &err))
        fail_msg("%s", err.text);
    assert_int_equal(
        connect(fd, (struct sockaddr *)&address.name, sizeof address.name), 0);
    return fd;
}

static void say(int fd, const char *words)
{
    assert_int_equal(
        send(fd, words, strlen(words), MSG_NOSIGNAL), strlen(words));
}

/* What has come, without waiting; "" if nothing, "hung up" at the end. */
static const char *heard(int fd)
{
    static char words[65536];
    ssize_t got = recv(fd, words, sizeof words - 1, MSG_DONTWAIT);

    if (got == 0)
        return "hung up";
    words[got > 0 ? got : 0] = '\0';
    return words;
}

static void work(int64_t now_ns, int times)
{
    for (int i = 0; i < times; i++)
        control_socket_work(control, now_ns);
}

#define STATUS "{\"verb\":\"status\"}\n"
#define DONE "{\"ok\":true,\"verb\":\"status\",\"padding\":\"\"}\n"

static void test_a_request_is_answered(void **test)
{
    own_fd int fd = connect_client();
    struct pollfd poll_fd = {
        .fd = control_socket_descriptor(control), .events = POLLIN};

    (void)test;
    say(fd, STATUS);
    assert_int_equal(poll(&poll_fd, 1, 0), 1);
    work(0, 2);
    assert_string_equal(heard(fd), DONE);
    assert_int_equal(poll(&poll_fd, 1, 0), 0);
}

static void test_bytes_may_drip_and_lines_may_come_together(void **test)
{
    own_fd int fd = connect_client();

    (void)test;
    for (const char *at = STATUS STATUS; *at; at++) {
        say(fd, (const char[]){*at, '\0'});
        work(0, 2);
    }
    assert_string_equal(heard(fd), DONE DONE);
    say(fd, STATUS STATUS STATUS);
    work(0, 2);
    assert_int_equal(asked_count, 3 + 1);
    assert_int_equal(control_socket_deadline_ns(control), 0);
    work(0, 2);
    assert_string_equal(heard(fd), DONE DONE DONE);
}

static void test_garbage_is_answered_and_the_client_may_go_on(void **test)
{
    own_fd int fd = connect_client();

    (void)test;
    say(fd, "\x01\xff\n");
    work(0, 2);
    assert_non_null(strstr(heard(fd), "\"ok\":false"));
    say(fd, STATUS);
    work(0, 1);
    assert_string_equal(heard(fd), DONE);
}

static void test_a_client_that_has_said_all_gets_its_answers(void **test)
{
    own_fd int fd = connect_client();

    (void)test;
    say(fd, STATUS STATUS);
    shutdown(fd, SHUT_WR);
    work(0, 4);
    assert_string_equal(heard(fd), DONE DONE);
    assert_string_equal(heard(fd), "hung up");
}

static void test_a_line_without_an_end_is_hung_up_on(void **test)
{
    own_fd int fd = connect_client();
    char words[CONTROL_LINE_MOST + 1];

    (void)test;
    memset(words, ' ', sizeof words);
    words[CONTROL_LINE_MOST] = '\0';
    say(fd, words);
    work(0, 2);
    assert_non_null(strstr(heard(fd), "expected at most 4096 bytes a line"));
    assert_string_equal(heard(fd), "hung up");
}

static void test_the_longest_line_is_taken(void **test)
{
    own_fd int fd = connect_client();
    char words[CONTROL_LINE_MOST + 1];

    (void)test;
    memset(words, ' ', sizeof words);
    memcpy(words, STATUS, strlen(STATUS) - 1);
    memcpy(words + CONTROL_LINE_MOST - 1, "\n", 2);
    say(fd, words);
    work(0, 2);
    assert_string_equal(heard(fd), DONE);
}

static void test_one_client_too_many_is_told_so(void **test)
{
    int fds[CONTROL_CLIENTS + 1];

    (void)test;
    for (int i = 0; i <= CONTROL_CLIENTS; i++) {
        fds[i] = connect_client();
        work(0, 1);
    }
    assert_non_null(strstr(heard(fds[CONTROL_CLIENTS]), "too many clients"));
    assert_string_equal(heard(fds[CONTROL_CLIENTS]), "hung up");
    close(fds[0]);
    work(0, 1);
    own_fd int late = connect_client();
    say(late, STATUS);
    work(0, 2);
    assert_string_equal(heard(late), DONE);
    for (int i = 1; i <= CONTROL_CLIENTS; i++)
        close(fds[i]);
}

static void test_a_client_that_says_nothing_is_hung_up_on(void **test)
{
    own_fd int fd = connect_client();

    (void)test;
    assert_int_equal(control_socket_deadline_ns(control), INT64_MAX);
    work(5, 1);
    assert_int_equal(
        control_socket_deadline_ns(control), 5 + CONTROL_PATIENCE_NS);
    work(4 + CONTROL_PATIENCE_NS, 1);
    say(fd, STATUS);
    work(4 + CONTROL_PATIENCE_NS, 1);
    assert_string_equal(heard(fd), DONE);
    work(5 + CONTROL_PATIENCE_NS, 1);
    assert_string_equal(heard(fd), "");
    work(4 + 2 * CONTROL_PATIENCE_NS, 1);
    assert_string_equal(heard(fd), "hung up");
}

/* A client that asks and asks and never reads. */
static void test_answers_that_nobody_takes_are_kept_within_bounds(void **test)
{
    own_fd int fd = connect_client();
    int before;

    (void)test;
    answer_bytes = 60000;
    fcntl(fd, F_SETFL, O_NONBLOCK);
    do {
        before = asked_count;
        send(fd, STATUS, strlen(STATUS), MSG_NOSIGNAL);
        work(0, 2);
    } while (asked_count > before && asked_count < 1000);
    assert_in_range(asked_count, 1, 100);
    assert_true(strlen(heard(fd)) > 0);
    work(CONTROL_PATIENCE_NS, 1);
    while (*heard(fd) == '{' || *heard(fd) == 'x')
        continue;
    assert_string_equal(heard(fd), "hung up");
}

static void test_only_its_user_reaches_the_socket(void **test)
{
    struct stat status;
    char path[200];

    (void)test;
    snprintf(path, sizeof path, "%s/control", state);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    snprintf(path, sizeof path, "%s/control/hall.sock", state);
    assert_int_equal(stat(path, &status), 0);
    assert_true(S_ISSOCK(status.st_mode));
    assert_int_equal(status.st_mode & 0777, 0600);
    close_control(NULL);
    assert_int_not_equal(stat(path, &status), 0);
}

static void test_an_open_folder_is_closed_to_others(void **test)
{
    struct stat status;
    char path[200];

    (void)test;
    close_control(NULL);
    snprintf(path, sizeof path, "%s/control", state);
    assert_int_equal(chmod(path, 0755), 0);
    assert_int_equal(open_control(NULL), 0);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
}

static void test_a_living_recorder_keeps_its_socket(void **test)
{
    struct err err = {0};

    (void)test;
    assert_null(control_socket_new(state, "hall", &listener, &err));
    assert_int_equal(err.kind, ERR_BUSY);
    assert_non_null(strstr(err.text, "control of hall: "));
    own_fd int fd = connect_client();
    say(fd, STATUS);
    work(0, 2);
    assert_string_equal(heard(fd), DONE);
    own(control_socket) other =
        control_socket_new(state, "attic", &listener, &err);
    assert_non_null(other);
}

static void test_the_socket_of_a_dead_recorder_is_replaced(void **test)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    own_fd int dead = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)test;
    close_control(NULL);
    snprintf(
        name.sun_path, sizeof name.sun_path, "%s/control/hall.sock", state);
    assert_int_equal(bind(dead, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(open_control(NULL), 0);
    own_fd int fd = connect_client();
    say(fd, STATUS);
    work(0, 2);
    assert_string_equal(heard(fd), DONE);
}

int main(void)
{
#define WITH_CONTROL(test)                                                     \
    cmocka_unit_test_setup_teardown(test, open_control, close_control)
    const struct CMUnitTest tests[] = {
        WITH_CONTROL(test_a_request_is_answered),
        WITH_CONTROL(test_bytes_may_drip_and_lines_may_come_together),
        WITH_CONTROL(test_garbage_is_answered_and_the_client_may_go_on),
        WITH_CONTROL(test_a_client_that_has_said_all_gets_its_answers),
        WITH_CONTROL(test_a_line_without_an_end_is_hung_up_on),
        WITH_CONTROL(test_the_longest_line_is_taken),
        WITH_CONTROL(test_one_client_too_many_is_told_so),
        WITH_CONTROL(test_a_client_that_says_nothing_is_hung_up_on),
        WITH_CONTROL(test_answers_that_nobody_takes_are_kept_within_bounds),
        WITH_CONTROL(test_only_its_user_reaches_the_socket),
        WITH_CONTROL(test_an_open_folder_is_closed_to_others),
        WITH_CONTROL(test_a_living_recorder_keeps_its_socket),
        WITH_CONTROL(test_the_socket_of_a_dead_recorder_is_replaced),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
