/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/config_file.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "tests/publisher/temporary_folder.h"

#define URL "[roomcast]\nurl = https://radio.example.org/pod\n"
#define SHOW "[show weekly]\ntitle = Weekly\ndescription = What was said.\n"
/* As much of a PNG as has its size in it. */
static void write_cover(const char *folder, int width, int height)
{
    uint8_t png[45] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    FILE *file = fopen(path_in(folder, "cover.png"), "wb");

    png[18] = (uint8_t)(width >> 8);
    png[19] = (uint8_t)width;
    png[22] = (uint8_t)(height >> 8);
    png[23] = (uint8_t)height;
    memcpy(png + 24, "\x08\x02", 2);
    memcpy(png + 37, "IEND", 4);
    assert_non_null(file);
    assert_int_equal(fwrite(png, sizeof png, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static bool check(const char *folder, const char *settings, struct err *err)
{
    const char *path = path_in(folder, "r.conf");

    write_text(path, settings);
    own(config) config = config_load(path, err);
    if (!config)
        fail_msg("%s", err->text);
    return publish_config_check(config, err);
}

/* `expected` is what comes behind the file's path; %s in it is the folder. */
static void refuse(
    const char *folder, const char *settings, const char *expected)
{
    struct err err = {0};
    own_value(text) wanted = {0};
    const char *hole = strstr(expected, "%s");
    int before = (int)(hole ? hole - expected : 0);

    text_appendf(&wanted, "%s/r.conf%.*s%s%s", folder, before, expected,
        hole ? folder : "", hole ? hole + 2 : expected);
    assert_false(check(folder, settings, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, text_string(&wanted));
}

static void test_good_configuration_passes(void **state)
{
    struct err err = {0};

    for (int side = 200; side <= 3400; side += 1600) {
        write_cover(*state, side, side);
        if (!check(*state,
                URL SHOW "category = news > politics\ncover = cover.png\n",
                &err))
            fail_msg("%s", err.text);
    }
}

static void test_nothing_to_publish_to_is_refused(void **state)
{
    refuse(*state, URL,
        ": expected a section [show NAME]: there is nothing to publish to");
}

static void test_missing_url_names_its_section(void **state)
{
    static const char tail[] =
        "[roomcast]: \"url\" is missing: expected the address where "
        "%s/site is served, such as https://radio.example.org/podcasts";
    char expected[200];

    snprintf(expected, sizeof expected, ":3: %s", tail);
    refuse(*state, "\n\n[roomcast]\n" SHOW "category = News\n", expected);
    snprintf(expected, sizeof expected, ":1: %s", tail);
    refuse(*state, SHOW "category = News\n", expected);
}

static void test_keys_of_a_show_are_refused_at_their_line(void **state)
{
    refuse(*state, URL SHOW "category = Newz\n",
        ":6: [show weekly]: category: \"Newz\" is not on the list of Apple "
        "Podcasts; expected a category or CATEGORY > SUBCATEGORY of it; the "
        "nearest is \"News\"");
    refuse(*state, URL SHOW "category = News\nlanguage = klingon\n",
        ":7: [show weekly]: language: \"klingon\": expected a code such as "
        "en or en-GB");
    refuse(*state, URL SHOW "category = News\nguid = mine\n",
        ":7: [show weekly]: guid: \"mine\": expected a UUID in lower case, "
        "such as 917393e3-1b1e-5cef-ace4-edaa54e1f810");
}

static void test_addresses_of_a_show_are_refused_at_their_line(void **state)
{
    write_cover(*state, 1400, 1400);
    refuse(*state,
        URL SHOW "category = News\ncover = cover.png\nlicense = CC BY\n",
        ":8: [show weekly]: license: \"BY\": expected an address that begins "
        "with https://");
    refuse(*state,
        URL SHOW "category = News\ncover = cover.png\n\nfunding = us\n",
        ":9: [show weekly]: funding: \"us\": expected an address that begins "
        "with https://");
}

static void test_cover_that_cannot_be_read_is_refused(void **state)
{
    refuse(*state, URL SHOW "category = News\ncover = gone.png\n",
        ":7: [show weekly]: cover: %s/gone.png: open: No such file or "
        "directory");
    write_text(path_in(*state, "cover.png"), "GIF89a");
    refuse(*state, URL SHOW "category = News\ncover = cover.png\n",
        ":7: [show weekly]: cover: %s/cover.png: neither a JPEG nor a PNG "
        "picture");
}

static void test_templates_persons_and_jingles_are_looked_at(void **state)
{
    refuse(*state, URL SHOW "category = News\nepisode-title = {rom}\n",
        ":7: [show weekly]: episode-title: \"{rom}\": expected {room}, {show}, "
        "{title}, {date}, {day}, {time}, {season} or {number}");
    refuse(*state, URL SHOW "category = News\npersons = Ada ftp://x\n",
        ":7: [show weekly]: persons: \"ftp://x\": expected http(s)://…");
    refuse(*state, URL SHOW "category = News\nemail = radio\n",
        ":7: [show weekly]: email: \"radio\": expected an address such as "
        "podcast@example.org");
    refuse(*state, URL SHOW "category = News\nintro = r.conf\n",
        ":7: [show weekly]: intro: %s/r.conf: neither WAV nor Ogg/Opus");
    refuse(*state, URL SHOW "category = News\noutro = .\n",
        ":7: [show weekly]: outro: %s/.: Is a directory");
    refuse(*state, URL SHOW "category = News\nintro = gone.wav\n",
        ":7: [show weekly]: intro: %s/gone.wav: No such file or directory");
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_good_configuration_passes),
        IN_FOLDER(test_nothing_to_publish_to_is_refused),
        IN_FOLDER(test_missing_url_names_its_section),
        IN_FOLDER(test_keys_of_a_show_are_refused_at_their_line),
        IN_FOLDER(test_addresses_of_a_show_are_refused_at_their_line),
        IN_FOLDER(test_cover_that_cannot_be_read_is_refused),
        IN_FOLDER(test_templates_persons_and_jingles_are_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
