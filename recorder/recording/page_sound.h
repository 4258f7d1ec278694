/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long a page of sound is (RFC 7845 4).
 */
#ifndef ROOMCAST_RECORDING_PAGE_SOUND_H
#define ROOMCAST_RECORDING_PAGE_SOUND_H

#include "recorder/recording/page.h"

/* The granule at which the first packet of a page of ours begins; packets of
 * ours never go on on another page. */
int64_t page_sound_begin(const struct page *page);

#endif
