/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * XML as it is found in the wild, made such that a parser gets through it:
 * UTF-8 without controls, whatever encoding was declared or used; nothing
 * before the first "<"; each "&" that begins no reference escaped; HTML's
 * named entities as the characters they stand for. The XML declaration is
 * left out.
 */
#ifndef ROOMCAST_FEEDS_READER_LENIENT_XML_H
#define ROOMCAST_FEEDS_READER_LENIENT_XML_H

#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Appends to `out`. Fails only when memory runs out. */
bool lenient_xml_mend(
    const char *bytes, size_t length, struct text *out, struct err *err);

#endif
