/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which recordings have become parts of which episodes. What an episode was
 * joined from is one with it for ever: when a part is away, as with the disk
 * that it lies on, the episode is not made again without it, and what is left
 * of the session is not published again as something new.
 *
 *     own(part_table) parts = part_table_read(catalogue, err);
 *     if (part_table_is_whole(parts, recording, id)) …
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_PART_TABLE_H
#define ROOMCAST_PUBLISHER_EPISODE_PART_TABLE_H

#include <stdbool.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/spool/spool.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct part_table;

struct part_table *part_table_read(
    struct catalogue *catalogue, struct err *err);

/* The episode, by its recording's id, that a recording is a part of; NULL for
 * none. It lives as long as the table. */
const char *part_table_episode(
    const struct part_table *table, const char *recording);

/* Whether a recording of the spool has all that the episode was made from,
 * and nothing that another was. */
bool part_table_is_whole(const struct part_table *table,
    const struct spool_recording *recording, const char *episode);

/* NULL is fine. */
void part_table_free(struct part_table *table);
OWNED(part_table)

#endif
