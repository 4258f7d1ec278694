/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/base/written_config.h"

#define SHOW                                                                   \
    "[show weekly]\n"                                                          \
    "title = The Weekly Town Hall\n"                                           \
    "description = What was said.\n"                                           \
    "category = News > Politics\n"

static void assert_in_folder(const char *found, const char *name)
{
    const char *folder = written_config_folder();

    assert_memory_equal(found, folder, strlen(folder));
    assert_int_equal(found[strlen(folder)], '/');
    assert_string_equal(found + strlen(folder) + 1, name);
}

static void test_empty_file_gives_the_defaults(void **state)
{
    own(config) config = written_config_good("");

    (void)state;
    assert_in_folder(config->spool, "spool");
    assert_in_folder(config->state, "state");
    assert_in_folder(config->site, "site");
    assert_null(config->url);
    assert_null(config->templates);
    assert_int_equal(config->room_count, 0);
    assert_int_equal(config->show_count, 0);
}

static void test_absolute_paths_stay(void **state)
{
    own(config) config =
        written_config_good("[roomcast]\nspool = /srv/spool\n");

    (void)state;
    assert_string_equal(config->spool, "/srv/spool");
    assert_in_folder(config->state, "state");
}

static void test_source_that_is_a_file_lies_beside_the_configuration(
    void **state)
{
    own(config) config =
        written_config_good("[room a]\nsource = hall.sdp\n"
                            "[room b]\nsource = /srv/b.fifo\n"
                            "[room c]\nsource = -\n"
                            "[room d]\nsource = rtp://:5004\n");

    (void)state;
    assert_in_folder(config->rooms[0].source, "hall.sdp");
    assert_string_equal(config->rooms[1].source, "/srv/b.fifo");
    assert_string_equal(config->rooms[2].source, "-");
    assert_string_equal(config->rooms[3].source, "rtp://:5004");
}

static void test_room_has_defaults_but_for_its_source(void **state)
{
    own(config) config = written_config_good("[room hall]\n");
    const struct config_room *room = &config->rooms[0];

    (void)state;
    assert_string_equal(room->name, "hall");
    assert_null(room->source);
    assert_null(room->show);
    assert_int_equal(room->normalize, NORMALIZE_LEVEL);
    assert_float_equal(room->target_lufs, -16, 0);
    assert_int_equal(room->bitrate, 64000);
    assert_int_equal(room->line, 1);
}

static void test_every_key_of_a_room_is_read(void **state)
{
    own(config) config =
        written_config_good(SHOW "[room hall]\n"
                                 "source = rtp://[::1]:5004?codec=l16\n"
                                 "format = s16le,48000,2\n"
                                 "show = weekly\n"
                                 "title = Hall\n"
                                 "normalize = gain\n"
                                 "target = -23\n"
                                 "bitrate = 32k\n"
                                 "relay = icecast://h:8000/m\n"
                                 "relay-password-file = secret\n"
                                 "srtp-key-file = credential:hall\n"
                                 "relay-password-env = SECRET\n");
    const struct config_room *room = &config->rooms[0];

    (void)state;
    assert_string_equal(room->source, "rtp://[::1]:5004?codec=l16");
    assert_string_equal(room->format, "s16le,48000,2");
    assert_string_equal(room->show, "weekly");
    assert_string_equal(room->title, "Hall");
    assert_int_equal(room->normalize, NORMALIZE_GAIN);
    assert_float_equal(room->target_lufs, -23, 0);
    assert_int_equal(room->bitrate, 32000);
    assert_string_equal(room->relay, "icecast://h:8000/m");
    assert_in_folder(room->relay_password_file, "secret");
    assert_string_equal(room->srtp_key_file, "credential:hall");
    assert_string_equal(room->relay_password_env, "SECRET");
    assert_int_equal(room->line, 5);
}

