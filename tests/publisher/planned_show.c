/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/planned_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/run/planner.h"
#include "recorder/base/clock.h"

static char hall_name[] = "hall";
static char hall_title[] = "Town Hall";
static char yard_name[] = "yard";
static char weekly_name[] = "weekly";
static char weekly_title[] = "The Weekly";
static char weekly_description[] = "What was said.";
static char path_a[] = "spool/hall/a.opus";

struct config_room rooms[2] = {
    {.name = hall_name, .title = hall_title, .show = weekly_name},
    {.name = yard_name, .show = weekly_name},
};
struct config_show shows[1] = {
    {.name = weekly_name,
        .title = weekly_title,
        .description = weekly_description},
};
static struct config config = {
    .rooms = rooms, .room_count = 2, .shows = shows, .show_count = 1};

struct spool_recording recording_of(char letter, const char *title)
{
    struct spool_recording recording = {
        .path = path_a, .room = &rooms[0], .duration_ms = HOUR * 1000};

    snprintf(recording.facts.id, sizeof recording.facts.id,
        "00000000-0000-4000-8000-00000000000%c", letter);
    snprintf(recording.facts.title, sizeof recording.facts.title, "%s", title);
    recording.facts.start_utc_ns = START * CLOCK_SECOND_NS;
    return recording;
}

struct catalogue_episode episode_of(
    const struct spool_recording *recording, enum episode_state state)
{
    struct catalogue_episode episode = {.title = hall_title,
        .description = weekly_description,
        .state = state,
        .published = START + HOUR};

    memcpy(episode.recording, recording->facts.id, sizeof episode.recording);
    snprintf(episode.show, sizeof episode.show, "weekly");
    snprintf(episode.slug, sizeof episode.slug, "2026-11-22-town-hall");
    snprintf(
        episode.guid, sizeof episode.guid, "urn:uuid:%s", recording->facts.id);
    return episode;
}

void plan_for(struct spool_recording *recordings, size_t count,
    struct catalogue_episode *known, size_t known_count, bool has_media,
    struct publish_plan *plan)
{
    const struct spool spool = {
        .recordings = recordings, .recording_count = count};
    const struct episode_list list = {.items = known, .count = known_count};
    const bool media[4] = {has_media, has_media, has_media, has_media};
    const struct plan_input input = {.config = &config,
        .spool = &spool,
        .known = &list,
        .has_media = media,
        .now = NOW};
    struct err err;

    assert_true(planner_make(&input, plan, &err));
}
