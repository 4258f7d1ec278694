/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Languages as podcast directories take them: a two-letter code of ISO 639-1,
 * then perhaps a script of four letters, then perhaps a region of ISO 3166-1
 * or three digits ("en", "en-GB", "zh-Hant-TW", "es-419"; RFC 5646,
 * section 2.1). Letters of any case.
 */
#ifndef ROOMCAST_FEEDS_LANGUAGE_TAG_H
#define ROOMCAST_FEEDS_LANGUAGE_TAG_H

#include <stdbool.h>

bool is_language_tag(const char *tag);

#endif
