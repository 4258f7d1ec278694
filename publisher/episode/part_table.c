/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/part_table.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/spool/spool_sessions.h"
#include "recorder/base/name_map.h"

struct owner {
    char episode[IDENTIFIER_BYTES];
    size_t part_count;
};

struct part_table {
    struct name_map *places; /* of a part's owner, by recording */
    struct owner *owners;
    size_t count;
    size_t room;
};

static bool add_owner(
    struct part_table *table, const char *episode, struct err *err)
{
    if (table->count == table->room) {
        size_t room = table->room ? 2 * table->room : 16;
        struct owner *larger = realloc(table->owners, room * sizeof *larger);
        if (!larger)
            return err_no_memory(err);
        table->owners = larger;
        table->room = room;
    }
    struct owner *owner = &table->owners[table->count++];
    *owner = (struct owner){0};
    memcpy(
        owner->episode, episode, strnlen(episode, sizeof owner->episode - 1));
    return true;
}

/* Those of an episode come one behind the other. */
static bool add_part(
    void *user, const char *episode, const char *recording, struct err *err)
{
    struct part_table *table = user;
    bool is_other =
        table->count == 0 ||
        strcmp(table->owners[table->count - 1].episode, episode) != 0;

    if (is_other && !add_owner(table, episode, err))
        return false;
    table->owners[table->count - 1].part_count++;
    return name_map_set(table->places, recording, table->count - 1, err);
}

struct part_table *part_table_read(struct catalogue *catalogue, struct err *err)
{
    own(part_table) table = calloc(1, sizeof *table);

    if (!table)
        return err_no_memory(err), NULL;
    table->places = name_map_new(err);
    if (!table->places ||
        !catalogue_read_all_segments(catalogue, add_part, table, err))
        return NULL;
    return take(table);
}

static const struct owner *find_owner(
    const struct part_table *table, const char *recording)
{
    size_t at;

    return name_map_find(table->places, recording, &at) ? &table->owners[at]
                                                        : NULL;
}

const char *part_table_episode(
    const struct part_table *table, const char *recording)
{
    const struct owner *owner = find_owner(table, recording);

    return owner ? owner->episode : NULL;
}

bool part_table_is_whole(const struct part_table *table,
    const struct spool_recording *recording, const char *episode)
{
    const struct owner *its = find_owner(table, episode);
    size_t found = 0;

    for (size_t i = 0; i < spool_part_count(recording); i++) {
        const struct owner *owner =
            find_owner(table, spool_part_id(recording, i));
        if (owner && owner != its)
            return false;
        found += owner != NULL;
    }
    return !its || found == its->part_count;
}

void part_table_free(struct part_table *table)
{
    if (!table)
        return;
    name_map_free(table->places);
    free(table->owners);
    free(table);
}
