/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/log.h"

static FILE *file;
static int terminal;

/* Standard error goes to a file between these two. */
static void catch (void)
{
    file = tmpfile();
    terminal = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
}

static const char *caught(void)
{
    static char text[4000];

    dup2(terminal, STDERR_FILENO);
    close(terminal);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void test_lines_begin_with_the_program(void **state)
{
    (void)state;
    log_start("roomcast try", LOG_LEVEL_NOTE);
    catch ();
    log_error("no %s", "disk");
    log_warning("disk %d %% full", 95);
    log_note("begun");
    assert_string_equal(caught(), "roomcast try: no disk\n"
                                  "roomcast try: warning: disk 95 % full\n"
                                  "roomcast try: begun\n");
}

static void test_level_bounds_what_is_said(void **state)
{
    (void)state;
    log_start("t", LOG_LEVEL_ERROR);
    catch ();
    log_error("1");
    log_warning("2");
    log_note("3");
    assert_string_equal(caught(), "t: 1\n");
}

static void test_texts_cannot_steer_a_terminal(void **state)
{
    (void)state;
    log_start("t", LOG_LEVEL_ERROR);
    catch ();
    log_error("a\x1b[2Jb\nc\rd\x7f\te\xc2\x9b"
              "1m Z\xc3\xbcrich");
    assert_string_equal(caught(), "t: a?[2Jb?c?d??e??1m Z\xc3\xbcrich\n");
}

static void test_long_lines_are_cut(void **state)
{
    char word[5000];

    (void)state;
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    log_start("t", LOG_LEVEL_ERROR);
    catch ();
    log_error("%s", word);
    const char *text = caught();
    assert_in_range(strlen(text), 1000, 1100);
    assert_int_equal(text[strlen(text) - 1], '\n');
}

static void test_failure_is_one_line_and_an_exit_status(void **state)
{
    const struct err err = {
        .kind = ERR_BUSY, .text = "spool: in use by another program"};

    (void)state;
    log_start("t", LOG_LEVEL_ERROR);
    catch ();
    enum exit_status status = log_failure(&err);
    assert_string_equal(caught(), "t: spool: in use by another program\n");
    assert_int_equal(status, EXIT_TRY_LATER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_begin_with_the_program),
        cmocka_unit_test(test_level_bounds_what_is_said),
        cmocka_unit_test(test_texts_cannot_steer_a_terminal),
        cmocka_unit_test(test_long_lines_are_cut),
        cmocka_unit_test(test_failure_is_one_line_and_an_exit_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
