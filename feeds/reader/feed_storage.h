/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that is given out in pieces and released all at once. */
#ifndef ROOMCAST_FEEDS_READER_FEED_STORAGE_H
#define ROOMCAST_FEEDS_READER_FEED_STORAGE_H

#include <stddef.h>

#include "recorder/base/own.h"

struct feed_storage;

/* NULL when out of memory. */
struct feed_storage *feed_storage_new(void);

/* `size` bytes, zeroed and aligned for anything; NULL when out of memory. */
void *feed_storage_get(struct feed_storage *storage, size_t size);

/* A copy of `length` bytes with a NUL behind; NULL when out of memory. */
char *feed_storage_copy(
    struct feed_storage *storage, const char *bytes, size_t length);

/* NULL is fine. */
void feed_storage_free(struct feed_storage *storage);
OWNED(feed_storage)

#endif
