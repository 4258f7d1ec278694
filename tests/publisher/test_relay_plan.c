/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/config_file.h"
#include "recorder/base/text.h"
#include "tests/publisher/temporary_folder.h"

#define SHOW                                                                   \
    "[show weekly]\ntitle = Weekly\ndescription = What was said.\n"            \
    "category = News > Politics\n"

static struct config *load(const char *folder, const char *settings)
{
    const char *path = path_in(folder, "r.conf");
    struct err err = {0};

    write_text(path, settings);
    struct config *config = config_load(path, &err);
    assert_string_equal(err.text, "");
    return config;
}

static struct relay_plan *plan_of(const struct config *config)
{
    struct err err = {0};
    struct relay_plan *plan = relay_plan_new(config, &config->rooms[0], &err);

    assert_string_equal(err.text, "");
    return plan;
}

static void test_targets_and_their_servers_are_told_apart(void **state)
{
    own(config) config = load(*state,
        "[room hall]\nrelay = icecast://a/x.opus | icecast://b/x.opus,\n"
        "    icecasts://c/y.mp3 icecast://d/z.opus|icecast://e/z.opus\n");
    own(relay_plan) plan = plan_of(config);

    assert_int_equal(plan->target_count, 3);
    assert_int_equal(plan->targets[0].server_count, 2);
    assert_string_equal(plan->targets[0].servers[1].host, "b");
    assert_int_equal(plan->targets[1].server_count, 1);
    assert_true(plan->targets[1].servers[0].is_tls);
    assert_int_equal(plan->targets[2].server_count, 2);
    assert_string_equal(plan->targets[2].servers[1].host, "e");
}

static void test_words_come_from_room_and_show(void **state)
{
    own(config) config = load(*state,
        "[roomcast]\nurl = https://radio.example.org/pod\n"
        "[room hall]\nshow = weekly\nrelay = icecast://a/x\n" SHOW);
    own(relay_plan) plan = plan_of(config);

    assert_string_equal(plan->title, "hall");
    assert_string_equal(plan->name, "Weekly");
    assert_string_equal(plan->description, "What was said.");
    assert_string_equal(plan->genre, "Politics");
    assert_string_equal(plan->url, "https://radio.example.org/pod/weekly/");
}

static void test_words_of_the_room_go_first(void **state)
{
    own(config) config =
        load(*state, "[room hall]\nshow = weekly\ntitle = The Hall\n"
                     "relay = icecast://a/x\nrelay-name = Hall live\n"
                     "relay-description = Now\nrelay-genre = Talk\n"
                     "relay-url = https://example.org/hall\n" SHOW);
    own(relay_plan) plan = plan_of(config);

    assert_string_equal(plan->title, "The Hall");
    assert_string_equal(plan->name, "Hall live");
    assert_string_equal(plan->description, "Now");
    assert_string_equal(plan->genre, "Talk");
    assert_string_equal(plan->url, "https://example.org/hall");
}

static void test_room_of_no_show_has_its_name(void **state)
{
    own(config) config = load(*state, "[room hall]\nrelay = icecast://a/x\n");
    own(relay_plan) plan = plan_of(config);

    assert_string_equal(plan->name, "hall");
    assert_string_equal(plan->description, "");
    assert_null(plan->genre);
    assert_null(plan->url);
}

static void test_password_is_that_of_the_address_or_of_the_file(void **state)
{
    own(config) config = load(*state,
        "[room hall]\nrelay = icecast://a/x, icecast://me:own@b/x\n"
        "relay-password-file = secret\n");
    write_text(path_in(*state, "secret"), " hush \n");
    chmod(path_in(*state, "secret"), 0644);
    own(relay_plan) plan = plan_of(config);

    assert_string_equal(
        relay_plan_password(plan, &plan->targets[0].servers[0]), "hush");
    assert_string_equal(
        relay_plan_password(plan, &plan->targets[1].servers[0]), "own");
    assert_true(plan->is_exposed);
}

static void refuse(const char *folder, const char *relay, const char *expected)
{
    own_value(text) settings = {0};
    struct err err = {0};

    text_appendf(&settings, "[room hall]\nrelay = %s\n", relay);
    own(config) config = load(folder, text_string(&settings));
    assert_null(relay_plan_new(config, &config->rooms[0], &err));
    if (!strstr(err.text, expected))
        fail_msg("\"%s\" is not in \"%s\"", expected, err.text);
    assert_null(strstr(err.text, "hush"));
}

static void test_mistakes_are_told_by_their_place(void **state)
{
    refuse(*state, "icecast://u:hush@a/x, icecast://u:hush@b", "address 2");
    refuse(*state, "icecast://u:hush@a/x, icecast://v@a/x?format=mp3",
        "/x is there twice");
    refuse(*state, "icecast://a/x.mp3|icecast://b/x.opus", "one format");
    refuse(*state,
        "icecast://a/x|icecast://b/x|icecast://c/x|icecast://d/x|icecast://e/x",
        "more than 4 servers");
}

static void test_passwords_in_addresses_are_secrets_of_the_file(void **state)
{
    const char *path = path_in(*state, "r.conf");
    struct err err;

    write_text(path, "[room hall]\nrelay = icecast://a/x, icecast://u:p@b/x\n");
    chmod(path, 0644);
    own(config) exposed = config_load(path, &err);
    assert_string_equal(exposed->exposed_key, "relay");
    chmod(path, 0600);
    own(config) kept = config_load(path, &err);
    assert_null(kept->exposed_key);
    write_text(path, "[room hall]\nrelay = icecast://u@a/x, icecast://b:8/x\n");
    chmod(path, 0644);
    own(config) without = config_load(path, &err);
    assert_null(without->exposed_key);
}

static void test_bitrates_are_those_of_mp3(void **state)
{
    const char *path = path_in(*state, "r.conf");
    struct err err;

    own(config) config = load(*state, "[room hall]\nrelay = icecast://a/x\n");
    assert_int_equal(config->rooms[0].relay_bitrate, 128000);
    write_text(path, "[room hall]\nrelay-bitrate = 100k\n");
    assert_null(config_load(path, &err));
    assert_non_null(strstr(err.text, "relay-bitrate"));
}

#define FOLDER_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_targets_and_their_servers_are_told_apart),
        FOLDER_TEST(test_words_come_from_room_and_show),
        FOLDER_TEST(test_words_of_the_room_go_first),
        FOLDER_TEST(test_room_of_no_show_has_its_name),
        FOLDER_TEST(test_password_is_that_of_the_address_or_of_the_file),
        FOLDER_TEST(test_mistakes_are_told_by_their_place),
        FOLDER_TEST(test_passwords_in_addresses_are_secrets_of_the_file),
        FOLDER_TEST(test_bitrates_are_those_of_mp3),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
