/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/space_memory.h"

#include <inttypes.h>
#include <stdio.h>

#include "recorder/base/free_space.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define MEMORY "space"

/* Logs of others grow and shrink by less. */
#define LEAST_MORE_BYTES (INT64_C(1) << 20)

/* Of the disks of state, site and spool. */
struct space {
    int64_t free_bytes[3];
};

static struct space look(const struct config *config)
{
    return (struct space){{
        free_space_bytes(config->state),
        free_space_bytes(config->site),
        free_space_bytes(config->spool),
    }};
}

bool space_memory_keep(
    struct catalogue *catalogue, const struct config *config, struct err *err)
{
    const struct space now = look(config);
    own_value(text) line = {0};

    text_appendf(&line, "%" PRId64 " %" PRId64 " %" PRId64, now.free_bytes[0],
        now.free_bytes[1], now.free_bytes[2]);
    return text_finish(&line, err) &&
           catalogue_remember(catalogue, MEMORY, text_string(&line), err);
}

bool space_memory_end(struct catalogue *catalogue, struct err *err)
{
    own_heap(char) line = catalogue_recall(catalogue, MEMORY, err);

    return line && (!*line || catalogue_remember(catalogue, MEMORY, "", err));
}

bool space_memory_look(struct catalogue *catalogue, const struct config *config,
    bool *has_more, struct err *err)
{
    own_heap(char) line = catalogue_recall(catalogue, MEMORY, err);
    struct space kept;

    if (!line)
        return false;
    *has_more = false;
    if (sscanf(line, "%" SCNd64 " %" SCNd64 " %" SCNd64, &kept.free_bytes[0],
            &kept.free_bytes[1], &kept.free_bytes[2]) != 3)
        return true;
    const struct space now = look(config);
    for (size_t i = 0; i < 3; i++)
        *has_more = *has_more ||
                    now.free_bytes[i] - kept.free_bytes[i] >= LEAST_MORE_BYTES;
    return true;
}
