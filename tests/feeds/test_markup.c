/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/text/markup.h"

static void expect(struct markup *markup, const char *expected)
{
    own_value(text) found = {0};
    struct err err = {0};

    assert_true(markup_finish(markup, &found, &err));
    assert_string_equal(text_string(&found), expected);
}

static void test_values_are_escaped_once(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);

    (void)state;
    markup_open(xml, "a");
    markup_attribute(xml, "b", "<\"'&amp;\n>");
    markup_text(xml, "<&amp;\"]]>\n");
    markup_close(xml);
    expect(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<a b=\"&lt;&quot;'&amp;amp; &gt;\">"
                "&lt;&amp;amp;\"]]&gt;\n</a>\n");
}

static void test_nothing_is_written_for_what_is_not_there(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);

    (void)state;
    markup_open(xml, "a");
    markup_attribute(xml, "b", NULL);
    markup_line(xml, "c", NULL);
    markup_line(xml, "d", " \n\x01");
    markup_text(xml, NULL);
    markup_close(xml);
    expect(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>\n");
}

static void test_numbers_of_all_sizes(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);

    (void)state;
    markup_open(xml, "a");
    markup_attribute_number(xml, "least", INT64_MIN);
    markup_attribute_number(xml, "most", INT64_MAX);
    markup_close(xml);
    expect(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<a least=\"-9223372036854775808\" "
                "most=\"9223372036854775807\"/>\n");
}

static void test_cdata_is_split_at_its_end_mark(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);
    own(markup) html = markup_new(MARKUP_FRAGMENT);
    own_value(text) bytes = {0};
    struct err err = {0};

    (void)state;
    markup_open(html, "p");
    markup_text(html, "a & ]]> b");
    markup_close(html);
    markup_open(html, "p");
    markup_close(html);
    assert_true(markup_finish(html, &bytes, &err));
    markup_open(xml, "d");
    markup_cdata(xml, &bytes);
    markup_close(xml);
    expect(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<d><![CDATA[<p>a &amp; ]]&gt; b</p><p></p>]]></d>\n");
}

static void test_fragment_starts_with_as_many_elements_as_fit(void **state)
{
    static const char *const expected[] = {"", "<p>1</p>", "<p>1</p><p>22</p>"};
    static const size_t limits[] = {7, 16, 17};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        own(markup) html = markup_new(MARKUP_FRAGMENT);
        own_value(text) bytes = {0};
        struct err err = {0};
        markup_line(html, "p", "1");
        markup_line(html, "p", "22");
        assert_true(markup_finish_start(html, limits[i], &bytes, &err));
        assert_string_equal(text_string(&bytes), expected[i]);
    }
}

static void test_html_ends_what_is_not_void(void **state)
{
    own(markup) html = markup_new(MARKUP_HTML);

    (void)state;
    markup_open(html, "html");
    markup_open(html, "p");
    markup_close(html);
    markup_open(html, "br");
    markup_close(html);
    markup_close(html);
    expect(html, "<!DOCTYPE html>\n<html>\n  <p></p>\n  <br/>\n</html>\n");
}

static void test_indentation_keeps_out_of_mixed_text(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);

    (void)state;
    markup_open(xml, "a");
    markup_open(xml, "b");
    markup_line(xml, "c", "1");
    markup_text(xml, "2");
    markup_line(xml, "d", "3");
    markup_close(xml);
    markup_close(xml);
    expect(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<a>\n  <b><c>1</c>2<d>3</d></b>\n</a>\n");
}

static void test_letters_stay_letters(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);

    (void)state;
    markup_open(xml, "a");
    markup_attribute(xml, "b", "\xF0\x9F\x8E\x99 \xC3\xA9");
    markup_text(xml, "\xE5\xB1\xB1\xFF");
    markup_close(xml);
    expect(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<a b=\"\xF0\x9F\x8E\x99 \xC3\xA9\">\xE5\xB1\xB1"
                "\xEF\xBF\xBD</a>\n");
}

static void test_markup_that_could_not_be_made_fails_at_the_end(void **state)
{
    own_value(text) found = {0};
    struct err err = {0};

    (void)state;
    markup_open(NULL, "a");
    markup_attribute(NULL, "b", "c");
    markup_text(NULL, "d");
    markup_close(NULL);
    assert_false(markup_finish(NULL, &found, &err));
    assert_int_equal(err.kind, ERR_MEMORY);
    assert_int_equal(found.length, 0);
    markup_free(NULL);
}

static void test_failed_text_makes_the_markup_fail(void **state)
{
    own(markup) xml = markup_new(MARKUP_XML);
    const struct text failed = {.has_failed = true};
    own_value(text) found = {0};
    struct err err = {0};

    (void)state;
    markup_open(xml, "a");
    markup_check(xml, &failed);
    markup_close(xml);
    assert_false(markup_finish(xml, &found, &err));
    assert_int_equal(err.kind, ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_escaped_once),
        cmocka_unit_test(test_nothing_is_written_for_what_is_not_there),
        cmocka_unit_test(test_numbers_of_all_sizes),
        cmocka_unit_test(test_cdata_is_split_at_its_end_mark),
        cmocka_unit_test(test_fragment_starts_with_as_many_elements_as_fit),
        cmocka_unit_test(test_html_ends_what_is_not_void),
        cmocka_unit_test(test_indentation_keeps_out_of_mixed_text),
        cmocka_unit_test(test_letters_stay_letters),
        cmocka_unit_test(test_markup_that_could_not_be_made_fails_at_the_end),
        cmocka_unit_test(test_failed_text_makes_the_markup_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
