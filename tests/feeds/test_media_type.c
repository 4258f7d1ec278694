/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/media_type.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check(const char *path, const char *name)
{
    assert_string_equal(media_type_of(path)->name, name);
}

static void test_each_kind_of_published_file_has_its_type(void **state)
{
    (void)state;
    check("weekly/feed.xml", "application/rss+xml; charset=utf-8");
    check("weekly/index.html", "text/html; charset=utf-8");
    check("weekly/ep-1/ep-1.mp3", "audio/mpeg");
    check("weekly/ep-1/ep-1.opus", "audio/ogg");
    check("weekly/ep-1/chapters.json", "application/json+chapters");
    check("weekly/ep-1/waveform.json", "application/json");
    check("weekly/player-1a2b3c4d.js", "text/javascript; charset=utf-8");
    check("weekly/ep-1/ep-1.vtt", "text/vtt; charset=utf-8");
    check("weekly/ep-1/ep-1.srt", "application/x-subrip; charset=utf-8");
    check("weekly/cover.jpg", "image/jpeg");
    check("weekly/cover.png", "image/png");
    check("style.css", "text/css; charset=utf-8");
    check("logo.svg", "image/svg+xml");
}

static void test_only_files_named_as_feeds_are_rss(void **state)
{
    (void)state;
    check("feed.xml", "application/rss+xml; charset=utf-8");
    check("weekly/feed-opus-2025.xml", "application/rss+xml; charset=utf-8");
    check("oldfeed.xml", "application/xml; charset=utf-8");
    check("feed.xml/other.xml", "application/xml; charset=utf-8");
}

static void test_case_of_the_extension_does_not_matter(void **state)
{
    (void)state;
    check("A.MP3", "audio/mpeg");
}

static void test_unknown_is_octet_stream(void **state)
{
    (void)state;
    check("", "application/octet-stream");
    check("README", "application/octet-stream");
    check("a.mp3x", "application/octet-stream");
    check("folder.mp3/file", "application/octet-stream");
    check("trailing.", "application/octet-stream");
}

static void test_media_are_kept_longer_than_feeds_and_pages(void **state)
{
    (void)state;
    assert_int_equal(media_type_of("feed.xml")->max_age_s, 300);
    assert_int_equal(media_type_of("index.html")->max_age_s, 300);
    assert_int_equal(media_type_of("a.mp3")->max_age_s, 86400);
    assert_int_equal(media_type_of("a.jpg")->max_age_s, 86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_published_file_has_its_type),
        cmocka_unit_test(test_only_files_named_as_feeds_are_rss),
        cmocka_unit_test(test_case_of_the_extension_does_not_matter),
        cmocka_unit_test(test_unknown_is_octet_stream),
        cmocka_unit_test(test_media_are_kept_longer_than_feeds_and_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