static void test_every_key_of_a_show_is_read(void **state)
{
    own(config) config =
        written_config_good(SHOW "language = de-CH\n"
                                 "author = Radio\n"
                                 "email = a@b.example\n"
                                 "explicit = yes\n"
                                 "cover = weekly.jpg\n"
                                 "copyright = CC BY 4.0\n"
                                 "link = https://radio.example.org/\n"
                                 "type = serial\n"
                                 "guid = 917393e3-1b1e-5cef-ace4-edaa54e1f810\n"
                                 "locked = no\n");
    const struct config_show *show = &config->shows[0];

    (void)state;
    assert_string_equal(show->name, "weekly");
    assert_string_equal(show->category, "News > Politics");
    assert_string_equal(show->language, "de-CH");
    assert_string_equal(show->author, "Radio");
    assert_string_equal(show->email, "a@b.example");
    assert_true(show->is_explicit);
    assert_in_folder(show->cover, "weekly.jpg");
    assert_string_equal(show->copyright, "CC BY 4.0");
    assert_string_equal(show->link, "https://radio.example.org");
    assert_string_equal(show->type, "serial");
    assert_non_null(show->guid);
    assert_false(show->is_locked);
}

static void test_a_show_says_when_its_episodes_come_and_go(void **state)
{
    own(config) config = written_config_good(SHOW "publish = review\n"
                                                  "season = 2\n"
                                                  "keep-age = 2y\n"
                                                  "keep-count = 100\n"
                                                  "keep-free = 20G\n"
                                                  "keep-recordings = 12w\n"
                                                  "grace = off\n");
    own(config) plain = written_config_good(SHOW);
    const struct config_show *show = &config->shows[0];

    (void)state;
    assert_true(show->is_review);
    assert_int_equal(show->season, 2);
    assert_int_equal(show->keep_age_s, 2 * 365 * INT64_C(86400));
    assert_int_equal(show->keep_count, 100);
    assert_int_equal(show->keep_free_bytes, INT64_C(20000000000));
    assert_int_equal(show->keep_recordings_s, 84 * 86400);
    assert_int_equal(show->grace_s, 0);
    assert_false(plain->shows[0].is_review);
    assert_int_equal(plain->shows[0].keep_age_s, 0);
    assert_int_equal(plain->shows[0].grace_s, 7 * 86400);
}

static void test_show_has_defaults(void **state)
{
    own(config) config = written_config_good(SHOW);
    const struct config_show *show = &config->shows[0];

    (void)state;
    assert_string_equal(show->language, "en");
    assert_string_equal(show->type, "episodic");
    assert_false(show->is_explicit);
    assert_true(show->is_locked);
    assert_null(show->cover);
}

static void test_rooms_and_shows_come_in_any_order_and_number(void **state)
{
    own(config) config = written_config_good(
        "[room a]\nshow = weekly\n[room b]\n" SHOW "[room c]\n");
    struct err err = {0};

    (void)state;
    assert_int_equal(config->room_count, 3);
    assert_ptr_equal(config_find_room(config, "c", &err), &config->rooms[2]);
    assert_ptr_equal(
        config_find_show(config, "weekly", &err), &config->shows[0]);
}

static void test_missing_room_is_answered_with_those_there_are(void **state)
{
    own(config) config = written_config_good("[room a]\n[room b]\n");
    own(config) empty = written_config_good("");
    struct err err = {0};

    (void)state;
    assert_null(config_find_room(config, "c", &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "there is no [room c] in "));
    assert_non_null(strstr(err.text, "; there is: a, b"));
    assert_null(config_find_show(empty, "c", &err));
    assert_null(strstr(err.text, "there is: "));
}

static void test_slashes_at_the_end_of_addresses_go(void **state)
{
    own(config) config = written_config_good(
        "[roomcast]\nurl = https://radio.example.org/podcasts//\n");

    (void)state;
    assert_string_equal(config->url, "https://radio.example.org/podcasts");
}

