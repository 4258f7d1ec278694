/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_JOB_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_JOB_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/spool/spool.h"

/* One episode to be made or gone on with. */
struct episode_job {
    struct catalogue_episode episode;        /* as it should be catalogued */
    const struct spool_recording *recording; /* borrowed; NULL: gone */
    bool is_new;                             /* not in the catalogue yet */
    bool has_new_texts;   /* as found now, not as catalogued */
    bool has_plain_title; /* without what its notes said before */
    bool is_remade;       /* its media are not what it is made from now */
    bool is_held;         /* a draft, or before its time: not to the store */
};

#endif
