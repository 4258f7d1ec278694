/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ID3v2.3 tag of an episode's MP3 (id3.org, "ID3 tag version 2.3.0"; why
 * this one, tag_frame.h tells): titles of any script come through.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_TAG_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_TAG_H

#include "publisher/media/cover.h"
#include "publisher/media/episode_render.h"
#include "recorder/base/text.h"

/* Appends the whole tag: TIT2, TPE1, TALB, TYER, TDAT, TRCK, TCON, COMM, WOAF,
 * APIC, CTOC and CHAP, as far as the settings name them. Fails as text_append()
 * does. */
void mp3_tag_append(struct text *text, const struct episode_settings *settings,
    const struct cover *cover);

#endif
