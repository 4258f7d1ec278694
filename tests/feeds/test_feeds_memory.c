/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each allocation of ours and of libxml2 fails in its turn: the call says so,
 * appends nothing, and (under AddressSanitizer) loses nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/chapter_formats.h"
#include "feeds/chapter_list.h"
#include "feeds/checker/feed_checker.h"
#include "feeds/pages/show_pages.h"
#include "feeds/pages/site_page.h"
#include "feeds/podcast_guid.h"
#include "feeds/writer/feed_plan.h"
#include "feeds/writer/opml_writer.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/own.h"
#include "tests/feeds/rich_show.h"
#include "tests/feeds/sample_shows.h"

/* The linker sends calloc() and realloc() of all objects here. */
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

static long allowed = -1; /* -1: all */
static bool has_refused;
static bool spares_library; /* only our own allocations fail */

static bool may_allocate(void)
{
    if (allowed == 0) {
        has_refused = true;
        return false;
    }
    if (allowed > 0)
        allowed--;
    return true;
}

void *__wrap_calloc(size_t count, size_t size)
{
    return may_allocate() ? __real_calloc(count, size) : NULL;
}

void *__wrap_realloc(void *memory, size_t size)
{
    return may_allocate() ? __real_realloc(memory, size) : NULL;
}

static void *library_malloc(size_t size)
{
    return spares_library || may_allocate() ? malloc(size) : NULL;
}

static void *library_realloc(void *memory, size_t size)
{
    return spares_library || may_allocate() ? __real_realloc(memory, size)
                                            : NULL;
}

static char *library_strdup(const char *string)
{
    return spares_library || may_allocate() ? strdup(string) : NULL;
}

static void be_silent(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

static bool write_feed(struct text *out, struct err *err)
{
    return rss_write(&full_show, out, err);
}

static bool write_show_page(struct text *out, struct err *err)
{
    return page_write_show(&full_show, NULL, out, err);
}

static bool write_episode_page(struct text *out, struct err *err)
{
    return page_write_episode(
        &empty_show, &full_show.episodes[0], NULL, out, err);
}

static bool write_site_page(struct text *out, struct err *err)
{
    const struct podcast_site site = {
        .link = "https://radio.example.org/podcasts/",
        .shows = &full_show,
        .show_count = 1,
    };

    return site_page_write(&site, NULL, out, err);
}

static bool write_rich_feed(struct text *out, struct err *err)
{
    own(feed_plan) plan = feed_plan_new(&rich_show, rich_show.formats, err);

    return plan &&
           rss_write_document(&rich_show, &plan->documents[0], out, err);
}

static bool write_rich_pages(struct text *out, struct err *err)
{
    own_value(text) transcript = {0};
    const struct podcast_episode *episode = &rich_show.episodes[0];

    return page_write_transcript(&rich_show, episode, NULL, &transcript, err) &&
           page_write_episode(&rich_show, episode, NULL, out, err);
}

static bool write_period_page(struct text *out, struct err *err)
{
    own_value(episode_period_list) periods = {0};
    const struct page_period period = {.periods = &periods};

    return episode_period_list_make(&full_show, &periods, err) &&
           page_write_period(&full_show, &period, NULL, out, err);
}

static bool write_opml(struct text *out, struct err *err)
{
    const struct podcast_site site = {.shows = &full_show, .show_count = 1};

    return opml_write(&site, out, err);
}

static bool write_chapters(struct text *out, struct err *err)
{
    const struct podcast_episode *episode = &rich_show.episodes[0];
    const struct chapter_marks marks = {
        .chapters = episode->chapters,
        .count = episode->chapter_count,
        .duration_ms = episode->duration_ms,
    };
    own(chapter_list) list = chapter_list_new(&marks, err);

    return list && chapters_write_json(list->chapters, list->count, out, err);
}

static void expect_failures(bool (*write)(struct text *out, struct err *err))
{
    own_value(text) expected = {0};
    struct err err = {0};

    assert_true(write(&expected, &err));
    for (long limit = 0;; limit++) {
        own_value(text) found = {0};
        err = (struct err){0};
        allowed = limit;
        has_refused = false;
        bool is_written = write(&found, &err);
        allowed = -1;
        if (is_written) {
            assert_string_equal(text_string(&found), text_string(&expected));
            if (!has_refused)
                break;
            continue;
        }
        assert_true(has_refused);
        assert_int_equal(err.kind, ERR_MEMORY);
        assert_int_equal(found.length, 0);
    }
}

static void test_feed_is_whole_or_fails(void **state)
{
    (void)state;
    expect_failures(write_feed);
}

static void test_show_page_is_whole_or_fails(void **state)
{
    (void)state;
    expect_failures(write_show_page);
}

static void test_episode_page_is_whole_or_fails(void **state)
{
    (void)state;
    expect_failures(write_episode_page);
}

static void test_site_page_is_whole_or_fails(void **state)
{
    (void)state;
    expect_failures(write_site_page);
}

/* The HTML parser of libxml2 (2.9.14) crashes without memory. */
static void test_everything_there_is_is_whole_or_fails(void **state)
{
    (void)state;
    spares_library = true;
    expect_failures(write_rich_feed);
    expect_failures(write_rich_pages);
    expect_failures(write_period_page);
    expect_failures(write_opml);
    expect_failures(write_chapters);
    spares_library = false;
}

static void test_guid_fails_without_memory(void **state)
{
    char guid[IDENTIFIER_BYTES] = "untouched";
    struct err err = {0};

    (void)state;
    allowed = 0;
    bool is_made = podcast_guid_from_url("https://e.org/f", guid, &err);
    allowed = -1;
    assert_false(is_made);
    assert_int_equal(err.kind, ERR_MEMORY);
    assert_string_equal(guid, "untouched");
}

static void remember_rule(void *user, const struct feed_finding *finding)
{
    *(const char **)user = finding->rule;
}

static void test_show_that_could_not_be_checked_is_refused(void **state)
{
    long count = 0;

    (void)state;
    do {
        const char *rule = "";
        has_refused = false;
        allowed = count++;
        bool is_fine = feed_check(&full_show, remember_rule, &rule);
        allowed = -1;
        /* libxml2 does without some of its own allocations. */
        assert_string_equal(rule, is_fine ? "" : "not-checked");
        assert_true(is_fine || has_refused);
    } while (has_refused);
    assert_true(count > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_feed_is_whole_or_fails),
        cmocka_unit_test(test_show_page_is_whole_or_fails),
        cmocka_unit_test(test_episode_page_is_whole_or_fails),
        cmocka_unit_test(test_site_page_is_whole_or_fails),
        cmocka_unit_test(test_everything_there_is_is_whole_or_fails),
        cmocka_unit_test(test_guid_fails_without_memory),
        cmocka_unit_test(test_show_that_could_not_be_checked_is_refused),
    };

    xmlMemSetup(free, library_malloc, library_realloc, library_strdup);
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, be_silent);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
