/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An episode as it would look if it were published now, in a folder of one's
 * own: its page and that of its show with it as the newest, its sound beside
 * them. For drafts, which are nowhere else to be seen, and for corrections
 * before they go out.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_EPISODE_PREVIEW_H
#define ROOMCAST_PUBLISHER_SHOW_EPISODE_PREVIEW_H

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends the path of the page, FOLDER/SHOW/SLUG/index.html. Sound files are
 * copies of those in the workshop or on the site. ERR_CONFIG for a folder
 * within the site; ERR_IO when the episode has not been rendered. The
 * configuration is one that publish_config_check() has passed. */
bool episode_preview_write(const struct config *config,
    struct catalogue *catalogue, const struct catalogue_episode *episode,
    const char *folder, struct text *page, struct err *err);

#endif
