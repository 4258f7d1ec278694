/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A montage as an Ogg/Opus file for listeners (RFC 7845). Packets of
 * recordings are copied byte for byte, in pages of at most a second, under
 * tags that players show; only where clips meet, and for sound that is no
 * recording, something is encoded (seam.h).
 *
 * The beginning and the end are exact to the sample, by pre-skip and end
 * trimming (RFC 7845 4.2, 4.4): up to 80 ms before the beginning stay in the
 * file, unheard, for decoders to settle. Where clips meet in the middle each
 * ends at its sample, and the next begins within 2.5 ms of its own. A silenced
 * passage is widened to whole packets and by one behind it, which may hold
 * the words of the one before once more (in-band FEC): nothing of it is left
 * in the file.
 *
 * The serial number follows from the recording's id and the tags from the
 * settings, so the same input gives the same bytes.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_REMUX_H
#define ROOMCAST_PUBLISHER_MEDIA_REMUX_H

#include <stdint.h>

#include "publisher/media/cover.h"
#include "publisher/media/episode_render.h"
#include "publisher/media/montage.h"
#include "recorder/base/durable_file.h"

struct remux_order {
    const struct montage *montage;
    const struct episode_settings *settings;
    const struct cover *cover;
    bool has_gain; /* otherwise gain and R128_TRACK_GAIN are the recording's */
    int gain_q8;   /* of the header */
    int track_gain_q8;
};

struct remuxed {
    int64_t packet_bytes; /* without container and tags */
    int64_t heard_48k;    /* frames between pre-skip and end trimming */
};

/* Writes all of it to `file` and leaves the commit to the caller. Where a
 * recording is damaged in the middle, silence takes the place of what is
 * lost. ERR_FORMAT if one is not one of ours or holds no sound. */
bool remux(const struct remux_order *order, struct durable_file *file,
    struct remuxed *remuxed, struct err *err);

#endif
