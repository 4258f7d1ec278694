/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ID3v2.4 tag of an episode's MP3 (id3.org, "ID3 tag version 2.4.0"):
 * UTF-8 throughout, so titles of any script come through.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_TAG_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_TAG_H

#include "publisher/media/cover.h"
#include "publisher/media/episode_render.h"
#include "recorder/base/text.h"

/* Appends the whole tag: TIT2, TPE1, TALB, TDRC, TRCK, TCON, COMM, WOAF,
 * APIC, CTOC and CHAP, as far as the settings name them. Fails as text_append()
 * does. */
void mp3_tag_append(struct text *text, const struct episode_settings *settings,
    const struct cover *cover);

#endif
