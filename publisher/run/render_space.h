/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether there is room for what is to be rendered, before it is begun: a
 * render that ends on a full disk has taken the place of the catalogue and
 * the feeds, and an hour of work.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_RENDER_SPACE_H
#define ROOMCAST_PUBLISHER_RUN_RENDER_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* The most that the media of so long an episode take, in the workshop and in
 * the store. */
int64_t render_space_bytes(int64_t duration_ms);

/* ERR_IO when the disk of the state or of the site has less than that and what
 * is kept for the catalogue. Names the folder and no figures: as long as it is
 * the same disk it is the same failure. */
bool render_space_check(
    const struct config *config, int64_t bytes, struct err *err);

#endif
