/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/spool/spool_sessions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"

static char show_name[] = "weekly";
static char room_name[] = "hall";
static struct config_show show = {.name = show_name, .joins_parts = true};
static struct config_room room = {.name = room_name, .show = show_name};
static const struct config config = {
    .rooms = &room, .room_count = 1, .shows = &show, .show_count = 1};

static void add(
    struct spool *spool, const char *id, const char *session, int part)
{
    struct spool_recording *all =
        realloc(spool->recordings, (spool->recording_count + 1) * sizeof *all);
    assert_non_null(all);
    struct spool_recording *recording = &all[spool->recording_count++];

    *recording = (struct spool_recording){
        .path = strdup(id), .room = &room, .duration_ms = 1000};
    snprintf(recording->facts.id, IDENTIFIER_BYTES, "%s", id);
    snprintf(recording->facts.session, IDENTIFIER_BYTES, "%s", session);
    recording->facts.part = part;
    spool->recordings = all;
}

static void join(struct spool *spool)
{
    struct err err;

    assert_true(spool_sessions_join(&config, spool, &err));
}

static void test_parts_stand_behind_the_first(void **state)
{
    own_value(spool) spool = {0};

    (void)state;
    add(&spool, "a", "a", 1);
    add(&spool, "other", "", 0);
    add(&spool, "b", "a", 2);
    add(&spool, "c", "a", 3);
    join(&spool);
    assert_int_equal(spool.recording_count, 2);
    assert_int_equal(spool_part_count(&spool.recordings[0]), 3);
    assert_string_equal(spool_part_path(&spool.recordings[0], 0), "a");
    assert_string_equal(spool_part_path(&spool.recordings[0], 2), "c");
    assert_int_equal(spool.recordings[0].duration_ms, 3000);
    assert_true(spool.recordings[0].notes_print[0]);
    assert_int_equal(spool_part_count(&spool.recordings[1]), 1);
    assert_string_equal(spool.recordings[1].notes_print, "");
}

static void test_parts_without_the_first_stay_on_their_own(void **state)
{
    own_value(spool) spool = {0};

    (void)state;
    add(&spool, "b", "a", 2);
    add(&spool, "c", "a", 3);
    join(&spool);
    assert_int_equal(spool.recording_count, 2);
}

static void test_a_show_may_want_parts_apart(void **state)
{
    own_value(spool) spool = {0};

    (void)state;
    add(&spool, "a", "a", 1);
    add(&spool, "b", "a", 2);
    show.joins_parts = false;
    join(&spool);
    show.joins_parts = true;
    assert_int_equal(spool.recording_count, 2);
}

/* As after a failure of the disk: two seconds in, half a second is lost. */
static void test_a_part_that_continues_one_is_always_joined(void **state)
{
    own_value(spool) spool = {0};

    (void)state;
    add(&spool, "a", "a", 1);
    add(&spool, "b", "a", 2);
    add(&spool, "c", "a", 3);
    spool.recordings[1].facts.offset_48k = 1000 * 48;
    spool.recordings[2].facts.offset_48k = 2500 * 48;
    spool.recordings[2].facts.continues = 2;
    show.joins_parts = false;
    join(&spool);
    show.joins_parts = true;
    assert_int_equal(spool.recording_count, 2);
    assert_int_equal(spool_part_count(&spool.recordings[0]), 1);
    assert_int_equal(spool_part_count(&spool.recordings[1]), 2);
    assert_string_equal(spool_part_path(&spool.recordings[1], 1), "c");
    assert_int_equal(spool.recordings[1].duration_ms, 2500);
}

/* The second and the fourth were given up before they had any sound; the
 * first is a recording of its own. */
static void test_parts_without_sound_part_nothing(void **state)
{
    own_value(spool) spool = {0};

    (void)state;
    add(&spool, "a", "a", 1);
    add(&spool, "c", "a", 3);
    add(&spool, "e", "a", 5);
    spool.recordings[1].facts.offset_48k = 1000 * 48;
    spool.recordings[1].facts.continues = 2;
    spool.recordings[2].facts.offset_48k = 2000 * 48;
    spool.recordings[2].facts.continues = 2;
    show.joins_parts = false;
    join(&spool);
    show.joins_parts = true;
    assert_int_equal(spool.recording_count, 2);
    assert_int_equal(spool_part_count(&spool.recordings[0]), 1);
    assert_int_equal(spool_part_count(&spool.recordings[1]), 2);
    assert_string_equal(spool_part_path(&spool.recordings[1], 1), "e");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_without_sound_part_nothing),
        cmocka_unit_test(test_parts_stand_behind_the_first),
        cmocka_unit_test(test_parts_without_the_first_stay_on_their_own),
        cmocka_unit_test(test_a_show_may_want_parts_apart),
        cmocka_unit_test(test_a_part_that_continues_one_is_always_joined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
