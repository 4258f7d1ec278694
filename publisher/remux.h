/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording as an Ogg/Opus file for listeners (RFC 7845): every packet byte
 * for byte, with the recording's pre-skip, header gain and end trimming, in
 * pages of at most a second, under tags that players show.
 *
 * The serial number follows from the recording's id and the tags from the
 * settings, so the same input gives the same bytes.
 */
#ifndef ROOMCAST_PUBLISHER_REMUX_H
#define ROOMCAST_PUBLISHER_REMUX_H

#include <stdint.h>

#include "publisher/cover.h"
#include "publisher/episode_render.h"
#include "recorder/base/durable_file.h"

struct remuxed {
    int64_t packet_bytes; /* without container and tags */
    int64_t heard_48k;    /* frames between pre-skip and end trimming */
};

/* Writes all of it to `file` and leaves the commit to the caller. Where the
 * recording is damaged in the middle, silence takes the place of what is
 * lost. ERR_FORMAT if it is not one of ours or holds no sound. */
bool remux(const char *recording_path, const struct episode_settings *settings,
    const struct cover *cover, struct durable_file *file,
    struct remuxed *remuxed, struct err *err);

#endif
