/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON objects, by jansson.
 *
 * Setters return nothing: the first failure sticks and jdoc_format() reports
 * it. Texts that are not UTF-8 count as a failure of kind ERR_FORMAT. Keys
 * keep the order in which they were set.
 *
 *     own(jdoc) line = jdoc_new();
 *     jdoc_set_string(line, "event", "gap");
 *     jdoc_set_whole(line, "frames", 960);
 *     own_heap(char) text = jdoc_format(line, err);
 */
#ifndef ROOMCAST_BASE_JDOC_H
#define ROOMCAST_BASE_JDOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct jdoc;

/* An empty object. Never NULL-checked by callers: NULL (out of memory) is
 * taken by every function here and fails in jdoc_format(). */
struct jdoc *jdoc_new(void);

/* Reads one object from `length` bytes; anything else is ERR_FORMAT. */
struct jdoc *jdoc_parse(const char *bytes, size_t length, struct err *err);

/* A copy; NULL when out of memory. */
struct jdoc *jdoc_copy(const struct jdoc *doc);

/* NULL is set as null. */
void jdoc_set_string(struct jdoc *doc, const char *key, const char *value);
/* What may hold any bytes, as the name of a file does: in place of those that
 * are not UTF-8 there is U+FFFD. NULL is set as null. */
void jdoc_set_any_text(struct jdoc *doc, const char *key, const char *value);
void jdoc_set_whole(struct jdoc *doc, const char *key, int64_t value);
/* Infinite and NaN are set as null. */
void jdoc_set_real(struct jdoc *doc, const char *key, double value);
void jdoc_set_bool(struct jdoc *doc, const char *key, bool value);
/* A copy; NULL is a failure. */
void jdoc_set_object(
    struct jdoc *doc, const char *key, const struct jdoc *object);
/* Appends a copy of `item` to the array of that key, made when missing. */
void jdoc_add_to_array(
    struct jdoc *doc, const char *key, const struct jdoc *item);

/* An empty array, and a text at its end. */
void jdoc_set_array(struct jdoc *doc, const char *key);
void jdoc_add_string(struct jdoc *doc, const char *key, const char *value);

/* One line without a newline at its end, to be freed. */
char *jdoc_format(const struct jdoc *doc, struct err *err);

/* What a key holds: NULL or false when it is missing or of another type. The
 * string is borrowed from the document. */
const char *jdoc_string(const struct jdoc *doc, const char *key);
/* The text at that place of an array, from 0. */
const char *jdoc_string_at(
    const struct jdoc *doc, const char *key, size_t place);
/* How many there are in an array, 0 when it is none; and a copy of the object
 * at that place, NULL when it is none. */
size_t jdoc_array_length(const struct jdoc *doc, const char *key);
struct jdoc *jdoc_array_item(
    const struct jdoc *doc, const char *key, size_t place);
/* A copy of the object of that key, NULL when it is none. */
struct jdoc *jdoc_object(const struct jdoc *doc, const char *key);
/* True when the key is there, whatever it holds. */
bool jdoc_has(const struct jdoc *doc, const char *key);
bool jdoc_bool(const struct jdoc *doc, const char *key, bool *value);
bool jdoc_whole(const struct jdoc *doc, const char *key, int64_t *value);
bool jdoc_real(const struct jdoc *doc, const char *key, double *value);

/* NULL is fine. */
void jdoc_free(struct jdoc *doc);
OWNED(jdoc)

#endif
