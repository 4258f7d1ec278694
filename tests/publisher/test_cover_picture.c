/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/cover_picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/media/cover_shelf.h"
#include "recorder/base/own.h"
#include "tests/publisher/tool.h"

static void make_picture(const char *name, const char *source)
{
    tool_do("ffmpeg -v error -y -f lavfi -i %s -frames:v 1 %s", source, name);
}

static void read_cover(const char *path, struct cover *cover)
{
    struct err err = {0};

    if (!cover_read(cover, path, &err))
        fail_msg("%s", err.text);
}

/* What ffprobe says of a picture. */
static void check_picture(const char *path, const char *expected)
{
    char *said = tool(NULL,
        "ffprobe -v error -of csv=p=0 -show_entries "
        "stream=codec_name,width,height %s",
        path);

    assert_string_equal(said, expected);
    free(said);
}

static void check_fitted(const char *name, const char *expected)
{
    own_value(cover) cover = {0};
    own_value(cover) made = {0};
    own_value(text) jpeg = {0};
    struct err err = {0};

    read_cover(name, &cover);
    assert_false(cover_is_good(&cover));
    if (!cover_picture_fit(&cover, &jpeg, &err))
        fail_msg("%s", err.text);
    write_file("made.jpg", jpeg.bytes, jpeg.length);
    check_picture("made.jpg", expected);
    read_cover("made.jpg", &made);
    assert_true(cover_is_good(&made));
}

static void test_pictures_of_any_size_become_covers(void **state)
{
    (void)state;
    make_picture("large.png", "testsrc=size=4000x4000");
    check_fitted("large.png", "mjpeg,3000,3000\n");
    make_picture("small.jpg", "testsrc=size=300x300");
    check_fitted("small.jpg", "mjpeg,1400,1400\n");
    make_picture("wide.png", "testsrc=size=2000x1000");
    check_fitted("wide.png", "mjpeg,2000,2000\n");
    make_picture("grey.png", "testsrc=size=1500x1500,format=gray");
    check_fitted("grey.png", "mjpeg,1500,1500\n");
}

static void test_a_heavy_picture_is_made_light(void **state)
{
    (void)state;
    make_picture(
        "heavy.png", "testsrc2=size=2000x2000,noise=alls=28:all_seed=1");
    check_fitted("heavy.png", "mjpeg,1400,1400\n");
}

static void test_what_is_transparent_becomes_white(void **state)
{
    (void)state;
    make_picture("clear.png", "color=black@0:size=1400x1400,format=rgba");
    check_fitted("clear.png", "mjpeg,1400,1400\n");
    assert_in_range((int)tool_number("ffmpeg -v error -i made.jpg -vf "
                                     "scale=1:1 -f rawvideo -pix_fmt gray - "
                                     "| od -An -tu1"),
        250, 255);
}

static void test_a_good_picture_is_left_alone(void **state)
{
    own_value(cover) cover = {0};
    struct err err = {0};

    (void)state;
    make_picture("good.jpg", "testsrc=size=1400x1400");
    read_cover("good.jpg", &cover);
    assert_true(cover_is_good(&cover));
    own_heap(char) path = cover_shelf_find("state", "good.jpg", "T", &err);
    assert_string_equal(path, "good.jpg");
}

static void test_a_damaged_picture_is_refused(void **state)
{
    own_value(text) jpeg = {0};
    struct err err = {0};

    (void)state;
    make_picture("bad.png", "testsrc=size=300x300");
    tool_do(
        "printf xxxxxxxxxxxx | dd of=bad.png bs=1 seek=60 conv=notrunc 2>&1");
    assert_null(cover_shelf_find("state", "bad.png", "T", &err));
    assert_non_null(strstr(err.text, "cover: bad.png: "));
}

static void test_a_cover_is_made_once(void **state)
{
    struct err err = {0};

    (void)state;
    make_picture("tiny.jpg", "testsrc=size=200x200");
    own_heap(char) first = cover_shelf_find("state", "tiny.jpg", "T", &err);
    assert_non_null(first);
    tool_do("touch -d 2001-01-01 %s", first);
    own_heap(char) second = cover_shelf_find("state", "tiny.jpg", "T", &err);
    assert_string_equal(first, second);
    assert_true(tool_number("stat -c %%Y %s", first) < 1e9);
}

static void test_a_title_alone_gives_a_cover_of_its_own(void **state)
{
    own_value(cover) cover = {0};
    struct err err = {0};

    (void)state;
    own_heap(char) one =
        cover_shelf_find("state", NULL, "The Weekly Town Hall", &err);
    own_heap(char) two = cover_shelf_find("state", NULL, "日本語", &err);
    own_heap(char) nothing = cover_shelf_find("state", NULL, "", &err);
    assert_non_null(one);
    assert_non_null(two);
    assert_non_null(nothing);
    assert_string_not_equal(one, two);
    read_cover(one, &cover);
    assert_true(cover_is_good(&cover));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures_of_any_size_become_covers),
        cmocka_unit_test(test_a_heavy_picture_is_made_light),
        cmocka_unit_test(test_what_is_transparent_becomes_white),
        cmocka_unit_test(test_a_good_picture_is_left_alone),
        cmocka_unit_test(test_a_damaged_picture_is_refused),
        cmocka_unit_test(test_a_cover_is_made_once),
        cmocka_unit_test(test_a_title_alone_gives_a_cover_of_its_own),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
