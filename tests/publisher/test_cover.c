/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/cover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/tool.h"

static void make_picture(const char *size, const char *format, const char *path)
{
    tool_do("ffmpeg -v error -y -f lavfi -i testsrc=size=%s -frames:v 1 "
            "-pix_fmt %s %s",
        size, format, path);
}

static void check_failure(
    const char *path, enum err_kind kind, const char *message)
{
    struct cover cover = {0};
    struct err err = {0};

    assert_false(cover_read(&cover, path, &err));
    assert_int_equal(err.kind, kind);
    assert_string_equal(err.text, message);
    assert_null(cover.bytes);
    assert_null(cover.media_type);
}

static void test_jpeg_is_read_with_its_size(void **state)
{
    struct cover cover = {0};
    struct err err = {0};

    (void)state;
    make_picture("1400x1300", "yuvj420p", "cover.jpg");
    assert_true(cover_read(&cover, "cover.jpg", &err));
    assert_string_equal(cover.media_type, "image/jpeg");
    assert_int_equal(cover.width, 1400);
    assert_int_equal(cover.height, 1300);
    assert_int_equal(cover.depth_bits, 24);
    assert_int_equal(
        cover.length, (size_t)tool_number("stat -c %%s cover.jpg"));
    cover_clear(&cover);
    assert_null(cover.bytes);
}

static void test_png_is_read_with_its_size_and_depth(void **state)
{
    static const struct {
        const char *format;
        int depth_bits;
    } kinds[] = {{"rgb24", 24}, {"rgba", 32}, {"gray", 8}, {"pal8", 24},
        {"rgb48be", 48}, {"ya8", 16}};
    struct err err = {0};

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct cover cover = {0};
        make_picture("30x20", kinds[i].format, "cover.png");
        assert_true(cover_read(&cover, "cover.png", &err));
        assert_string_equal(cover.media_type, "image/png");
        assert_int_equal(cover.width, 30);
        assert_int_equal(cover.height, 20);
        assert_int_equal(cover.depth_bits, kinds[i].depth_bits);
        cover_clear(&cover);
    }
}

static void test_picture_cut_short_is_refused(void **state)
{
    (void)state;
    make_picture("100x100", "rgb24", "whole.png");
    tool_do("head -c -5 whole.png > cut.png");
    check_failure(
        "cut.png", ERR_FORMAT, "cover: cut.png: the PNG is cut short");
    make_picture("100x100", "yuvj420p", "whole.jpg");
    tool_do("head -c -5 whole.jpg > cut.jpg");
    check_failure("cut.jpg", ERR_FORMAT,
        "cover: cut.jpg: the JPEG is cut short or damaged");
}

static void test_other_files_are_refused_by_name(void **state)
{
    static const char web[] = "RIFF\x24\0\0\0WEBPVP8 ";

    (void)state;
    write_file("web.png", web, sizeof web);
    check_failure("web.png", ERR_FORMAT,
        "cover: web.png: neither a JPEG nor a PNG picture");
    write_file("empty.jpg", "", 0);
    check_failure("empty.jpg", ERR_FORMAT,
        "cover: empty.jpg: neither a JPEG nor a PNG picture");
    check_failure("nowhere.jpg", ERR_IO,
        "cover: nowhere.jpg: open: No such file or directory");
    check_failure(".", ERR_IO, "cover: .: it is not a file");
}

static void test_huge_picture_is_refused_unread(void **state)
{
    (void)state;
    tool_do("truncate -s 17M huge.png");
    check_failure("huge.png", ERR_LIMIT,
        "cover: huge.png: more than 16 MiB is too large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jpeg_is_read_with_its_size),
        cmocka_unit_test(test_png_is_read_with_its_size_and_depth),
        cmocka_unit_test(test_picture_cut_short_is_refused),
        cmocka_unit_test(test_other_files_are_refused_by_name),
        cmocka_unit_test(test_huge_picture_is_refused_unread),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
