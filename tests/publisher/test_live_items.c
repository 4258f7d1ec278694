/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/live/live_items.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "publisher/relay/relay_status.h"
#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "recorder/recording/ledger.h"
#include "tests/publisher/temporary_folder.h"

#define SHOW_GUID "9b024349-ccf0-5f69-a609-6b82873eab3c"
#define SESSION "00000000-0000-4000-8000-000000000001"
#define SECOND_PART "00000000-0000-4000-8000-000000000002"
#define HOUR 3600
/* 2026-11-24T19:00:00Z, a Tuesday. */
#define TUESDAY INT64_C(1795546800)

static char schedule[] = "Tue 19:00 UTC, 90m";
static char relay[] =
    "icecast://source:secret@radio.example.org:8000/hall.opus "
    "| icecast://other.example.org/hall.opus, "
    "icecasts://radio.example.org/hall.mp3";
static char room_name[] = "hall";
static char room_title[] = "Town hall";
static char show_name[] = "weekly";
static char show_title[] = "The Weekly";
static char url[] = "https://radio.example.org/pod";

/* A configuration with a room, whose folders are in a temporary one. */
struct desk {
    struct config config;
    struct config_room room;
    struct config_show show;
    char state[512];
    char spool[512];
    struct live_items *items;
    const struct podcast_live *lives;
    size_t count;
};

static void open_desk(struct desk *desk, const char *folder)
{
    *desk = (struct desk){
        .room = {.name = room_name,
            .title = room_title,
            .show = show_name,
            .relay = relay,
            .schedule = schedule},
        .show = {.name = show_name, .title = show_title},
    };
    snprintf(desk->state, sizeof desk->state, "%s/state", folder);
    snprintf(desk->spool, sizeof desk->spool, "%s/spool", folder);
    desk->config = (struct config){.state = desk->state,
        .spool = desk->spool,
        .url = url,
        .rooms = &desk->room,
        .room_count = 1,
        .shows = &desk->show,
        .show_count = 1};
    mkdir(desk->state, 0755);
    mkdir(path_in(desk->state, "relay"), 0755);
    mkdir(desk->spool, 0755);
    mkdir(path_in(desk->spool, room_name), 0755);
}

static void look(struct desk *desk, int64_t now)
{
    struct live_state state = {0};
    struct err err;

    assert_true(
        live_state_read(&desk->config, now * CLOCK_SECOND_NS, &state, &err));
    const struct live_input input = {.config = &desk->config,
        .show = &desk->show,
        .guid = SHOW_GUID,
        .state = &state,
        .now = now};
    live_items_free(desk->items);
    desk->items = live_items_new(&input, &err);
    assert_non_null(desk->items);
    desk->lives = live_items_records(desk->items, &desk->count);
    live_state_clear(&state);
}

static void close_desk(struct desk *desk)
{
    live_items_free(desk->items);
}

/* As the relay of one of the room's targets leaves it. */
static void go_on_air(const struct desk *desk, int target, int64_t now)
{
    struct relay_status status = {
        .room = "hall",
        .target = target,
        .is_mp3 = target == 2,
        .air = RELAY_AIR_ON,
        .since_utc_ns = now * CLOCK_SECOND_NS,
        .updated_utc_ns = now * CLOCK_SECOND_NS,
        .session = SESSION,
        .listeners = -1,
        .connects = 1,
    };
    struct err err;

    snprintf(status.mount_url, sizeof status.mount_url, "http://r.org/hall.%s",
        status.is_mp3 ? "mp3" : "opus");
    own_heap(char) path = relay_status_path(desk->state, "hall", target);
    assert_true(relay_status_store(&status, path, &err));
}

static void write_ledger(const struct desk *desk, const char *name,
    const char *id, int part, int64_t start)
{
    struct recording_facts facts = {.room = "hall",
        .session = SESSION,
        .part = part,
        .start_utc_ns = start * CLOCK_SECOND_NS,
        .normalize = NORMALIZE_GAIN,
        .target_lufs = -16,
        .channels = 1,
        .input_rate_hz = 48000};
    struct err err;
    char path[600];

    snprintf(facts.id, sizeof facts.id, "%s", id);
    if (part == 1)
        facts.session[0] = '\0';
    own(jdoc) line = ledger_begin_line(&facts, 7);
    own_heap(char) letters = jdoc_format(line, &err);
    own_value(text) whole = {0};
    assert_non_null(letters);
    text_appendf(&whole, "%s\n", letters);
    snprintf(path, sizeof path, "%s/hall/%s.jsonl", desk->spool, name);
    write_text(path, text_string(&whole));
}

