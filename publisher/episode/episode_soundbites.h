/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The soundbites of an episode: said in the times of its recording, as all
 * that is cut and silenced, and published in those of the episode.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_SOUNDBITES_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_SOUNDBITES_H

#include "feeds/podcast.h"
#include "publisher/media/edit_list.h"
#include "recorder/base/err.h"

struct soundbite_place {
    const struct edit_list *edits;
    int64_t intro_48k;
    int64_t duration_ms; /* of the episode */
};

/* Those of `noted`, or of the edit's tags where it has any, placed; as text for
 * item_tags_read(), to be freed, NULL when it failed. Left out are those of
 * which something was silenced, and those that were cut away. */
char *episode_soundbites_place(const struct podcast_episode *noted,
    const char *edit_tags, const struct soundbite_place *place,
    struct err *err);

/* Those of an edit as text, "" when it has none; as above. */
char *episode_soundbites_of_edit(const char *edit_tags, struct err *err);

#endif
