/* SPDX-License-Identifier: BSD-2-Clause */
/* This program is the family's member, too: with words it is one. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/process_family.h"
#include "recorder/base/stop_signal.h"

#define PATIENCE_NS (60 * CLOCK_SECOND_NS)

static char notes[] = "/tmp/roomcast-test-family-XXXXXX";

/* --- As a member -------------------------------------------------------- */

/* A byte for each life. */
static int64_t note_life(const char *path)
{
    own_fd int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    struct stat about = {0};

    if (fd < 0 || write(fd, "x", 1) != 1 || fstat(fd, &about) != 0)
        _exit(EXIT_FAILED);
    return about.st_size;
}

static int wait_to_be_asked(const char *path)
{
    sigset_t asked;
    int number;

    sigemptyset(&asked);
    sigaddset(&asked, SIGTERM);
    sigprocmask(SIG_BLOCK, &asked, NULL);
    note_life(path);
    sigwait(&asked, &number);
    return EXIT_DONE;
}

static int be_member(const char *manner, const char *path)
{
    if (strcmp(manner, "lasts") == 0)
        return wait_to_be_asked(path);
    if (strcmp(manner, "deaf") == 0) {
        signal(SIGTERM, SIG_IGN);
        note_life(path);
        for (;;)
            pause();
    }
    if (note_life(path) == 1 && strcmp(manner, "is killed first") == 0)
        raise(SIGKILL);
    return EXIT_DONE;
}

/* --- The family --------------------------------------------------------- */

static int64_t lives(void)
{
    struct stat about;

    assert_int_equal(stat(notes, &about), 0);
    return about.st_size;
}

static int setup(void **state)
{
    (void)state;
    return truncate(notes, 0);
}

/* Asks them to end once there were so many lives. */
static void ask_after(void *user, int64_t now_ns, bool is_over)
{
    const int64_t *enough = user;

    (void)now_ns;
    if (!is_over && lives() >= *enough)
        raise(SIGTERM);
}

static enum exit_status run(struct process_family *family, const char *manner)
{
    const char *const words[] = {"member", manner, notes, NULL};
    const struct family_member members[] = {{"one", words}, {"other", words}};
    struct err err;
    own_fd int stop_fd = stop_signal_open(&err);

    assert_true(stop_fd >= 0);
    family->members = members;
    if (family->count == 0)
        family->count = 2;
    if (family->patience_ns == 0)
        family->patience_ns = PATIENCE_NS;
    return process_family_run(family, stop_fd);
}

static void test_it_ends_when_all_have_ended_well(void **state)
{
    struct process_family family = {0};

    (void)state;
    assert_int_equal(run(&family, "ends"), EXIT_DONE);
    assert_int_equal(lives(), 2);
}

static void test_a_member_that_is_killed_lives_again(void **state)
{
    struct process_family family = {.count = 1};

    (void)state;
    assert_int_equal(run(&family, "is killed first"), EXIT_DONE);
    assert_int_equal(lives(), 2);
}

static void test_members_that_last_are_started_again_when_they_end(void **state)
{
    int64_t enough = 2;
    struct process_family family = {
        .count = 1, .is_lasting = true, .tick = ask_after, .user = &enough};

    (void)state;
    assert_int_equal(run(&family, "ends"), EXIT_DONE);
    assert_int_equal(lives(), 2);
}

static void test_a_signal_asks_all_to_end(void **state)
{
    int64_t enough = 2;
    struct process_family family = {.tick = ask_after, .user = &enough};

    (void)state;
    assert_int_equal(run(&family, "lasts"), EXIT_DONE);
    assert_int_equal(lives(), 2);
}

static void test_whoever_does_not_listen_is_killed(void **state)
{
    int64_t enough = 2;
    struct process_family family = {.tick = ask_after,
        .user = &enough,
        .patience_ns = CLOCK_SECOND_NS / 10};

    (void)state;
    assert_int_equal(run(&family, "deaf"), EXIT_PARTLY);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_it_ends_when_all_have_ended_well, setup),
        cmocka_unit_test_setup(test_a_member_that_is_killed_lives_again, setup),
        cmocka_unit_test_setup(
            test_members_that_last_are_started_again_when_they_end, setup),
        cmocka_unit_test_setup(test_a_signal_asks_all_to_end, setup),
        cmocka_unit_test_setup(test_whoever_does_not_listen_is_killed, setup),
    };

    if (argc == 3)
        return be_member(argv[1], argv[2]);
    int fd = mkstemp(notes);
    if (fd < 0)
        return 1;
    close(fd);
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(notes);
    return failures;
}
