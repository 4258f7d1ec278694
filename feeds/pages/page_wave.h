/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An episode's sound as a drawing: pale bars for its peaks, strong ones for
 * its loudness, and a line where each chapter begins. The script of the page
 * colours what has been heard, by the width of the rectangle in "played".
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_WAVE_H
#define ROOMCAST_FEEDS_PAGES_PAGE_WAVE_H

#include "feeds/podcast.h"
#include "recorder/base/text.h"

/* Appends an SVG element of at most 10 kB; nothing without a waveform. */
void page_wave_draw(const struct podcast_episode *episode, struct text *svg);

#endif
