/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether there is room for what is to be rendered, before it is begun: a
 * render that ends on a full disk has taken the place of the catalogue and
 * the feeds, and an hour of work.
 *
 *     struct render_space sum = …of those at work…;
 *     render_space_of(show, recording, &space);
 *     render_space_add(&sum, &space);
 *     if (!render_space_check(config, &sum, err)) …it waits…
 */
#ifndef ROOMCAST_PUBLISHER_RUN_RENDER_SPACE_H
#define ROOMCAST_PUBLISHER_RUN_RENDER_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/spool/spool.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* Two copies of one episode in the making, in bytes. */
struct render_space {
    int64_t workshop_bytes; /* at most, while a file is made once more */
    int64_t store_bytes;    /* what it has when it is published */
};

/* What the media of an episode take, with all that goes with them: the Opus
 * file from the length of its recording, the MP3 from its bit rate, cover and
 * jingles from their files. Somewhat more, never less, but where a hook writes
 * a transcript of more than a word for each third of a second. */
void render_space_of(const struct config_show *show,
    const struct spool_recording *recording, struct render_space *space);

void render_space_add(
    struct render_space *sum, const struct render_space *more);

/* ERR_IO with `is_full` when the disk of the state or of the site has less
 * than that and what is kept for the catalogue. From the workshop on the same
 * disk media are moved, and need no second place. Names the folder and no
 * figures: as long as it is the same disk it is the same failure. */
bool render_space_check(const struct config *config,
    const struct render_space *space, struct err *err);

#endif
