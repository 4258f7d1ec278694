/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A letter of what happened since the last one, for cron to mail once a day:
 * what was published, changed and hidden, what fails, and what waits for a
 * person or for its time. When nothing happened, fails or waits for anybody it
 * is empty, and no mail comes.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_DIGEST_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_DIGEST_H

#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* What the letter is written from. All is borrowed. */
struct publish_digest {
    const struct config *config;
    struct catalogue *catalogue;
    int64_t now; /* UTC seconds */
};

/* Appends the letter; *last is what publish_digest_end() wants. */
bool publish_digest_append(const struct publish_digest *digest,
    struct text *letter, int64_t *last, struct err *err);

/* It has been read: the next one begins here. */
bool publish_digest_end(
    const struct publish_digest *digest, int64_t last, struct err *err);

#endif