static void test_unknown_things_are_named_with_what_was_expected(void **state)
{
    (void)state;
    written_config_refuse("[roomcast]\n\nspol = x\n",
        ":3: [roomcast]: unknown key \"spol\"; did you mean spool? `roomcast "
        "help roomcast.conf` has them all");
    written_config_refuse("[roomcast]\n\nrecordings = x\n",
        ":3: [roomcast]: unknown key \"recordings\"; expected one of: spool, "
        "second-spool, disk-least, state, site, url, hub, podping, "
        "podping-token, podping-token-file, podping-token-env, tell, "
        "tell-limit, templates");
    written_config_refuse("\n[hall]\n",
        ":2: [hall]: expected [roomcast], [room NAME], [show NAME] or [serve]");
    written_config_refuse("spool = x\n",
        ":1: spool: expected [roomcast], [room NAME] or [show NAME] before it");
}

static void test_bad_values_have_line_key_and_expectation(void **state)
{
    (void)state;
    written_config_refuse("[room a]\nnormalize = loud\n",
        ":2: normalize: \"loud\": expected level, gain or off");
    written_config_refuse("[room a]\ntarget = 16\n",
        ":2: target: \"16\": expected a number from -36 to -8");
    written_config_refuse("[room a]\nbitrate = 1\n",
        ":2: bitrate: \"1\": expected bits a second from 6000 to 510000, such "
        "as 64k");
    written_config_refuse(
        "[room a]\nsource =\n", ":2: source: expected a value");
    written_config_refuse(SHOW "explicit = perhaps\n",
        ":5: explicit: \"perhaps\": expected true or false");
    written_config_refuse(
        SHOW "type = odd\n", ":5: type: \"odd\": expected episodic or serial");
}

static void test_a_time_to_keep_has_a_unit(void **state)
{
    static const char *const bad[] = {
        "90", "d", "0d", "1h", "1dd", "12345678d", "-1d", "99999d"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char settings[300];
        char expected[200];
        snprintf(settings, sizeof settings, SHOW "keep-age = %s\n", bad[i]);
        snprintf(expected, sizeof expected,
            ":5: keep-age: \"%s\": expected a time such as 90d, 12w or 2y, "
            "or off",
            bad[i]);
        written_config_refuse(settings, expected);
    }
}

static void test_bad_addresses_are_refused(void **state)
{
    static const char *const urls[] = {"radio.example.org", "ftp://a",
        "http://", "https:///", "http://a b", "https://a/\"x"};

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        char settings[200];
        char expected[200];
        snprintf(settings, sizeof settings, "[roomcast]\nurl = %s\n", urls[i]);
        snprintf(expected, sizeof expected,
            ":2: url: \"%s\": expected an address such as "
            "https://radio.example.org",
            urls[i]);
        written_config_refuse(settings, expected);
    }
}

static void test_what_is_given_twice_is_refused(void **state)
{
    (void)state;
    written_config_refuse(
        "[room a]\ntitle = 1\ntitle = 2\n", ":3: title: given twice");
    written_config_refuse("[room a]\n[room b]\n[room a]\n",
        ":3: [room a]: there already, at line 1");
    written_config_refuse(
        SHOW "[show weekly]\n", ":5: [show weekly]: there already, at line 1");
    written_config_refuse(
        "[roomcast]\n[roomcast]\n", ":2: [roomcast]: there already");
}

static void test_missing_keys_of_a_show_are_named(void **state)
{
    (void)state;
    written_config_refuse("[show a]\ntitle = A\n[room b]\n",
        ":3: [show a], begun at line 1: \"description\" is missing");
    written_config_refuse(
        "[show a]\n", ": [show a], begun at line 1: \"title\" is missing");
}

static void test_room_of_an_unknown_show_is_refused(void **state)
{
    struct err err = {0};

    (void)state;
    assert_null(written_config_load(SHOW "[room a]\nshow = monthly\n", &err));
    assert_non_null(strstr(err.text, ":5: [room a]: show: there is no [show "
                                     "monthly]"));
    assert_non_null(strstr(err.text, "there is: weekly"));
}

