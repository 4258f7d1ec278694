/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/card_list.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_lines(const struct card_list *list, const char *expected)
{
    own_value(text) lines = {0};

    card_list_format(list, &lines);
    assert_string_equal(text_string(&lines), expected);
}

static void test_each_device_is_a_line_with_its_address_first(void **state)
{
    own_value(card_list) list = {0};

    (void)state;
    card_list_add(&list, "alsa", "hw:CARD=PCH,DEV=0", "HDA Intel\nAnalog",
        &(struct card_range){44100, 192000, 2, 2});
    card_list_add(&list, "alsa", "usb", "Microphone",
        &(struct card_range){48000, 48000, 1, 1});
    card_list_add(&list, "alsa", "hw:CARD=Mixer,DEV=0", "Mixer",
        &(struct card_range){48000, 48000, 1, 8});
    card_list_add(
        &list, "alsa", "plug", "", &(struct card_range){1, ~0u, 1, 10000});
    card_list_add(&list, "alsa", "taken", "Taken", &(struct card_range){0});
    assert_lines(&list,
        "alsa:hw:CARD=PCH,DEV=0    44100-192000 Hz  2 channels     "
        "HDA Intel, Analog\n"
        "alsa:usb                  48000 Hz         1 channel      "
        "Microphone\n"
        "alsa:hw:CARD=Mixer,DEV=0  48000 Hz         1-8 channels   "
        "Mixer\n"
        "alsa:plug                 any rate         any channels   "
        "\n"
        "alsa:taken                in use           -              "
        "Taken\n");
}

static void test_no_device_is_no_line(void **state)
{
    own_value(card_list) list = {0};

    (void)state;
    assert_lines(&list, "");
}

static void test_error_names_the_devices_that_are_there(void **state)
{
    own_value(card_list) list = {0};
    struct card_range range = {48000, 48000, 2, 2};
    struct err err;

    (void)state;
    err_set(&err, ERR_CONFIG, "pulse:a: no");
    assert_false(card_list_name_all(&list, "sound cards", &err));
    assert_string_equal(err.text, "pulse:a: no; there are no sound cards");
    card_list_add(&list, "pulse", "b", "B", &range);
    err_set(&err, ERR_CONFIG, "pulse:a: no");
    assert_false(card_list_name_all(&list, "sound cards", &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "pulse:a: no; there is pulse:b");
    card_list_add(&list, "pulse", "c", "C", &range);
    err_set(&err, ERR_CONFIG, "pulse:a: no");
    assert_false(card_list_name_all(&list, "sound cards", &err));
    assert_string_equal(err.text, "pulse:a: no; there are pulse:b, pulse:c");
}

static void test_list_grows(void **state)
{
    own_value(card_list) list = {0};

    (void)state;
    for (int i = 0; i < 100; i++)
        card_list_add(&list, "alsa", "a", "b", &(struct card_range){0});
    assert_int_equal(list.count, 100);
    assert_string_equal(list.entries[99].address, "alsa:a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_device_is_a_line_with_its_address_first),
        cmocka_unit_test(test_no_device_is_no_line),
        cmocka_unit_test(test_error_names_the_devices_that_are_there),
        cmocka_unit_test(test_list_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
