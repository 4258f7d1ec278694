/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * podcast:guid by its rule (podcast namespace, guid.md): UUIDv5 in namespace
 * ead4c236-bf58-58c6-a2c6-a6b28d128cb6 of the feed's URL without its scheme
 * and without slashes at its end. Made once in a show's life, from its first
 * URL, and kept when the feed moves.
 */
#ifndef ROOMCAST_FEEDS_PODCAST_GUID_H
#define ROOMCAST_FEEDS_PODCAST_GUID_H

#include "recorder/base/err.h"
#include "recorder/base/identifier.h"

/* Fails only when memory runs out. */
bool podcast_guid_from_url(
    const char *feed_url, char guid[IDENTIFIER_BYTES], struct err *err);

#endif
