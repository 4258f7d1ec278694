/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "feeds/pages/template.h"

/* "page" is what is rendered; "part" is a partial, "loop" one in itself. */
static const char *find(const void *user, const char *name)
{
    if (!strcmp(name, "page"))
        return user;
    if (!strcmp(name, "part"))
        return "[{{name}}]";
    return strcmp(name, "loop") ? NULL : "{{> loop}}";
}

static struct page_data *sample(void)
{
    struct page_data *data = page_data_new();
    own_value(text) html = {0};

    text_append(&html, "<b>&amp;</b>");
    page_data_set(data, "title", "A & <B> \"c\" 'd'");
    page_data_set(data, "name", "outer");
    page_data_set(data, "blank", " \n ");
    page_data_set_raw(data, "html", &html);
    page_data_set_flag(data, "yes", true);
    page_data_set_flag(data, "no", false);
    page_data_set_number(data, "number", -12);
    page_data_set(page_data_add(data, "items"), "name", "one");
    struct page_data *two = page_data_add(data, "items");
    page_data_set(two, "name", "two");
    page_data_set(page_data_add(two, "inner"), "x", "deep");
    page_data_add(data, "items");
    return data;
}

static void expect(const char *page, const char *expected)
{
    const struct template_library library = {find, page};
    own(page_data) data = sample();
    own_value(text) out = {0};
    struct err err = {0};

    if (!template_render(&library, "page", data, &out, &err))
        fail_msg("%s: %s", page, err.text);
    assert_string_equal(text_string(&out), expected);
}

static void expect_failure(const char *page, const char *message)
{
    const struct template_library library = {find, page};
    own(page_data) data = sample();
    own_value(text) out = {0};
    struct err err = {0};

    assert_false(template_render(&library, "page", data, &out, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, message);
    assert_int_equal(out.length, 0);
}

static void test_texts_are_escaped_for_html_and_attributes(void **state)
{
    (void)state;
    expect("<p title=\"{{title}}\">",
        "<p title=\"A &amp; &lt;B&gt; &quot;c&quot; &#39;d&#39;\">");
    expect("{{ number }}|{{number}}", "-12|-12");
    expect("", "");
    expect("no tags { } }}", "no tags { } }}");
}

static void test_raw_texts_are_not_escaped(void **state)
{
    (void)state;
    expect("{{{html}}} {{&html}} {{html}}",
        "<b>&amp;</b> <b>&amp;</b> &lt;b&gt;&amp;amp;&lt;/b&gt;");
}

static void test_unknown_and_blank_names_are_empty(void **state)
{
    (void)state;
    expect("a{{nothing}}b{{{nothing}}}c{{blank}}d", "abcd");
    expect("{{#nothing}}x{{/nothing}}{{^nothing}}y{{/nothing}}", "y");
    expect("{{#blank}}x{{/blank}}", "");
}

static void test_sections_repeat_for_each_item(void **state)
{
    (void)state;
    expect("{{#items}}<{{name}}>{{/items}}", "<one><two><outer>");
    expect("{{#items}}{{#inner}}{{x}}{{name}}{{/inner}}{{^inner}}-{{/inner}}"
           "{{/items}}",
        "-deeptwo-");
    expect("{{^items}}none{{/items}}", "");
}

static void test_sections_of_texts_are_there_once_or_not(void **state)
{
    (void)state;
    expect("{{#yes}}a{{/yes}}{{^yes}}b{{/yes}}", "a");
    expect("{{#no}}a{{/no}}{{^no}}b{{/no}}", "b");
    expect("{{#yes}}{{#yes}}a{{/yes}}b{{/yes}}", "ab");
}

static void test_partials_see_the_item(void **state)
{
    (void)state;
    expect("{{> part}}{{#items}}{{> part }}{{/items}}",
        "[outer][one][two][outer]");
}

static void test_lines_with_a_tag_alone_are_left_out(void **state)
{
    (void)state;
    expect("a\n  {{#yes}}\n  b\n  {{/yes}}\nc\n", "a\n  b\nc\n");
    expect("{{! comment }}\na\n", "a\n");
    expect("a {{! comment }}\nb", "a \nb");
    expect(
        "a\n{{#items}}\n- {{name}}\n{{/items}}", "a\n- one\n- two\n- outer\n");
    expect("  {{title}}\n", "  A &amp; &lt;B&gt; &quot;c&quot; &#39;d&#39;\n");
    expect("a\r\n{{! x }}\r\nb", "a\r\nb");
}

static void test_mistakes_are_told_with_their_line(void **state)
{
    (void)state;
    expect_failure("a\n{{#yes}}\nb", "template page, line 2: a section that is "
                                     "not closed");
    expect_failure("{{/yes}}", "template page, line 1: this closes no section");
    expect_failure("{{#yes}}{{#no}}{{/yes}}{{/no}}",
        "template page, line 1: this closes another section than the one that "
        "is open");
    expect_failure("a\n\n{{x", "template page, line 3: {{ without }}");
    expect_failure("{{}}", "template page, line 1: a tag without a name");
    expect_failure("{{> gone}}", "template gone: there is none");
    expect_failure(
        "{{> loop}}", "template loop, line 1: templates within each other");
    expect_failure(
        "{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}"
        "{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}{{#items}}"
        "{{/items}}{{/items}}{{/items}}{{/items}}{{/items}}{{/items}}{{/items}}"
        "{{/items}}{{/items}}{{/items}}{{/items}}{{/items}}{{/items}}{{/"
        "items}}",
        "template page, line 1: too many tags to fill");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_are_escaped_for_html_and_attributes),
        cmocka_unit_test(test_raw_texts_are_not_escaped),
        cmocka_unit_test(test_unknown_and_blank_names_are_empty),
        cmocka_unit_test(test_sections_repeat_for_each_item),
        cmocka_unit_test(test_sections_of_texts_are_there_once_or_not),
        cmocka_unit_test(test_partials_see_the_item),
        cmocka_unit_test(test_lines_with_a_tag_alone_are_left_out),
        cmocka_unit_test(test_mistakes_are_told_with_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
