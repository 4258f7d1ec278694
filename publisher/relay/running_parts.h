/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a recording that is written now, among all that lies in the
 * folders of a room.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RUNNING_PARTS_H
#define ROOMCAST_PUBLISHER_RELAY_RUNNING_PARTS_H

#include <stddef.h>

#include "publisher/relay/part_file.h"

struct running_parts {
    const char *const *folders; /* NULL ones are passed over */
    size_t folder_count;
    int64_t utc_ns;
    int64_t dead_ns; /* what was not written to for so long is left behind */
    const struct recording_facts *after; /* of the last one; NULL: none yet */
    bool is_running; /* that one is, so no session before it is wanted */
};

/* Of the session of the last one the next part there is, else the newest part
 * of the session that began last. NULL: there is none. Files that cannot be
 * read are passed over. To be freed. */
struct part_file *running_parts_find(const struct running_parts *parts);

#endif
