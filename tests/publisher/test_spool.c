/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/spool/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/recording/recording_writer.h"
#include "tests/publisher/temporary_folder.h"

#define START INT64_C(1795370400) /* 2026-11-22T18:00:00Z */

static char hall_name[] = "hall";
static char yard_name[] = "yard";
static char cellar_name[] = "cellar";
static char weekly_name[] = "weekly";

static struct config_room rooms[] = {
    {.name = yard_name, .show = weekly_name},
    {.name = hall_name, .show = weekly_name},
    {.name = cellar_name},
};

/* What was told, for the tests to look at. */
struct told {
    int count;
    int64_t changed;
    char text[1024];
};

static void on_bad(void *user, const struct spool_fault *fault)
{
    struct told *told = user;

    told->count++;
    told->changed = fault->changed;
    snprintf(told->text, sizeof told->text, "%s: %s", fault->path,
        fault->reason.text);
}

static void on_leftover(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    struct told *told = user;

    (void)report, (void)err;
    told->count++;
    snprintf(told->text, sizeof told->text, "%d %s", (int)outcome, part_path);
}

static struct config config_in(const char *folder)
{
    static char spool[512];

    snprintf(spool, sizeof spool, "%s/spool", folder);
    mkdir(spool, 0755);
    mkdir(path_in(spool, "hall"), 0755);
    mkdir(path_in(spool, "yard"), 0755);
    mkdir(path_in(spool, "cellar"), 0755);
    return (struct config){.spool = spool, .rooms = rooms, .room_count = 3};
}

/* A quarter of a second of silence as the recorder writes it: packets of
 * 20 ms without a frame in them (RFC 6716 3.1 code 0, of one byte). */
static void record(const struct config *config, const char *name, int64_t start,
    const char *title, bool is_finished)
{
    static const uint8_t silence[] = {0xFC};
    struct recording_facts facts = {.start_utc_ns = start * CLOCK_SECOND_NS,
        .target_lufs = -16,
        .channels = 1,
        .preskip_48k = 3840,
        .input_rate_hz = 48000};
    struct recording_result result = {.frames_48k = 12 * 960};
    struct err err;

    identifier_random(facts.id);
    snprintf(facts.room, sizeof facts.room, "hall");
    snprintf(facts.title, sizeof facts.title, "%s", title);
    own(recording_writer) writer =
        recording_writer_new(path_in(config->spool, name), &facts, &err);
    assert_non_null(writer);
    for (int i = 0; i < 16; i++)
        assert_true(
            recording_writer_push(writer, silence, sizeof silence, 960, &err));
    if (is_finished)
        assert_true(recording_writer_finish(writer, &result, NULL, &err));
}

static void test_recordings_come_by_their_start(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) spool = {0};
    struct told told = {0};
    struct err err;

    record(&config, "hall/b", START + 60, "Third", true);
    record(&config, "hall/a", START + 30, "Second", true);
    record(&config, "yard/z", START, "First", true);
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(told.count, 0);
    assert_int_equal(spool.recording_count, 3);
    assert_string_equal(spool.recordings[0].facts.title, "First");
    assert_ptr_equal(spool.recordings[0].room, &rooms[0]);
    assert_string_equal(spool.recordings[1].facts.title, "Second");
    assert_string_equal(spool.recordings[2].facts.title, "Third");
    assert_string_equal(
        spool.recordings[2].path, path_in(config.spool, "hall/b.opus"));
    assert_int_equal(spool.recordings[2].duration_ms, 240);
    assert_true(is_identifier(spool.recordings[2].facts.id));
}

static void test_rooms_without_a_show_are_passed_over(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) spool = {0};
    struct told told = {0};
    struct err err;

    record(&config, "cellar/a", START, "", true);
    write_text(path_in(config.spool, "cellar/bad.opus"), "not Ogg");
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(spool.recording_count, 0);
    assert_int_equal(told.count, 0);
}

static void test_a_spool_that_is_not_there_is_empty(void **state)
{
    struct config config = config_in(*state);
    char nowhere[] = "/nonexistent/spool";
    own_value(spool) spool = {0};
    struct told told = {0};
    struct err err;

    config.spool = nowhere;
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(spool.recording_count, 0);
}

static void test_a_bad_file_is_told_and_the_rest_is_read(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) spool = {0};
    struct told told = {0};
    struct err err;

    record(&config, "hall/a", START, "", true);
    write_text(path_in(config.spool, "hall/0.opus"), "not Ogg at all");
    write_text(path_in(config.spool, "yard/0.opus"), "");
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(spool.recording_count, 1);
    assert_int_equal(told.count, 2);
    assert_non_null(strstr(told.text, "hall/0.opus"));
}

