/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "publisher/relay/relay_metrics.h"
#include "publisher/relay/relay_table.h"
#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "tests/publisher/temporary_folder.h"

#define NOW_NS (INT64_C(1795370400) * CLOCK_SECOND_NS)

static struct relay_status sample(const char *room, int target)
{
    struct relay_status status = {.target = target,
        .air = RELAY_AIR_ON,
        .since_utc_ns = NOW_NS - 90 * CLOCK_SECOND_NS,
        .updated_utc_ns = NOW_NS,
        .address = "icecast://radio.example.org:8000/hall.opus",
        .mount_url = "http://radio.example.org:8000/hall.opus",
        .session = "6f1c1f52-3d4b-4c0e-9a55-0d8d1f0f6a01",
        .title = "Grüße",
        .listeners = 12,
        .connects = 2,
        .sent_bytes = 123456,
        .dropped_pages = 3};

    snprintf(status.room, sizeof status.room, "%s", room);
    return status;
}

static void store(const char *folder, const struct relay_status *status)
{
    own_heap(char) path =
        relay_status_path(folder, status->room, status->target);
    struct err err = {0};

    mkdir(path_in(folder, "relay"), 0755);
    assert_true(relay_status_store(status, path, &err));
    assert_string_equal(err.text, "");
}

static void test_status_is_read_as_it_was_stored(void **state)
{
    const char *folder = *state;
    struct relay_status before = sample("hall", 1);
    struct relay_status after;
    struct err err = {0};

    store(folder, &before);
    assert_true(
        relay_status_load(path_in(folder, "relay/hall-1.json"), &after, &err));
    assert_string_equal(after.room, "hall");
    assert_int_equal(after.air, RELAY_AIR_ON);
    assert_int_equal(after.since_utc_ns, before.since_utc_ns);
    assert_string_equal(after.title, "Grüße");
    assert_string_equal(after.session, before.session);
    assert_int_equal(after.listeners, 12);
    assert_int_equal(after.sent_bytes, 123456);
    assert_false(after.is_mp3);
}

static void test_a_file_that_is_none_of_ours_is_refused(void **state)
{
    static const char *const wrong[] = {"", "{}", "[]",
        "{\"room\":\"hall\",\"target\":1}",
        "{\"room\":\"hall\",\"target\":0,\"state\":\"on-air\",\"since\":"
        "\"2026-11-22T18:00:00Z\",\"updated\":\"2026-11-22T18:00:00Z\"}",
        "{\"room\":\"hall\",\"target\":1,\"state\":\"loud\",\"since\":"
        "\"2026-11-22T18:00:00Z\",\"updated\":\"2026-11-22T18:00:00Z\"}"};
    const char *path = path_in(*state, "wrong.json");
    struct relay_status status;
    struct err err;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        write_text(path, wrong[i]);
        assert_false(relay_status_load(path, &status, &err));
        assert_non_null(strstr(err.text, path));
    }
}

static bool remember(void *user, const struct relay_status *status)
{
    text_appendf(user, "%s-%d %s\n", status->room, status->target,
        relay_air_name(status->air));
    return true;
}

static void test_one_whose_relay_died_is_gone(void **state)
{
    struct relay_status dead = sample("attic", 1);
    struct relay_status alive = sample("hall", 2);
    own_value(text) told = {0};
    struct err err;

    dead.updated_utc_ns -= RELAY_STATUS_DEAD_NS + 1;
    store(*state, &dead);
    store(*state, &alive);
    write_text(path_in(*state, "relay/noise.json"), "noise");
    assert_true(relay_status_each(*state, NOW_NS, remember, &told, &err));
    assert_string_equal(text_string(&told), "attic-1 gone\nhall-2 on-air\n");
}

static void test_table_is_for_people(void **state)
{
    struct relay_status one = sample("hall", 1);
    struct relay_status other = sample("annex", 1);
    own_value(text) table = {0};
    struct err err;

    other.air = RELAY_AIR_BACKING_OFF;
    other.listeners = -1;
    snprintf(other.last_error, sizeof other.last_error, "no\033[31mroute");
    store(*state, &one);
    store(*state, &other);
    assert_true(relay_table_format(*state, NULL, NOW_NS, &table, &err));
    assert_string_equal(text_string(&table),
        "ROOM   STATE        FOR   LISTENERS  DROPPED  ADDRESS\n"
        "annex  backing-off  1:30  -          3        "
        "icecast://radio.example.org:8000/hall.opus  no?[31mroute\n"
        "hall   on-air       1:30  12         3        "
        "icecast://radio.example.org:8000/hall.opus  Grüße\n");
}

static void test_without_a_relay_there_is_nothing_to_tell(void **state)
{
    own_value(text) table = {0};
    struct err err;

    assert_true(relay_table_format(*state, NULL, NOW_NS, &table, &err));
    assert_int_equal(table.length, 0);
}

static void test_figures_are_those_of_prometheus(void **state)
{
    struct relay_status one = sample("hall", 1);
    own_value(text) figures = {0};
    struct err err;

    store(*state, &one);
    assert_true(relay_metrics_format(*state, NOW_NS, &figures, &err));
    assert_non_null(strstr(text_string(&figures),
        "# TYPE roomcast_relay_listeners gauge\n"
        "roomcast_relay_listeners{room=\"hall\",address=\"icecast://"
        "radio.example.org:8000/hall.opus\",format=\"opus\"} 12\n"));
    assert_non_null(strstr(text_string(&figures),
        "roomcast_relay_dropped_pages_total{room=\"hall\""));
}

#define FOLDER_TEST(test)                                                      \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_status_is_read_as_it_was_stored),
        FOLDER_TEST(test_a_file_that_is_none_of_ours_is_refused),
        FOLDER_TEST(test_one_whose_relay_died_is_gone),
        FOLDER_TEST(test_table_is_for_people),
        FOLDER_TEST(test_without_a_relay_there_is_nothing_to_tell),
        FOLDER_TEST(test_figures_are_those_of_prometheus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
