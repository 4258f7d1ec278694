/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/show_notes.h"
#include "recorder/base/own.h"

static void expect(const char *description, const char *expected)
{
    own(markup) html = markup_new(MARKUP_FRAGMENT);
    own_value(text) found = {0};
    struct err err = {0};

    show_notes_write(html, description);
    assert_true(markup_finish(html, &found, &err));
    assert_string_equal(text_string(&found), expected);
}

static void expect_excerpt(
    const char *description, size_t most_bytes, const char *expected)
{
    own_value(text) found = {0};

    show_notes_excerpt(&found, description, most_bytes);
    assert_string_equal(text_string(&found), expected);
    assert_true(found.length <= most_bytes);
}

static void test_blank_lines_part_paragraphs(void **state)
{
    (void)state;
    expect("a\n\nb", "<p>a</p><p>b</p>");
    expect("\n\n a \n \t \n\n\nb\n", "<p>a</p><p>b</p>");
    expect("a\r\n\r\nb", "<p>a</p><p>b</p>");
    expect("", "");
    expect(" \n\n ", "");
}

static void test_line_breaks_stay(void **state)
{
    (void)state;
    expect("a\nb\n\nc", "<p>a<br/>b</p><p>c</p>");
}

static void test_markup_is_shown_as_typed(void **state)
{
    (void)state;
    expect("<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>");
}

static void test_addresses_become_links(void **state)
{
    (void)state;
    expect("see https://e.org/a?b=1&c=2, then",
        "<p>see <a href=\"https://e.org/a?b=1&amp;c=2\">"
        "https://e.org/a?b=1&amp;c=2</a>, then</p>");
    expect("http://e.org", "<p><a href=\"http://e.org\">http://e.org</a></p>");
    expect("(https://e.org/x).",
        "<p>(<a href=\"https://e.org/x\">https://e.org/x</a>).</p>");
    expect("https://e.org/x_(y)",
        "<p><a href=\"https://e.org/x_(y)\">https://e.org/x_(y)</a></p>");
    expect("https://e.org/\xC3\xA9!",
        "<p><a "
        "href=\"https://e.org/\xC3\xA9\">https://e.org/\xC3\xA9</a>!</p>");
}

static void test_what_is_no_address_stays_text(void **state)
{
    (void)state;
    expect("https:// http:/x javascript:x xhttp://e.org h",
        "<p>https:// http:/x javascript:x xhttp://e.org h</p>");
    expect("https://...", "<p>https://...</p>");
}

static void test_excerpt_ends_after_a_word(void **state)
{
    (void)state;
    expect_excerpt("one two", 7, "one two");
    expect_excerpt("one two three", 12, "one two\xE2\x80\xA6");
    expect_excerpt("one two. three", 13, "one two\xE2\x80\xA6");
    expect_excerpt("one\n\ntwo  three", 12, "one two\xE2\x80\xA6");
    expect_excerpt("a  b", 3, "a b");
}

static void test_excerpt_without_words_is_cut_between_letters(void **state)
{
    (void)state;
    expect_excerpt("abcdefghij", 8, "abcde\xE2\x80\xA6");
    expect_excerpt("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 8,
        "\xC3\xA9\xC3\xA9\xE2\x80\xA6");
    expect_excerpt("", 8, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blank_lines_part_paragraphs),
        cmocka_unit_test(test_line_breaks_stay),
        cmocka_unit_test(test_markup_is_shown_as_typed),
        cmocka_unit_test(test_addresses_become_links),
        cmocka_unit_test(test_what_is_no_address_stays_text),
        cmocka_unit_test(test_excerpt_ends_after_a_word),
        cmocka_unit_test(test_excerpt_without_words_is_cut_between_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
