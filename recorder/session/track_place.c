/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/track_place.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/free_space.h"

#define MEGABYTE 1000000

/* *to stays NULL for NULL. */
static bool copy_string(char **to, const char *string)
{
    *to = string ? strdup(string) : NULL;
    return *to || !string;
}

bool track_place_copy(
    struct track_place *copy, const struct track_place *place, struct err *err)
{
    *copy = (struct track_place){.least_free_bytes = place->least_free_bytes};
    if (copy_string(&copy->stem, place->stem) &&
        copy_string(&copy->folder, place->folder) &&
        copy_string(&copy->second, place->second))
        return true;
    track_place_clear(copy);
    return err_no_memory(err);
}

static const char *folder_of(
    const struct track_place *place, enum track_place_choice choice)
{
    return choice == TRACK_PLACE_SECOND ? place->second : place->folder;
}

bool track_place_has(
    const struct track_place *place, enum track_place_choice choice)
{
    return (choice == TRACK_PLACE_FIRST && place->stem) ||
           folder_of(place, choice);
}

bool track_place_make(const struct track_place *place,
    enum track_place_choice choice, struct err *err)
{
    if (choice == TRACK_PLACE_FIRST && place->stem)
        return true;
    return durable_make_folder(folder_of(place, choice), 0755, err);
}

/* A folder that cannot be asked tells what is wrong with it when it is written
 * to. */
static bool check_free(const char *stem, int64_t least_bytes, struct err *err)
{
    int64_t bytes = free_space_bytes(stem);

    return bytes < 0 || bytes >= least_bytes ||
           err_set(err, ERR_IO, "%s: %lld MB are free, expected %lld MB", stem,
               (long long)(bytes / MEGABYTE),
               (long long)(least_bytes / MEGABYTE));
}

static char *choose(const struct track_place *place,
    const struct recording_facts *facts, enum track_place_choice choice,
    struct err *err)
{
    if (choice == TRACK_PLACE_SECOND || !place->stem)
        return recording_free_stem(
            folder_of(place, choice), facts->start_utc_ns, err);
    if (facts->part > 1)
        return recording_next_stem(place->stem, err);
    char *stem = strdup(place->stem);
    if (!stem)
        err_no_memory(err);
    return stem;
}

char *track_place_choose(const struct track_place *place,
    const struct recording_facts *facts, enum track_place_choice choice,
    struct err *err)
{
    char *stem = choose(place, facts, choice, err);

    if (stem && !check_free(stem, place->least_free_bytes, err)) {
        free(stem);
        stem = NULL;
    }
    return stem;
}

void track_place_clear(struct track_place *place)
{
    free(place->stem);
    free(place->folder);
    free(place->second);
    *place = (struct track_place){0};
}
