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

#include "recorder/base/own.h"
#include "recorder/base/settings_file.h"
#include "recorder/base/text.h"

static char path[] = "/tmp/roomcast-settings-XXXXXX";

static int make_file(void **state)
{
    int fd = mkstemp(path);

    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

/* "LINE [SECTION]" and "LINE name=value", one a line. */
static bool list(void *user, const struct setting *setting, struct err *err)
{
    struct text *seen = user;

    if (setting->name && strcmp(setting->name, "refuse") == 0)
        return err_set(err, ERR_CONFIG, "refused");
    text_appendf(seen, "%d ", setting->line);
    if (setting->name)
        text_appendf(seen, "%s=%s\n", setting->name, setting->value);
    else
        text_appendf(seen, "[%s]\n", setting->section);
    return true;
}

static bool read_bytes(
    const char *bytes, size_t length, struct text *seen, struct err *err)
{
    FILE *file = fopen(path, "wbe");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return settings_file_read(path, list, seen, err);
}

static void expect(const char *settings, const char *expected)
{
    own_value(text) seen = {0};
    struct err err = {0};

    if (!read_bytes(settings, strlen(settings), &seen, &err))
        fail_msg("%s", err.text);
    assert_string_equal(text_string(&seen), expected);
}

static void refuse_bytes(const char *bytes, size_t length, const char *expected)
{
    own_value(text) seen = {0};
    struct err err = {0};

    assert_false(read_bytes(bytes, length, &seen, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_memory_equal(err.text, path, strlen(path));
    assert_string_equal(err.text + strlen(path), expected);
}

static void refuse(const char *settings, const char *expected)
{
    refuse_bytes(settings, strlen(settings), expected);
}

static void test_settings_come_in_order_with_their_lines(void **state)
{
    (void)state;
    expect("; a comment\n"
           "[roomcast]\n"
           "\n"
           "spool = spool   ; SPOOL/ROOM\n"
           "# another\n"
           "url=http://a;b/#c\n"
           "[room hall]\n"
           "title =   The  Hall  \n",
        "2 [roomcast]\n"
        "4 spool=spool\n"
        "6 url=http://a;b/#c\n"
        "7 [room hall]\n"
        "8 title=The  Hall\n");
}

static void test_empty_sections_and_files_are_seen(void **state)
{
    (void)state;
    expect("", "");
    expect("\n\n", "");
    expect("[a]\n[b]\n\n[c]", "1 [a]\n2 [b]\n4 [c]\n");
}

static void test_value_goes_on_where_it_is_indented_deeper(void **state)
{
    (void)state;
    expect("[a]\n"
           "text = one\n"
           "    two ; not this\n"
           "\n"
           "\tthree = 3\n"
           "; nor this\n"
           "   [four]\n"
           "next = 5\n",
        "1 [a]\n2 text=one two three = 3 [four]\n8 next=5\n");
}

static void test_file_that_is_indented_throughout_reads_the_same(void **state)
{
    (void)state;
    expect("  [a]\n"
           "    spool = spool\n"
           "    state = state\n"
           "      of the art\n"
           "    site = site\n"
           "  [b]\n"
           "    x = y\n",
        "1 [a]\n2 spool=spool\n3 state=state of the art\n5 site=site\n"
        "6 [b]\n7 x=y\n");
}

static void test_windows_files_are_read(void **state)
{
    (void)state;
    expect("\xef\xbb\xbf[a]\r\nx = y\r\n  z\r\n\r\nv : w\r\n",
        "1 [a]\n2 x=y z\n5 v=w\n");
}

static void test_long_value_is_kept_whole(void **state)
{
    own_value(text) settings = {0};
    own_value(text) expected = {0};

    (void)state;
    text_append(&settings, "[a]\nx = ");
    text_append(&expected, "1 [a]\n2 x=");
    for (int i = 0; i < 2000; i++) {
        text_appendf(&settings, "%s%d;#[=", i ? "  " : "", i);
        text_appendf(&expected, "%s%d;#[=", i ? "  " : "", i);
    }
    text_append(&settings, "   ; a comment\ny = z\n");
    text_append(&expected, "\n3 y=z\n");
    expect(text_string(&settings), text_string(&expected));
}

static void test_long_value_without_blanks_is_kept_whole(void **state)
{
    own_value(text) settings = {0};
    own_value(text) expected = {0};

    (void)state;
    text_append(&settings, "x = ");
    text_append(&expected, "1 x=");
    for (int i = 0; i < 5000; i++) {
        text_append(&settings, "ab");
        text_append(&expected, "ab");
    }
    text_append(&settings, "\n tail\n");
    text_append(&expected, " tail\n");
    expect(text_string(&settings), text_string(&expected));
}

static void test_long_section_name_is_kept_whole(void **state)
{
    (void)state;
    expect("[room abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz1]\n"
           "[room abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz2]\n",
        "1 [room abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz1]\n"
        "2 [room abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz2]\n");
}

static void test_line_that_is_neither_is_refused_with_its_number(void **state)
{
    (void)state;
    refuse("[a]\nx = y\nnonsense\n[b]\n",
        ":3: expected [section] or name = value");
    refuse("[a]\nx = y\n[b\nx = y\nrefuse = 1\n",
        ":3: expected [section] or name = value");
}

static void test_what_the_taker_refuses_has_the_line(void **state)
{
    (void)state;
    refuse("[a]\nrefuse = 1\n  and on\nx = y\n", ":2: refused");
    refuse("[a]\n\n\nrefuse = last", ":4: refused");
}

static void test_only_text_is_taken(void **state)
{
    static const char with_nul[] = "[a]\nx = y\0z\n";

    (void)state;
    refuse("[a]\nx = Z\xfcrich\n", ":2: expected text in UTF-8");
    refuse("[Z\xfcrich]\n", ":1: expected text in UTF-8");
    refuse_bytes(with_nul, sizeof with_nul - 1,
        ":2: expected [section] or name = value");
}

static void test_missing_file_is_named(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(settings_file_read("/nowhere/a.conf", list, NULL, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(
        err.text, "configuration /nowhere/a.conf: No such file or directory");
}

static void test_folder_is_no_file(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(settings_file_read("/tmp", list, NULL, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "read /tmp: Is a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settings_come_in_order_with_their_lines),
        cmocka_unit_test(test_empty_sections_and_files_are_seen),
        cmocka_unit_test(test_value_goes_on_where_it_is_indented_deeper),
        cmocka_unit_test(test_file_that_is_indented_throughout_reads_the_same),
        cmocka_unit_test(test_windows_files_are_read),
        cmocka_unit_test(test_long_value_is_kept_whole),
        cmocka_unit_test(test_long_value_without_blanks_is_kept_whole),
        cmocka_unit_test(test_long_section_name_is_kept_whole),
        cmocka_unit_test(test_line_that_is_neither_is_refused_with_its_number),
        cmocka_unit_test(test_what_the_taker_refuses_has_the_line),
        cmocka_unit_test(test_only_text_is_taken),
        cmocka_unit_test(test_missing_file_is_named),
        cmocka_unit_test(test_folder_is_no_file),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
