/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_soundbites.h"

#include <stdlib.h>

#include "publisher/texts/item_tags.h"
#include "recorder/base/own.h"

#define FRAMES_A_MS 48

/* False for one that nobody would hear as it was meant. */
static bool place_one(const struct soundbite_place *place,
    const struct podcast_soundbite *from, struct podcast_soundbite *to)
{
    int64_t from_48k = from->start_ms * FRAMES_A_MS;
    int64_t to_48k = from_48k + from->duration_ms * FRAMES_A_MS;

    if (edit_spans_meet(&place->edits->silenced, from_48k, to_48k))
        return false;
    int64_t intro_ms = place->intro_48k / FRAMES_A_MS;
    int64_t start_ms =
        intro_ms + edit_list_place(place->edits, from_48k) / FRAMES_A_MS;
    int64_t end_ms =
        intro_ms + edit_list_place(place->edits, to_48k) / FRAMES_A_MS;
    if (end_ms > place->duration_ms)
        end_ms = place->duration_ms;
    *to = *from;
    to->start_ms = start_ms;
    to->duration_ms = end_ms - start_ms;
    return to->duration_ms > 0;
}

static char *format(
    const struct podcast_soundbite *soundbites, size_t count, struct err *err)
{
    const struct podcast_episode item = {
        .soundbites = soundbites, .soundbite_count = count};

    return item_tags_format(&item, true, err);
}

static char *place_all(const struct podcast_episode *item,
    const struct soundbite_place *place, struct err *err)
{
    own_heap(struct podcast_soundbite) placed =
        calloc(item->soundbite_count + 1, sizeof *placed);
    size_t count = 0;

    if (!placed)
        return err_no_memory(err), NULL;
    for (size_t i = 0; i < item->soundbite_count; i++)
        count += place_one(place, &item->soundbites[i], &placed[count]);
    return format(placed, count, err);
}

char *episode_soundbites_place(const struct podcast_episode *noted,
    const char *edit_tags, const struct soundbite_place *place, struct err *err)
{
    struct podcast_episode item = *noted;
    own(feed_storage) storage = feed_storage_new();

    if (!storage)
        return err_no_memory(err), NULL;
    return item_tags_read(edit_tags, storage, &item, err)
               ? place_all(&item, place, err)
               : NULL;
}

char *episode_soundbites_of_edit(const char *edit_tags, struct err *err)
{
    struct podcast_episode item = {0};
    own(feed_storage) storage = feed_storage_new();

    if (!storage)
        return err_no_memory(err), NULL;
    return item_tags_read(edit_tags, storage, &item, err)
               ? format(item.soundbites, item.soundbite_count, err)
               : NULL;
}