static void test_a_scheduled_session_is_pending_for_a_week(void **state)
{
    struct desk desk;

    open_desk(&desk, *state);
    desk.room.schedule = (char[]){"2026-11-24 19:00 UTC, 90m"};
    look(&desk, TUESDAY - 8 * 24 * HOUR);
    assert_int_equal(desk.count, 0);
    assert_int_equal(live_items_due(desk.items), TUESDAY - 7 * 24 * HOUR);
    look(&desk, TUESDAY - 7 * 24 * HOUR);
    assert_int_equal(desk.count, 1);
    assert_string_equal(desk.lives[0].status, "pending");
    assert_int_equal(desk.lives[0].start, TUESDAY);
    assert_int_equal(desk.lives[0].end, TUESDAY + HOUR + HOUR / 2);
    assert_string_equal(desk.lives[0].title, "Town hall");
    look(&desk, TUESDAY + 9 * 60);
    assert_int_equal(desk.count, 1);
    assert_int_equal(live_items_due(desk.items), TUESDAY + 600);
    look(&desk, TUESDAY + 600);
    assert_int_equal(desk.count, 0);
    assert_int_equal(live_items_due(desk.items), INT64_MAX);
    close_desk(&desk);
}

static void test_what_comes_has_the_mounts_it_will_have(void **state)
{
    struct desk desk;

    open_desk(&desk, *state);
    look(&desk, TUESDAY - HOUR);
    const struct podcast_live *live = &desk.lives[0];
    /* MP3 first, without a password, and of two servers the preferred. */
    assert_string_equal(
        live->enclosure.url, "https://radio.example.org:8443/hall.mp3");
    assert_string_equal(live->enclosure.type, "audio/mpeg");
    assert_int_equal(live->alternate_count, 1);
    assert_string_equal(
        live->alternates[0].url, "http://radio.example.org:8000/hall.opus");
    assert_string_equal(live->alternates[0].codecs, "opus");
    assert_string_equal(
        live->content_links[0].url, "https://radio.example.org/pod/weekly/");
    close_desk(&desk);
}

static void test_a_scheduled_session_keeps_its_guid_on_the_air(void **state)
{
    struct desk desk;
    char guid[64];

    open_desk(&desk, *state);
    look(&desk, TUESDAY - HOUR);
    snprintf(guid, sizeof guid, "%s", desk.lives[0].guid);
    write_ledger(&desk, "2026-11-24T190003Z", SESSION, 1, TUESDAY + 3);
    go_on_air(&desk, 1, TUESDAY + 4);
    look(&desk, TUESDAY + 5);
    assert_int_equal(desk.count, 1);
    assert_string_equal(desk.lives[0].status, "live");
    assert_string_equal(desk.lives[0].guid, guid);
    assert_int_equal(desk.lives[0].start, TUESDAY);
    assert_string_equal(desk.lives[0].enclosure.url, "http://r.org/hall.opus");
    assert_int_equal(desk.lives[0].alternate_count, 0);
    close_desk(&desk);
}

static void test_mp3_is_the_enclosure_of_what_is_on_the_air(void **state)
{
    struct desk desk;

    open_desk(&desk, *state);
    go_on_air(&desk, 1, TUESDAY + 4);
    go_on_air(&desk, 2, TUESDAY + 4);
    look(&desk, TUESDAY + 5);
    assert_string_equal(desk.lives[0].enclosure.url, "http://r.org/hall.mp3");
    assert_string_equal(
        desk.lives[0].alternates[0].url, "http://r.org/hall.opus");
    close_desk(&desk);
}

