/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_children.h"

#include <stdio.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/process_family.h"

#define MOST_WORDS 12

/* They take leave of their servers within ten seconds. */
#define PATIENCE_NS (15 * CLOCK_SECOND_NS)

struct command {
    char name[128];
    char target[16];
    const char *words[MOST_WORDS];
};

static void fill(struct command *command, const struct relay_family *family,
    const struct relay_child *child)
{
    const char **words = command->words;

    snprintf(command->name, sizeof command->name, "%s, target %d,", child->room,
        child->target);
    snprintf(command->target, sizeof command->target, "%d", child->target);
    *words++ = "roomcast-relay";
    *words++ = "--config";
    *words++ = family->config;
    *words++ = "--room";
    *words++ = child->room;
    *words++ = "--target";
    *words++ = command->target;
    if (family->is_verbose)
        *words++ = "--verbose";
    if (family->is_syslog)
        *words = "--syslog";
}

enum exit_status relay_children_run(
    const struct relay_family *family, int stop_fd)
{
    size_t count = family->child_count;
    own_heap(struct command) commands = calloc(count, sizeof *commands);
    own_heap(struct family_member) members = calloc(count, sizeof *members);
    const struct process_family processes = {.members = members,
        .count = count,
        .patience_ns = PATIENCE_NS,
        .is_lasting = true,
        .tick = family->tick,
        .user = family->user};

    if (!commands || !members) {
        struct err err;
        err_no_memory(&err);
        return log_failure(&err);
    }
    for (size_t i = 0; i < count; i++) {
        fill(&commands[i], family, &family->children[i]);
        members[i] =
            (struct family_member){commands[i].name, commands[i].words};
    }
    return process_family_run(&processes, stop_fd);
}
