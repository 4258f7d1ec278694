/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/worker_pool.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/publisher/temporary_folder.h"

/* Of 10 ms each, for what a machine with much to do may take. */
#define MOST_TRIES 12000

struct sum {
    int left;
    int right;
    int result;
};

static bool add(void *user, const struct render_progress *progress,
    void *result, struct err *err)
{
    const struct sum *sum = user;

    (void)err;
    render_progress_tell(progress, 0.5);
    *(int *)result = sum->left + sum->right;
    return true;
}

static bool refuse(void *user, const struct render_progress *progress,
    void *result, struct err *err)
{
    (void)user;
    (void)progress;
    (void)result;
    return err_set(err, ERR_FORMAT, "not today");
}

static bool die(void *user, const struct render_progress *progress,
    void *result, struct err *err)
{
    (void)user;
    (void)progress;
    (void)result;
    (void)err;
    return raise(SIGKILL) == 0;
}

static bool sleep_long(void *user, const struct render_progress *progress,
    void *result, struct err *err)
{
    (void)user;
    (void)progress;
    (void)result;
    (void)err;
    return sleep(60) == 0;
}

static struct worker_pool *pool_of(int most)
{
    struct err err;
    struct worker_pool *pool = worker_pool_new(most, &err);

    assert_non_null(pool);
    return pool;
}

static void start(struct worker_pool *pool,
    bool (*work)(void *, const struct render_progress *, void *, struct err *),
    struct sum *sum)
{
    struct err err;
    const struct worker_task task = {.work = work,
        .user = sum,
        .result = &sum->result,
        .result_bytes = sizeof sum->result};

    assert_true(worker_pool_start(pool, &task, &err));
}

/* Progress is passed over. */
static enum worker_step next(struct worker_pool *pool, struct worker_news *news)
{
    struct err err;
    enum worker_step step;

    do
        step = worker_pool_next(pool, -1, news, &err);
    while (step == WORKER_PROGRESS);
    return step;
}

static void test_results_come_back_from_all(void **state)
{
    own(worker_pool) pool = pool_of(3);
    struct sum sums[3] = {{1, 2, 0}, {10, 20, 0}, {100, 200, 0}};
    struct worker_news news = {0};

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_false(worker_pool_is_full(pool));
        start(pool, add, &sums[i]);
    }
    assert_true(worker_pool_is_full(pool));
    for (int i = 0; i < 3; i++)
        assert_int_equal(next(pool, &news), WORKER_DONE);
    assert_int_equal(next(pool, &news), WORKER_IDLE);
    assert_int_equal(sums[0].result, 3);
    assert_int_equal(sums[1].result, 30);
    assert_int_equal(sums[2].result, 300);
}

static void test_progress_is_told_before_the_end(void **state)
{
    own(worker_pool) pool = pool_of(1);
    struct sum sum = {0};
    struct worker_news news = {0};
    struct err err;

    (void)state;
    start(pool, add, &sum);
    assert_int_equal(worker_pool_next(pool, -1, &news, &err), WORKER_PROGRESS);
    assert_ptr_equal(news.user, &sum);
    assert_true(news.done == 0.5);
    assert_int_equal(worker_pool_next(pool, -1, &news, &err), WORKER_DONE);
}

static void test_a_failure_says_why(void **state)
{
    own(worker_pool) pool = pool_of(1);
    struct sum sum = {0};
    struct worker_news news = {0};

    (void)state;
    start(pool, refuse, &sum);
    assert_int_equal(next(pool, &news), WORKER_LOST);
    assert_int_equal(news.err.kind, ERR_FORMAT);
    assert_string_equal(news.err.text, "not today");
}

static void test_a_worker_that_dies_takes_nothing_with_it(void **state)
{
    own(worker_pool) pool = pool_of(2);
    struct sum sums[2] = {{1, 2, 0}, {3, 4, 0}};
    struct worker_news news = {0};

    (void)state;
    start(pool, die, &sums[0]);
    assert_int_equal(next(pool, &news), WORKER_LOST);
    assert_ptr_equal(news.user, &sums[0]);
    assert_non_null(strstr(news.err.text, "signal 9"));
    start(pool, add, &sums[1]);
    assert_int_equal(next(pool, &news), WORKER_DONE);
    assert_int_equal(sums[1].result, 7);
}

static void test_it_stops_when_it_is_told_to(void **state)
{
    struct worker_pool *pool = pool_of(1);
    struct sum sum = {0};
    struct worker_news news = {0};
    struct err err;
    int pipe_fds[2];

    (void)state;
    assert_int_equal(pipe(pipe_fds), 0);
    start(pool, sleep_long, &sum);
    assert_int_equal(write(pipe_fds[1], "x", 1), 1);
    assert_int_equal(
        worker_pool_next(pool, pipe_fds[0], &news, &err), WORKER_STOPPED);
    worker_pool_free(pool); /* and does not wait a minute */
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    close(pipe_fds[0]);
    close(pipe_fds[1]);
}

/* The lock of a run must be free when the run is gone. */
static void test_a_worker_holds_no_lock_of_ours(void **state)
{
    const char *path = path_in(*state, "lock");
    own(worker_pool) pool = pool_of(1);
    struct sum sum = {0};
    own_fd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    own_fd int other = open(path, O_RDWR | O_CLOEXEC);

    assert_int_equal(flock(fd, LOCK_EX), 0);
    start(pool, sleep_long, &sum);
    /* A descriptor shared with the worker would keep it until both close. */
    close(fd);
    fd = -1;
    for (int tries = 0; flock(other, LOCK_EX | LOCK_NB) != 0; tries++) {
        assert_true(tries < MOST_TRIES);
        usleep(10000);
    }
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_come_back_from_all),
        cmocka_unit_test(test_progress_is_told_before_the_end),
        cmocka_unit_test(test_a_failure_says_why),
        cmocka_unit_test(test_a_worker_that_dies_takes_nothing_with_it),
        cmocka_unit_test(test_it_stops_when_it_is_told_to),
        IN_FOLDER(test_a_worker_holds_no_lock_of_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
