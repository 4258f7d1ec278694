/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feeds/text/show_notes.h"
#include "recorder/base/own.h"

static void expect_of(
    enum podcast_markup written, const char *description, const char *expected)
{
    own(markup) html = markup_new(MARKUP_FRAGMENT);
    own_value(text) found = {0};
    struct err err = {0};

    show_notes_write(html, description, written);
    assert_true(markup_finish(html, &found, &err));
    assert_string_equal(text_string(&found), expected);
}

static void expect(const char *description, const char *expected)
{
    expect_of(PODCAST_PLAIN, description, expected);
}

static void expect_excerpt(
    const char *description, size_t most_bytes, const char *expected)
{
    own_value(text) found = {0};

    show_notes_excerpt(&found, description, PODCAST_PLAIN, most_bytes);
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

static void test_commonmark_becomes_html(void **state)
{
    (void)state;
    expect_of(PODCAST_COMMONMARK, "# One\n\n*a* **b** `c`  \nd\n\n- e\n- f\n",
        "<h2>One</h2><p><em>a</em> <strong>b</strong> <code>c</code><br/>\nd"
        "</p><ul><li>e</li><li>f</li></ul>");
    expect_of(PODCAST_COMMONMARK, "> q\n\n3. x\n\n---\n\n    a < b\n",
        "<blockquote><p>q</p></blockquote><ol start=\"3\"><li>x</li></ol><hr/>"
        "<pre><code>a &lt; b\n</code></pre>");
}

static void test_only_what_is_allowed_comes_through(void **state)
{
    static const char *const dangerous[] = {
        "<script>x</script>",
        "<style>*{}</style>",
        "<iframe src='https://e.org/'></iframe>",
        "<svg onload='x'><script>x</script></svg>",
        "<object data='x'><embed src='x'></object>",
        "<!-- x --><?x ?>",
        "<math><mi>x</mi></math>",
        "<template><b>x</b></template>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof dangerous / sizeof *dangerous; i++) {
        own_value(text) html = {0};
        text_appendf(&html, "<p>a</p>%s<p>b</p>", dangerous[i]);
        expect_of(PODCAST_HTML, text_string(&html), "<p>a</p><p>b</p>");
    }
    expect_of(PODCAST_HTML, "<p onclick='x' style='x' id=x>a</p>", "<p>a</p>");
    expect_of(PODCAST_COMMONMARK, "a <b onclick=x>c</b>",
        "<p>a <strong>c</strong></p>");
}

static void test_links_lead_to_the_web_or_to_mail(void **state)
{
    (void)state;
    expect_of(PODCAST_COMMONMARK, "[a](https://e.org/?a=1&b=2)",
        "<p><a href=\"https://e.org/?a=1&amp;b=2\">a</a></p>");
    expect_of(PODCAST_COMMONMARK, "<a@e.org>",
        "<p><a href=\"mailto:a@e.org\">a@e.org</a></p>");
    expect_of(PODCAST_COMMONMARK, "[a](javascript:x)", "<p>a</p>");
    expect_of(PODCAST_HTML, "<p><a href='JaVaScRiPt:x'>a</a></p>", "<p>a</p>");
    expect_of(
        PODCAST_HTML, "<p><a href=' java\nscript:x'>a</a></p>", "<p>a</p>");
    expect_of(
        PODCAST_HTML, "<p><a href='data:text/html,x'>a</a></p>", "<p>a</p>");
    expect_of(PODCAST_HTML, "<p><a href='/x'>a</a></p>", "<p>a</p>");
    expect_of(PODCAST_HTML, "<p><img src=x alt='A <bat>'/></p>",
        "<p>A &lt;bat&gt;</p>");
}

static void test_broken_html_becomes_whole(void **state)
{
    (void)state;
    expect_of(PODCAST_HTML, "<div>a<div>b</div></div>", "a<p>b</p>");
    expect_of(PODCAST_HTML, "<ul><li>a<li>b", "<ul><li>a</li><li>b</li></ul>");
    expect_of(PODCAST_HTML, "<p>a<p>b", "<p>a</p><p>b</p>");
    expect_of(PODCAST_HTML, "words & more", "<p>words &amp; more</p>");
    expect_of(PODCAST_HTML, "<b>a", "<strong>a</strong>");
    expect_of(PODCAST_HTML, "<!-- -->", "");
}

static void test_deep_nesting_ends_somewhere(void **state)
{
    own_value(text) notes = {0};
    own(markup) html = markup_new(MARKUP_FRAGMENT);
    own_value(text) found = {0};
    struct err err = {0};

    (void)state;
    for (int i = 0; i < 20000; i++)
        text_append(&notes, ">");
    show_notes_write(html, text_string(&notes), PODCAST_COMMONMARK);
    assert_true(markup_finish(html, &found, &err));
    assert_true(found.length < 10000);
}

static void test_excerpt_has_the_words_alone(void **state)
{
    own_value(text) found = {0};

    (void)state;
    show_notes_excerpt(&found, "# One\n\n- *two*\n- [three](https://e.org)\n",
        PODCAST_COMMONMARK, 100);
    text_append(&found, "|");
    show_notes_excerpt(
        &found, "<p>a<br>b</p><script>x</script><p>c", PODCAST_HTML, 100);
    assert_string_equal(text_string(&found), "One two three|a b c");
}

static void test_excerpt_goes_on_over_the_end_of_a_line(void **state)
{
    own_value(text) found = {0};

    (void)state;
    show_notes_excerpt(&found,
        "The bridge at Lea has been closed since the flood. We asked the "
        "engineer who\nlooked at it.\n\n- A list\n",
        PODCAST_COMMONMARK, 300);
    assert_string_equal(text_string(&found),
        "The bridge at Lea has been closed since the flood. We asked the "
        "engineer who looked at it.");
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
        cmocka_unit_test(test_commonmark_becomes_html),
        cmocka_unit_test(test_only_what_is_allowed_comes_through),
        cmocka_unit_test(test_links_lead_to_the_web_or_to_mail),
        cmocka_unit_test(test_broken_html_becomes_whole),
        cmocka_unit_test(test_deep_nesting_ends_somewhere),
        cmocka_unit_test(test_excerpt_has_the_words_alone),
        cmocka_unit_test(test_excerpt_goes_on_over_the_end_of_a_line),
        cmocka_unit_test(test_excerpt_ends_after_a_word),
        cmocka_unit_test(test_excerpt_without_words_is_cut_between_letters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
