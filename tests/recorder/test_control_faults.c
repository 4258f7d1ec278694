/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"
#include "recorder/control/control_client.h"
#include "recorder/control/control_socket.h"
#include "tests/recorder/scratch_folder.h"

static const struct control_listener listener = {0};
static const struct control_request status = {.verb = CONTROL_STATUS};

static void refuse(const char *state, enum err_kind kind, const char *text)
{
    struct err err = {0};

    assert_null(control_socket_new(state, "hall", &listener, &err));
    assert_int_equal(err.kind, kind);
    if (!strstr(err.text, text))
        fail_msg("\"%s\" is not in: %s", text, err.text);
}

static enum control_outcome ask(const char *state, struct err *err)
{
    const struct control_peer hall = {state, "hall", .timeout_ms = 50};
    struct jdoc *answer;

    return control_ask(&hall, &status, &answer, err);
}

/* 108 bytes are the most that a socket's address holds. */
static void test_a_path_longer_than_an_address_works_all_the_same(void **state)
{
    own_value(text) path = {0};
    struct err err = {0};

    text_append(&path, *state);
    for (int i = 0; i < 6; i++)
        text_append(&path, "/a-folder-with-a-rather-long-name");
    own(control_socket) control =
        control_socket_new(text_string(&path), "hall", &listener, &err);
    if (!control)
        fail_msg("%s", err.text);
    text_append(&path, "/control/hall.sock");
    assert_int_equal(access(text_string(&path), F_OK), 0);
    control_socket_free(take(control));
    assert_int_not_equal(access(text_string(&path), F_OK), 0);
}

static void test_a_path_longer_than_any_is_refused(void **state)
{
    own_value(text) path = {0};

    text_append(&path, *state);
    for (int i = 0; i < 5000; i++)
        text_append(&path, "/a");
    refuse(text_string(&path), ERR_LIMIT, "the path is too long");
    struct err err = {0};
    assert_int_equal(ask(text_string(&path), &err), CONTROL_FAILED);
    assert_int_equal(err.kind, ERR_LIMIT);
}

static void test_a_file_in_the_place_of_the_folder_is_named(void **state)
{
    own_value(text) path = {0};
    struct err err = {0};

    text_appendf(&path, "%s/state", (const char *)*state);
    assert_true(durable_replace(text_string(&path), 0600, "", 0, &err));
    refuse(text_string(&path), ERR_IO, "control of hall: create folder ");
    assert_int_equal(ask(text_string(&path), &err), CONTROL_FAILED);
    assert_non_null(strstr(err.text, "Not a directory"));
}

static void test_a_folder_in_the_place_of_the_socket_is_left_alone(void **state)
{
    own_value(text) path = {0};
    struct err err = {0};

    text_appendf(&path, "%s/control/hall.sock", (const char *)*state);
    assert_true(durable_make_folder(text_string(&path), 0700, &err));
    refuse(*state, ERR_IO, "hall.sock: Is a directory");
    assert_int_equal(access(text_string(&path), F_OK), 0);
}

/* Of one that was killed before it listened, and of one before that. */
static void test_what_killed_recorders_left_is_replaced(void **state)
{
    own_value(text) path = {0};
    own_value(text) fresh = {0};
    struct err err = {0};

    text_appendf(&path, "%s/control/hall.sock", (const char *)*state);
    text_appendf(&fresh, "%s/control/hall.new", (const char *)*state);
    own(control_socket) control =
        control_socket_new(*state, "hall", &listener, &err);
    assert_non_null(control);
    assert_int_equal(link(text_string(&path), text_string(&fresh)), 0);
    control_socket_free(take(control));
    assert_true(durable_replace(text_string(&path), 0600, "", 0, &err));
    control = control_socket_new(*state, "hall", &listener, &err);
    assert_non_null(control);
    assert_int_not_equal(access(text_string(&fresh), F_OK), 0);
    assert_int_equal(ask(*state, &err), CONTROL_FAILED);
    assert_int_equal(err.kind, ERR_BUSY);
}

static void test_a_lock_that_is_a_link_is_not_followed(void **state)
{
    own_value(text) folder = {0};
    own_value(text) lock = {0};
    struct err err = {0};

    text_appendf(&folder, "%s/control", (const char *)*state);
    text_appendf(&lock, "%s/hall.lock", text_string(&folder));
    assert_true(durable_make_folder(text_string(&folder), 0700, &err));
    assert_int_equal(symlink("/dev/null", text_string(&lock)), 0);
    refuse(*state, ERR_IO, "open lock of ");
}

static void test_a_room_without_a_recorder_is_not_running(void **state)
{
    struct err err = {0};
    own_value(text) missing = {0};

    assert_int_equal(ask(*state, &err), CONTROL_NOT_RUNNING);
    text_appendf(&missing, "%s/no/such/folder", (const char *)*state);
    assert_int_equal(ask(text_string(&missing), &err), CONTROL_NOT_RUNNING);
    own(control_socket) control =
        control_socket_new(*state, "hall", &listener, &err);
    control_socket_free(take(control));
    assert_int_equal(ask(*state, &err), CONTROL_NOT_RUNNING);
}

static void test_a_recorder_that_does_not_answer_is_busy(void **state)
{
    struct err err = {0};
    own(control_socket) control =
        control_socket_new(*state, "hall", &listener, &err);

    assert_non_null(control);
    assert_int_equal(ask(*state, &err), CONTROL_FAILED);
    assert_int_equal(err.kind, ERR_BUSY);
    assert_string_equal(err.text, "the recorder does not answer");
}

int main(void)
{
#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, scratch_folder_make, scratch_folder_remove)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_path_longer_than_an_address_works_all_the_same),
        IN_FOLDER(test_a_path_longer_than_any_is_refused),
        IN_FOLDER(test_a_file_in_the_place_of_the_folder_is_named),
        IN_FOLDER(test_a_folder_in_the_place_of_the_socket_is_left_alone),
        IN_FOLDER(test_what_killed_recorders_left_is_replaced),
        IN_FOLDER(test_a_lock_that_is_a_link_is_not_followed),
        IN_FOLDER(test_a_room_without_a_recorder_is_not_running),
        IN_FOLDER(test_a_recorder_that_does_not_answer_is_busy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
