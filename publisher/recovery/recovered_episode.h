/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An episode as the catalogue keeps it, from what everybody can see of it:
 * its item of the feed and its files on the site. Its notes come back as the
 * HTML that the feed has, which CommonMark takes as it is; what people set by
 * hand cannot be told from what was found any more.
 */
#ifndef ROOMCAST_PUBLISHER_RECOVERY_RECOVERED_EPISODE_H
#define ROOMCAST_PUBLISHER_RECOVERY_RECOVERED_EPISODE_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/podcast.h"
#include "publisher/catalogue/catalogue_episode.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* Where it is looked for. */
struct recovery_place {
    const struct config *config;
    const struct config_show *show;
};

/* False for one that no recording became: the show has brought it along. Ours
 * lie with their page, in a folder of their own. */
bool recovered_episode_is_ours(const struct podcast_episode *item);

/* Into a zeroed record. *is_ours is false, and the record stays empty, for an
 * item that is not ours. */
bool recovered_episode_of_item(const struct recovery_place *place,
    const struct podcast_episode *item, struct catalogue_episode *episode,
    bool *is_ours, struct err *err);

/* A folder whose media lie on the site though no feed names it. */
struct hidden_folder {
    const char *slug;
    int64_t hidden; /* when, UTC seconds; 0: not known */
};

/* It was hidden at that time, and stays so. *is_ours is false when there is no
 * Opus file of ours in the folder. */
bool recovered_episode_of_folder(const struct recovery_place *place,
    const struct hidden_folder *folder, struct catalogue_episode *episode,
    bool *is_ours, struct err *err);

#endif
