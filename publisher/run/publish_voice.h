/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a run of the publisher is told: what was done on standard output, what
 * failed on standard error, each a line (of JSON if wanted, then all on
 * standard output); and on a terminal a line that says how far the renders
 * are:
 *
 *     rendering 3 of 12: weekly/2026-11-22-on-water  43 %
 *
 * cut to the terminal's width, and left out on one that is dumb.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_VOICE_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/run/publish_event.h"

struct publish_voice {
    const char *url; /* of the site */
    bool is_json;
    bool is_quiet;
    /* The rest is its own. */
    bool is_terminal;
    bool is_shown;
    int64_t next_ns;
};

void publish_voice_begin(struct publish_voice *voice);

/* For publish_order: `user` is the voice. */
publish_listener publish_voice_tell;

/* Wipes the progress. */
void publish_voice_end(struct publish_voice *voice);

#endif
