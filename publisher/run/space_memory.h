/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much was free when a disk had last too little room for us, kept by the
 * catalogue: what failed for that is worth another try as soon as there is
 * more, and not only when the pause of a trouble is over.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_SPACE_MEMORY_H
#define ROOMCAST_PUBLISHER_RUN_SPACE_MEMORY_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* Keeps what is free now on the disks of state, site and spool. */
bool space_memory_keep(
    struct catalogue *catalogue, const struct config *config, struct err *err);

/* There is nothing any more that waits for room. */
bool space_memory_end(struct catalogue *catalogue, struct err *err);

/* Whether any of the disks has more room now than was kept, by a mebibyte or
 * more; false when nothing is kept. */
bool space_memory_look(struct catalogue *catalogue, const struct config *config,
    bool *has_more, struct err *err);

#endif