static void test_an_unscheduled_session_stays_one_over_its_parts(void **state)
{
    struct desk desk;
    char guid[64];

    open_desk(&desk, *state);
    desk.room.schedule = NULL;
    write_ledger(&desk, "2026-11-25T100000Z", SESSION, 1, TUESDAY + 15 * HOUR);
    go_on_air(&desk, 1, TUESDAY + 15 * HOUR + 2);
    look(&desk, TUESDAY + 15 * HOUR + 3);
    snprintf(guid, sizeof guid, "%s", desk.lives[0].guid);
    assert_int_equal(desk.lives[0].start, TUESDAY + 15 * HOUR);
    assert_int_equal(desk.lives[0].end, 0);
    write_ledger(
        &desk, "2026-11-25T110000Z", SECOND_PART, 2, TUESDAY + 16 * HOUR);
    go_on_air(&desk, 1, TUESDAY + 16 * HOUR);
    look(&desk, TUESDAY + 16 * HOUR + 1);
    assert_string_equal(desk.lives[0].guid, guid);
    assert_int_equal(desk.lives[0].start, TUESDAY + 15 * HOUR);
    close_desk(&desk);
}

static void test_a_session_that_ended_early_is_not_pending_again(void **state)
{
    struct desk desk;
    char part[600];

    open_desk(&desk, *state);
    write_ledger(&desk, "2026-11-24T190003Z", SESSION, 1, TUESDAY + 3);
    snprintf(
        part, sizeof part, "%s/hall/2026-11-24T190003Z.opus.part", desk.spool);
    write_text(part, "");
    look(&desk, TUESDAY + 60);
    assert_int_equal(desk.count, 1);
    assert_int_equal(remove(part), 0);
    look(&desk, TUESDAY + 60);
    assert_int_equal(desk.count, 0);
    /* The next one is. */
    look(&desk, TUESDAY + HOUR);
    assert_int_equal(desk.count, 1);
    assert_int_equal(desk.lives[0].start, TUESDAY + 7 * 24 * HOUR);
    close_desk(&desk);
}

static void test_a_sound_check_does_not_end_what_comes(void **state)
{
    struct desk desk;

    open_desk(&desk, *state);
    write_ledger(&desk, "2026-11-24T185000Z", SESSION, 1, TUESDAY - 600);
    look(&desk, TUESDAY - 300);
    assert_int_equal(desk.count, 1);
    assert_int_equal(desk.lives[0].start, TUESDAY);
    close_desk(&desk);
}

static void test_a_relay_that_died_is_off_the_air(void **state)
{
    struct desk desk;

    open_desk(&desk, *state);
    desk.room.schedule = NULL;
    go_on_air(&desk, 1, TUESDAY);
    look(&desk, TUESDAY + 5);
    assert_int_equal(desk.count, 1);
    /* Nothing else would make us look. */
    assert_true(live_items_due(desk.items) <= TUESDAY + 5 + 60);
    look(&desk, TUESDAY + 60);
    assert_int_equal(desk.count, 0);
    close_desk(&desk);
}

static void test_rooms_of_other_shows_are_not_ours(void **state)
{
    struct desk desk;

    open_desk(&desk, *state);
    go_on_air(&desk, 1, TUESDAY);
    desk.room.show = (char[]){"other"};
    look(&desk, TUESDAY + 5);
    assert_int_equal(desk.count, 0);
    desk.room.show = NULL;
    look(&desk, TUESDAY + 5);
    assert_int_equal(desk.count, 0);
    close_desk(&desk);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_scheduled_session_is_pending_for_a_week),
        IN_FOLDER(test_what_comes_has_the_mounts_it_will_have),
        IN_FOLDER(test_a_scheduled_session_keeps_its_guid_on_the_air),
        IN_FOLDER(test_mp3_is_the_enclosure_of_what_is_on_the_air),
        IN_FOLDER(test_an_unscheduled_session_stays_one_over_its_parts),
        IN_FOLDER(test_a_session_that_ended_early_is_not_pending_again),
        IN_FOLDER(test_a_sound_check_does_not_end_what_comes),
        IN_FOLDER(test_a_relay_that_died_is_off_the_air),
        IN_FOLDER(test_rooms_of_other_shows_are_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
