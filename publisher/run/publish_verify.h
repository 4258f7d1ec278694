/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether what is published is still what was published: the media of listed
 * episodes, and first of all their transcripts, chapters, curves and covers,
 * are read and compared with the hashes that the catalogue keeps. Pages and
 * feeds are written where they differ, as ever (publish_mending.h). A part of
 * publish.c.
 *
 *     publish_verify(run, err)       after the spool was looked at
 *     … plan, make …                 what is damaged is made again
 *     publish_verify_end(run, err)   with what was read anew
 *     … feeds …
 *     publish_verify_next(run, err)  and again from "plan", if any is damaged
 *
 * A run reads for as long as it was told (order->verify_ns), and goes on where
 * the one before it stopped, from the oldest episode to the newest of each
 * show and round again. Without being told it looks only at what was damaged
 * when it was last looked at: as often as other trouble is tried again.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_PUBLISH_VERIFY_H
#define ROOMCAST_PUBLISHER_RUN_PUBLISH_VERIFY_H

#include "publisher/run/publish_run.h"

/* Fills run->damaged with what was damaged before, and is. Fails when the
 * catalogue or memory does; a file that cannot be read is a failure that is
 * kept, but none of the damaged ones. */
bool publish_verify(struct publish_run *run, struct err *err);

/* Tells what became of the damaged ones: made again, or a failure that is
 * kept. */
bool publish_verify_end(struct publish_run *run, struct err *err);

/* The same by reading on, until somebody wants us to end. Comes last: what is
 * new must not wait for it. */
bool publish_verify_next(struct publish_run *run, struct err *err);

#endif
