/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/command/record_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"

#define MOST_WORDS 16

/* Parses a command line of words parted by one space each. */
static enum command_line_outcome parse(
    struct record_job *job, const char *line, struct err *err)
{
    static char copy[512];
    static char program[] = "roomcast-record";
    char *words[MOST_WORDS] = {program};
    char *rest = copy;
    int count = 1;

    snprintf(copy, sizeof copy, "%s", line);
    while (rest && count < MOST_WORDS)
        words[count++] = strsep(&rest, " ");
    return record_command_parse(job, count, words, err);
}

static void refuse(const char *line, const char *word)
{
    struct record_job job;
    struct err err = {0};

    assert_int_equal(parse(&job, line, &err), COMMAND_LINE_BAD);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, word));
}

static void test_listing_devices_needs_nothing_else(void **state)
{
    struct record_job job;
    struct err err = {0};

    (void)state;
    assert_int_equal(parse(&job, "--list-devices", &err), COMMAND_LINE_RUN);
    assert_true(job.lists_devices);
    record_job_clear(&job);
    assert_int_equal(
        parse(&job, "--source - --output a.opus", &err), COMMAND_LINE_RUN);
    assert_false(job.lists_devices);
    record_job_clear(&job);
}

static void test_source_and_output_are_enough(void **state)
{
    struct record_job job;
    struct err err = {0};

    (void)state;
    assert_int_equal(
        parse(&job, "--source - --output a/b.opus", &err), COMMAND_LINE_RUN);
    assert_string_equal(job.source, "-");
    assert_string_equal(job.stem, "a/b");
    assert_null(job.folder);
    assert_int_equal(job.normalize, NORMALIZE_LEVEL);
    assert_true(job.target_lufs == -16);
    assert_int_equal(job.bitrate, 64000);
    assert_true(job.duration_ns == INT64_MAX);
    record_job_clear(&job);
}

static void test_figures_are_read_with_their_units(void **state)
{
    struct record_job job;
    struct err err = {0};

    (void)state;
    assert_int_equal(parse(&job,
                         "--source - --output a.opus --duration 1h30m "
                         "--target -23 --bitrate 96k --normalize gain",
                         &err),
        COMMAND_LINE_RUN);
    assert_true(job.duration_ns == 5400 * CLOCK_SECOND_NS);
    assert_true(job.target_lufs == -23);
    assert_int_equal(job.bitrate, 96000);
    assert_int_equal(job.normalize, NORMALIZE_GAIN);
    record_job_clear(&job);
}

static void test_key_of_an_encrypted_source_is_taken_and_kept_apart(
    void **state)
{
    struct record_job job;
    struct err err = {0};

    (void)state;
    setenv("TEST_SRTP_KEY", " S3CR3T\n", 1);
    assert_int_equal(parse(&job,
                         "--source - --output hall.opus "
                         "--srtp-key-env TEST_SRTP_KEY",
                         &err),
        COMMAND_LINE_RUN);
    assert_string_equal(job.srtp_key, "S3CR3T");
    assert_string_equal(job.srtp_state, "hall.srtp");
    assert_null(job.warning);
    record_job_clear(&job);
    refuse("--source - --output a.opus --srtp-key-file /nowhere/key",
        "/nowhere/key");
    refuse("--source - --output a.opus --srtp-key-env TEST_NO_SUCH_KEY",
        "it is not set");
}

static void test_what_is_missing_is_named(void **state)
{
    (void)state;
    refuse("--output a.opus", "--source");
    refuse("--source -", "--output");
    refuse("--config x.conf", "--room");
    refuse("--source - --output a.wav", ".opus");
    refuse("--source - --output a.opus --normalize loud", "level, gain");
    refuse("--source - --output a.opus --bitrate 1", "6000 to 510000");
    refuse("--source - --output a.opus extra", "extra");
}

static void test_title_is_one_line_of_utf_8(void **state)
{
    struct record_job job;
    struct err err = {0};

    (void)state;
    refuse("--source - --output a.opus --title a\x1b[31m", "control");
    refuse("--source - --output a.opus --title a\nb", "--title");
    refuse("--source - --output a.opus --title \xe4", "UTF-8");
    assert_int_equal(
        parse(&job, "--source - --output a.opus --title \xc3\xa4", &err),
        COMMAND_LINE_RUN);
    assert_string_equal(job.title, "\xc3\xa4");
    record_job_clear(&job);
}

