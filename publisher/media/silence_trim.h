/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a recording begins and ends to be heard. Only its ends are decoded.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_SILENCE_TRIM_H
#define ROOMCAST_PUBLISHER_MEDIA_SILENCE_TRIM_H

#include "publisher/media/edit_list.h"

/* What stays of the silence at either end. */
#define SILENCE_TRIM_MARGIN_48K 24000

/* Adds to `cut` what is silent at the beginning of the first part and at the
 * end of the last, but for the margin: 100 ms at a time whose level, with the
 * header gain, is below -50 dBFS. Nothing where it is silent throughout. */
bool silence_trim(const char *const *paths, size_t count,
    struct edit_spans *cut, struct err *err);

#endif
