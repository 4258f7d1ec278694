/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The long part of making an episode: its media, rendered into the workshop.
 * It touches nothing else, so that it can run in a worker of its own.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_WORK_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_WORK_H

#include "publisher/episode/episode_job.h"
#include "publisher/media/episode_render.h"
#include "publisher/media/render_progress.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"

struct episode_worker {
    const struct episode_job *job;
    int threads; /* that it may run at once */
    const struct render_progress *progress;
};

/* The job has its recording. What an earlier run left of it in the workshop
 * is removed first. */
bool episode_work(const struct config *config,
    const struct episode_worker *worker, struct episode_files *files,
    struct err *err);

#endif