/* Writes a configuration into a folder of its own, whose path it gives. */
static char *make_config(const char *text)
{
    static char path[64];
    char folder[] = "/tmp/roomcast-test-XXXXXX";
    struct err err = {0};

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/roomcast.conf", folder);
    assert_true(durable_replace(path, 0644, text, strlen(text), &err));
    return path;
}

static void remove_config(char *path)
{
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

static void test_options_override_the_keys_of_the_room(void **state)
{
    struct record_job job;
    struct err err = {0};
    char line[160];
    char *path = make_config("[room hall]\nsource = rtp://:5004?codec=opus\n"
                             "target = -23\nbitrate = 32k\ntitle = Hall\n");

    (void)state;
    snprintf(line, sizeof line, "--config %s --room hall --source -", path);
    assert_int_equal(parse(&job, line, &err), COMMAND_LINE_RUN);
    assert_string_equal(job.source, "-");
    assert_string_equal(job.title, "Hall");
    assert_true(job.target_lufs == -23);
    assert_int_equal(job.bitrate, 32000);
    assert_non_null(strstr(job.folder, "/spool/hall"));
    assert_null(job.stem);
    record_job_clear(&job);
    remove_config(path);
}

static void test_room_without_a_source_is_refused_with_its_line(void **state)
{
    char line[160];
    char *path = make_config("# none\n[room hall]\ntitle = Hall\n");

    (void)state;
    snprintf(line, sizeof line, "--config %s --room hall", path);
    refuse(line, "roomcast.conf:2: [room hall]: \"source\" is missing");
    remove_config(path);
}

static void test_credentials_of_a_room_are_read(void **state)
{
    struct record_job job;
    struct err err = {0};
    char line[160];
    char *path = make_config("[room hall]\nsource = http://radio/a\n"
                             "source-user = me\nsource-password = secret\n");

    (void)state;
    snprintf(line, sizeof line, "--config %s --room hall", path);
    assert_int_equal(parse(&job, line, &err), COMMAND_LINE_RUN);
    assert_string_equal(job.user, "me");
    assert_string_equal(job.password, "secret");
    assert_non_null(job.warning);
    assert_non_null(strstr(
        job.warning, "others can read it, and source-password is in it"));
    record_job_clear(&job);
    remove_config(path);
}

static void test_every_secret_that_others_can_read_is_warned_of(void **state)
{
    struct record_job job;
    struct err err = {0};
    char line[160];
    char *path = make_config("[room hall]\nsource = http://radio/a\n"
                             "source-user = me\nsource-password = S3CR3T\n"
                             "srtp-key = S3CR3T\n");

    (void)state;
    snprintf(line, sizeof line, "--config %s --room hall", path);
    assert_int_equal(parse(&job, line, &err), COMMAND_LINE_RUN);
    assert_non_null(job.warning);
    assert_non_null(strstr(job.warning, "source-password is in it; "));
    assert_non_null(strstr(job.warning, "srtp-key is in it"));
    assert_null(strstr(job.warning, "S3CR3T"));
    record_job_clear(&job);
    remove_config(path);
}

static void test_credentials_that_make_no_sense_are_refused(void **state)
{
    char line[160];
    char *path = make_config("[room a]\nsource = http://radio/a\n"
                             "source-password = S3CR3T\n"
                             "[room b]\nsource = http://radio/a\n"
                             "source-user = me\nsource-password = S3CR3T\n"
                             "source-password-env = S3CR3T\n");

    (void)state;
    snprintf(line, sizeof line, "--config %s --room a", path);
    refuse(line, "roomcast.conf:1: [room a]: source-password: expected "
                 "source-user too");
    snprintf(line, sizeof line, "--config %s --room b", path);
    refuse(line, "roomcast.conf:4: [room b]: expected one of source-password, "
                 "source-password-file and source-password-env");
    remove_config(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listing_devices_needs_nothing_else),
        cmocka_unit_test(test_source_and_output_are_enough),
        cmocka_unit_test(test_figures_are_read_with_their_units),
        cmocka_unit_test(
            test_key_of_an_encrypted_source_is_taken_and_kept_apart),
        cmocka_unit_test(test_what_is_missing_is_named),
        cmocka_unit_test(test_title_is_one_line_of_utf_8),
        cmocka_unit_test(test_options_override_the_keys_of_the_room),
        cmocka_unit_test(test_room_without_a_source_is_refused_with_its_line),
        cmocka_unit_test(test_credentials_of_a_room_are_read),
        cmocka_unit_test(test_every_secret_that_others_can_read_is_warned_of),
        cmocka_unit_test(test_credentials_that_make_no_sense_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
