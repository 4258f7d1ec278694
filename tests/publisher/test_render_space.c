/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/render_space.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/publisher/temporary_folder.h"

#define HOUR_MS INT64_C(3600000)
#define MIB INT64_C(1048576)

static char path[] = "hall.opus";

/* An hour of 64 kbit/s, in a folder without a cover. */
static struct spool_recording hour(void)
{
    return (struct spool_recording){
        .path = path,
        .facts = {.channels = 1},
        .duration_ms = HOUR_MS,
        .length_bytes = 3600 * 8000,
    };
}

static struct render_space space_of(
    const struct config_show *show, const struct spool_recording *recording)
{
    struct render_space space;

    render_space_of(show, recording, &space);
    return space;
}

static void write_file(const char *name, size_t length)
{
    FILE *file = fopen(name, "wb");

    assert_non_null(file);
    while (length-- > 0)
        assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
}

static void test_an_hour_takes_its_opus_and_its_mp3(void **state)
{
    const struct config_show show = {0};
    const struct spool_recording recording = hour();
    struct render_space space = space_of(&show, &recording);
    int64_t opus = recording.length_bytes;
    int64_t mp3 = INT64_C(3600) * 96000 / 8;

    (void)state;
    assert_in_range(space.store_bytes, opus + mp3, opus + mp3 + 4 * MIB);
    assert_in_range(
        space.workshop_bytes, opus + 2 * mp3, opus + 2 * mp3 + 4 * MIB);
}

static void test_stereo_and_a_variable_rate_take_more(void **state)
{
    const struct config_show plain = {0};
    const struct config_show varying = {.is_vbr = true};
    struct spool_recording recording = hour();
    int64_t mono = space_of(&plain, &recording).store_bytes;

    (void)state;
    recording.facts.channels = 2;
    int64_t stereo = space_of(&plain, &recording).store_bytes;
    assert_in_range(stereo - mono, 14 * MIB - MIB, 14 * MIB);
    assert_true(space_of(&varying, &recording).store_bytes > stereo);
}

static void test_a_large_recording_may_be_there_twice(void **state)
{
    const struct config_show show = {0};
    struct spool_recording recording = hour();

    (void)state;
    recording.length_bytes *= 8;
    assert_true(space_of(&show, &recording).workshop_bytes >
                2 * recording.length_bytes);
}

static void test_a_short_one_takes_little(void **state)
{
    const struct config_show show = {0};
    struct spool_recording recording = hour();

    (void)state;
    recording.duration_ms = 1000;
    recording.length_bytes = 8000;
    assert_in_range(space_of(&show, &recording).workshop_bytes, 1, 3 * MIB);
}

static void test_its_own_cover_counts_before_that_of_the_show(void **state)
{
    char cover[] = "cover.jpg";
    const struct config_show show = {.cover = cover};
    const struct spool_recording recording = hour();

    (void)state;
    write_file("cover.jpg", 100000);
    int64_t with_shows = space_of(&show, &recording).store_bytes;
    write_file("hall.png", 200000);
    int64_t with_own = space_of(&show, &recording).store_bytes;
    assert_in_range(with_own - with_shows, 3 * 100000, 5 * 100000);
}

static void test_jingles_count(void **state)
{
    char intro[] = "intro.opus";
    const struct config_show plain = {0};
    const struct config_show opened = {.intro = intro};
    struct spool_recording recording = hour();

    (void)state;
    recording.facts.channels = 2;
    write_file("intro.opus", 80000);
    assert_true(space_of(&opened, &recording).store_bytes >
                space_of(&plain, &recording).store_bytes + 80000);
}

static void test_a_disk_without_room_is_named(void **state)
{
    char here[] = ".";
    const struct config config = {.state = here, .site = here};
    const struct render_space none = {0};
    const struct render_space most = {.workshop_bytes = INT64_MAX / 2};
    const struct render_space moved = {.store_bytes = INT64_MAX / 2};
    struct err err = {0};

    (void)state;
    assert_true(render_space_check(&config, &none, &err));
    assert_true(render_space_check(&config, &moved, &err));
    assert_false(render_space_check(&config, &most, &err));
    assert_true(err.is_full);
    assert_non_null(strstr(err.text, ".: too little room"));
}

/* Where it is the folder that files without a folder are in. */
static int begin(void **state)
{
    return temporary_folder_make(state) || chdir(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_hour_takes_its_opus_and_its_mp3),
        cmocka_unit_test(test_stereo_and_a_variable_rate_take_more),
        cmocka_unit_test(test_a_large_recording_may_be_there_twice),
        cmocka_unit_test(test_a_short_one_takes_little),
        cmocka_unit_test(test_its_own_cover_counts_before_that_of_the_show),
        cmocka_unit_test(test_jingles_count),
        cmocka_unit_test(test_a_disk_without_room_is_named),
    };

    return cmocka_run_group_tests(tests, begin, temporary_folder_remove);
}
