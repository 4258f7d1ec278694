/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast record --workers: the command line of each recorder. */
#include "recorder/command/workers.h"

#include <stdio.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/process_family.h"

#define MOST 256
#define MOST_WORDS 12

/* How long they have to finish their files before they are killed. */
#define PATIENCE_NS (60 * CLOCK_SECOND_NS)

struct worker {
    char name[32];
    char shard[48];
    const char *words[MOST_WORDS];
};

static const char **add_option(
    const char **words, const char *name, const char *value)
{
    if (!value)
        return words;
    *words++ = name;
    *words++ = value;
    return words;
}

static void fill(struct worker *worker, const struct record_job *job,
    size_t number, size_t count)
{
    const char **words = worker->words;

    snprintf(worker->name, sizeof worker->name, "worker %zu", number);
    snprintf(worker->shard, sizeof worker->shard, "%zu/%zu", number, count);
    *words++ = "roomcast-record";
    words = add_option(words, "--config", job->config->path);
    *words++ = "--all";
    words = add_option(words, "--shard", worker->shard);
    if (job->is_verbose)
        *words++ = "--verbose";
    words = add_option(words, "--metrics", job->metrics);
    add_option(words, "--progress", job->progress);
}

enum exit_status workers_run(const struct record_job *job, int stop_fd)
{
    size_t count = job->workers < MOST ? (size_t)job->workers : MOST;
    own_heap(struct worker) workers = calloc(count, sizeof *workers);
    own_heap(struct family_member) members = calloc(count, sizeof *members);
    const struct process_family family = {
        .members = members, .count = count, .patience_ns = PATIENCE_NS};

    if (!workers || !members) {
        struct err err;
        err_no_memory(&err);
        return log_failure(&err);
    }
    for (size_t i = 0; i < count; i++) {
        fill(&workers[i], job, i + 1, count);
        members[i] = (struct family_member){workers[i].name, workers[i].words};
    }
    return process_family_run(&family, stop_fd);
}
