/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648 section 10. */
static void test_the_vectors_of_the_standard_come_out(void **state)
{
    static const char *const vectors[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct text text = {0};
        base64_append(&text, vectors[i][0], strlen(vectors[i][0]));
        assert_string_equal(text_string(&text), vectors[i][1]);
        text_clear(&text);
    }
}

static void test_high_bytes_are_letters_of_the_end_of_the_alphabet(void **state)
{
    struct text text = {0};

    (void)state;
    base64_append(&text, "\xfb\xef\xff\xff", 4);
    assert_string_equal(text_string(&text), "++///w==");
    text_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_vectors_of_the_standard_come_out),
        cmocka_unit_test(
            test_high_bytes_are_letters_of_the_end_of_the_alphabet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
