/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is told of an episode while a run makes it, to whoever listens to the
 * run (publish_event.h): it is begun, so far done, waits for people or for
 * its time, or lacks its transcript.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_MAKING_NEWS_H
#define ROOMCAST_PUBLISHER_RUN_MAKING_NEWS_H

#include <stddef.h>

#include "publisher/run/publish_run.h"

/* It is rendered from now on. */
void making_news_begun(
    const struct publish_run *run, const struct catalogue_episode *episode);

/* It is the plan's job number `at`, from 1, and `done` of it, from 0 to 1, is
 * over. */
void making_news_progress(const struct publish_run *run,
    const struct catalogue_episode *episode, size_t at, double done);

/* It goes out without the transcript that it should have had. */
void making_news_trouble(const struct publish_run *run,
    const struct catalogue_episode *episode, const char *trouble);

/* It is made, and waits for a person or for its time. */
void making_news_prepared(
    const struct publish_run *run, const struct catalogue_episode *episode);

#endif
