/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/plan_sources.h"

#include <stdlib.h>

#include "publisher/spool/spool_sessions.h"
#include "recorder/base/name_map.h"

struct plan_sources {
    const struct plan_input *input;
    struct name_map *spool_places; /* of recordings, by id */
    struct name_map *known_places; /* of episodes, by recording */
};

static bool place_all(struct plan_sources *sources, struct err *err)
{
    const struct spool *spool = sources->input->spool;
    const struct episode_list *known = sources->input->known;

    for (size_t i = 0; i < spool->recording_count; i++)
        if (!name_map_set(
                sources->spool_places, spool->recordings[i].facts.id, i, err))
            return false;
    for (size_t i = 0; i < known->count; i++)
        if (!name_map_set(
                sources->known_places, known->items[i].recording, i, err))
            return false;
    return true;
}

struct plan_sources *plan_sources_new(
    const struct plan_input *input, struct err *err)
{
    own(plan_sources) sources = calloc(1, sizeof *sources);

    if (!sources)
        return err_no_memory(err), NULL;
    sources->input = input;
    return (sources->spool_places = name_map_new(err)) &&
                   (sources->known_places = name_map_new(err)) &&
                   place_all(sources, err)
               ? take(sources)
               : NULL;
}

const struct spool_recording *plan_sources_recording(
    const struct plan_sources *sources, const char *id)
{
    size_t at;

    return name_map_find(sources->spool_places, id, &at)
               ? &sources->input->spool->recordings[at]
               : NULL;
}

/* A part that is an episode of its own stays one. */
static bool has_own_episodes(
    const struct plan_sources *sources, const struct spool_recording *recording)
{
    for (size_t i = 1; i < spool_part_count(recording); i++)
        if (name_map_find(
                sources->known_places, spool_part_id(recording, i), NULL))
            return true;
    return false;
}

const struct spool_recording *plan_sources_of(
    const struct plan_sources *sources, const struct catalogue_episode *known)
{
    const struct part_table *parts = sources->input->parts;
    const struct spool_recording *recording =
        plan_sources_recording(sources, known->recording);

    if (!recording || known->state < EPISODE_RENDERED)
        return recording;
    return !has_own_episodes(sources, recording) &&
                   (!parts ||
                       part_table_is_whole(parts, recording, known->recording))
               ? recording
               : NULL;
}

bool plan_sources_knows(
    const struct plan_sources *sources, const struct spool_recording *recording)
{
    const struct plan_input *input = sources->input;
    const char *id = recording->facts.id;
    size_t at;

    if (name_map_find(sources->known_places, id, NULL))
        return true;
    const char *owner =
        input->parts ? part_table_episode(input->parts, id) : NULL;
    return owner && name_map_find(sources->known_places, owner, &at) &&
           at < input->known->count &&
           input->known->items[at].state >= EPISODE_RENDERED;
}

bool plan_sources_take(struct plan_sources *sources,
    const struct spool_recording *recording, struct err *err)
{
    return name_map_set(
        sources->known_places, recording->facts.id, SIZE_MAX, err);
}

void plan_sources_free(struct plan_sources *sources)
{
    if (!sources)
        return;
    name_map_free(sources->spool_places);
    name_map_free(sources->known_places);
    free(sources);
}