static void test_a_recording_without_its_end_is_told_as_arriving(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) spool = {0};
    struct told told = {0};
    struct stat whole;
    struct err err;

    record(&config, "hall/a", START, "", true);
    assert_int_equal(stat(path_in(config.spool, "hall/a.opus"), &whole), 0);
    assert_int_equal(
        truncate(path_in(config.spool, "hall/a.opus"), whole.st_size - 1), 0);
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(spool.recording_count, 0);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.text, "hall/a.opus: its end is missing"));
    assert_true(told.changed >= whole.st_mtim.tv_sec);
}

static void test_other_files_are_none_of_ours(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) spool = {0};
    struct told told = {0};
    struct err err;

    write_text(path_in(config.spool, "hall/notes.md"), "x");
    write_text(path_in(config.spool, "hall/.hidden.opus"), "x");
    write_text(path_in(config.spool, "hall/.opus"), "x");
    write_text(path_in(config.spool, "hall/a.opus.empty"), "x");
    write_text(path_in(config.spool, "hall/a.opus~"), "x");
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(spool.recording_count, 0);
    assert_int_equal(spool.leftover_count, 0);
    assert_int_equal(told.count, 0);
}

static void test_a_folder_that_cannot_be_read_is_told_like_a_file(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) spool = {0};
    struct told told = {0};
    struct err err;

    rmdir(path_in(config.spool, "hall"));
    write_text(path_in(config.spool, "hall"), "in the way");
    record(&config, "yard/a", START, "", true);
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(spool.recording_count, 1);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.text, "hall"));
}

static void test_what_was_left_is_listed_then_finished_then_read(void **state)
{
    const struct config config = config_in(*state);
    own_value(spool) before = {0};
    own_value(spool) after = {0};
    struct told told = {0};
    struct err err;

    record(&config, "hall/left", START, "Left", false);
    assert_true(spool_scan(&config, &before, on_bad, &told, &err));
    assert_int_equal(before.recording_count, 0);
    assert_int_equal(before.leftover_count, 1);
    assert_string_equal(
        before.leftovers[0], path_in(config.spool, "hall/left.opus.part"));
    spool_finish_leftovers(&config, on_leftover, &told);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.text[0], '0' + REPAIR_DONE);
    assert_true(spool_scan(&config, &after, on_bad, &told, &err));
    assert_int_equal(after.recording_count, 1);
    assert_string_equal(after.recordings[0].facts.title, "Left");
    assert_int_equal(after.leftover_count, 0);
}

static void test_the_second_spool_is_read_like_the_first(void **state)
{
    struct config config = config_in(*state);
    struct config second = config;
    char second_spool[512];
    own_value(spool) spool = {0};
    own_value(spool) after = {0};
    struct told told = {0};
    struct err err;

    snprintf(second_spool, sizeof second_spool, "%s/second", (char *)*state);
    second.spool = second_spool;
    mkdir(second_spool, 0755);
    mkdir(path_in(second_spool, "hall"), 0755);
    record(&config, "hall/a", START + 30, "Later", true);
    record(&second, "hall/a", START, "Second", true);
    record(&second, "hall/left", START + 60, "Left", false);
    config.second_spool = second_spool;
    assert_true(spool_scan(&config, &spool, on_bad, &told, &err));
    assert_int_equal(told.count, 0);
    assert_int_equal(spool.recording_count, 2);
    assert_string_equal(spool.recordings[0].facts.title, "Second");
    assert_ptr_equal(spool.recordings[0].room, &rooms[1]);
    assert_string_equal(spool.recordings[1].facts.title, "Later");
    assert_int_equal(spool.leftover_count, 1);
    spool_finish_leftovers(&config, on_leftover, &told);
    assert_int_equal(told.count, 1);
    assert_true(spool_scan(&config, &after, on_bad, &told, &err));
    assert_int_equal(after.recording_count, 3);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_recordings_come_by_their_start),
        IN_FOLDER(test_rooms_without_a_show_are_passed_over),
        IN_FOLDER(test_a_spool_that_is_not_there_is_empty),
        IN_FOLDER(test_a_bad_file_is_told_and_the_rest_is_read),
        IN_FOLDER(test_a_recording_without_its_end_is_told_as_arriving),
        IN_FOLDER(test_other_files_are_none_of_ours),
        IN_FOLDER(test_a_folder_that_cannot_be_read_is_told_like_a_file),
        IN_FOLDER(test_what_was_left_is_listed_then_finished_then_read),
        IN_FOLDER(test_the_second_spool_is_read_like_the_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
