/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The OpusTags of an episode: what players show of it, with its chapters, its
 * cover, and the recording's id.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_EPISODE_TAGS_H
#define ROOMCAST_PUBLISHER_MEDIA_EPISODE_TAGS_H

#include "publisher/media/remux.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_reader.h"

/* Appends the whole packet. `reader` is the first recording of the montage. */
bool episode_tags_format(const struct remux_order *order,
    const struct recording_reader *reader, struct text *packet,
    struct err *err);

#endif
