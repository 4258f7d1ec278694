/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far a long piece of work has come, for those who wait for it:
 *
 *     render_progress_tell(progress, 0.25);                    at a quarter
 *
 * Renders run in threads of their own: the listener may be called from any
 * of them, one at a time for each render, and must not take long. Telling
 * every percent is enough.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_RENDER_PROGRESS_H
#define ROOMCAST_PUBLISHER_MEDIA_RENDER_PROGRESS_H

/* `done` is from 0 to 1. */
typedef void render_listener(void *user, double done);

struct render_progress {
    render_listener *told; /* NULL: nobody waits */
    void *user;
};

/* NULL is fine. */
static inline void render_progress_tell(
    const struct render_progress *progress, double done)
{
    if (progress && progress->told)
        progress->told(progress->user, done);
}

#endif