static void test_names_are_safe_for_files(void **state)
{
    static const char too_long[] = "1234567890123456789012345678901234567890"
                                   "1234567890123456789012345";
    static const char *const names[] = {
        "", "..", "a/b", "a b", "\xc3\xbc", "a.b", too_long};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char settings[200];
        struct err err = {0};
        snprintf(settings, sizeof settings, "[room %s]\n", names[i]);
        if (written_config_load(settings, &err))
            fail_msg("\"%s\" was taken", names[i]);
        assert_non_null(strstr(
            err.text, "expected a name of 1 to 64 letters, digits, - and _"));
    }
}

static void test_longest_name_is_kept_whole(void **state)
{
    static const char name[] = "1234567890123456789012345678901234567890"
                               "12345678901234567890-_Az";
    char settings[200];

    (void)state;
    snprintf(settings, sizeof settings, "[room %s]\n", name);
    own(config) config = written_config_good(settings);
    assert_int_equal(strlen(name), 64);
    assert_string_equal(config->rooms[0].name, name);
}

static void test_missing_file_is_a_configuration_error(void **state)
{
    struct err err = {0};

    (void)state;
    assert_null(config_load("/nowhere/r.conf", &err));
    assert_int_equal(err_exit_status(&err), EXIT_USAGE);
}

static void test_secret_that_others_can_read_is_to_be_warned_of(void **state)
{
    static const char settings[] = "[room hall]\nsrtp-key = abc\n";
    struct err err = {0};

    (void)state;
    config_free(written_config_good(settings));
    assert_int_equal(chmod(written_config_path(), 0640), 0);
    own(config) closed = config_load(written_config_path(), &err);
    assert_non_null(closed);
    assert_string_equal(closed->rooms[0].srtp_key, "abc");
    assert_null(closed->exposed_key);
    assert_int_equal(chmod(written_config_path(), 0644), 0);
    own(config) open = config_load(written_config_path(), &err);
    assert_non_null(open);
    assert_string_equal(open->exposed_key, "srtp-key");
    own(config) named =
        written_config_good("[room hall]\nsrtp-key-file = a.key\n");
    assert_in_folder(named->rooms[0].srtp_key_file, "a.key");
    assert_null(named->exposed_key);
}

static void test_normalize_has_three_names(void **state)
{
    struct err err = {0};

    (void)state;
    for (int mode = NORMALIZE_LEVEL; mode <= NORMALIZE_OFF; mode++) {
        int found = -1;
        assert_true(
            config_parse_normalize(config_normalize_name(mode), &found, &err));
        assert_int_equal(found, mode);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_file_gives_the_defaults),
        cmocka_unit_test(test_absolute_paths_stay),
        cmocka_unit_test(
            test_source_that_is_a_file_lies_beside_the_configuration),
        cmocka_unit_test(test_room_has_defaults_but_for_its_source),
        cmocka_unit_test(test_every_key_of_a_room_is_read),
        cmocka_unit_test(test_every_key_of_a_show_is_read),
        cmocka_unit_test(test_a_show_says_when_its_episodes_come_and_go),
        cmocka_unit_test(test_a_time_to_keep_has_a_unit),
        cmocka_unit_test(test_show_has_defaults),
        cmocka_unit_test(test_rooms_and_shows_come_in_any_order_and_number),
        cmocka_unit_test(test_missing_room_is_answered_with_those_there_are),
        cmocka_unit_test(test_slashes_at_the_end_of_addresses_go),
        cmocka_unit_test(test_unknown_things_are_named_with_what_was_expected),
        cmocka_unit_test(test_bad_values_have_line_key_and_expectation),
        cmocka_unit_test(test_bad_addresses_are_refused),
        cmocka_unit_test(test_what_is_given_twice_is_refused),
        cmocka_unit_test(test_missing_keys_of_a_show_are_named),
        cmocka_unit_test(test_room_of_an_unknown_show_is_refused),
        cmocka_unit_test(test_names_are_safe_for_files),
        cmocka_unit_test(test_longest_name_is_kept_whole),
        cmocka_unit_test(test_missing_file_is_a_configuration_error),
        cmocka_unit_test(test_secret_that_others_can_read_is_to_be_warned_of),
        cmocka_unit_test(test_normalize_has_three_names),
    };

    return cmocka_run_group_tests(
        tests, written_config_make, written_config_remove);
}
