/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Base64 with padding (RFC 4648 section 4), in one line.
 */
#ifndef ROOMCAST_BASE_BASE64_H
#define ROOMCAST_BASE_BASE64_H

#include "recorder/base/text.h"

/* Appends; fails as text_append() does. */
void base64_append(struct text *text, const void *bytes, size_t length);

#endif
