/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people asked for while sound on its way was older than their wish:
 * each cue is due when the sound of its moment comes.
 *
 * Cues are kept in the order in which they came; so are their times.
 */
#ifndef ROOMCAST_RECORDER_SESSION_CUE_LIST_H
#define ROOMCAST_RECORDER_SESSION_CUE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/session/room_event.h"

#define CUE_LIST_MOST 64 /* waiting; more are refused */

/* Longer titles of chapters are refused, too. */
#define CUE_TEXT_MOST_BYTES 255

struct cue {
    enum room_command command; /* none that begins or ends a recording */
    int64_t at_ns;
    char text[CUE_TEXT_MOST_BYTES + 1]; /* of a mark or a person */
};

/* A mark that is said twice within this is one. */
#define CUE_SAME_MARK_NS INT64_C(10000000000)

struct cue_list {
    struct cue *cues; /* CUE_LIST_MOST of them, made with the first */
    int first;
    int count;
    struct cue mark;      /* the last, waiting or not; at_ns 0: none */
    bool is_pause_wanted; /* by the last that asked for it, waiting or not */
};

/* A pause while one is wanted, or a resume while none is, changes nothing.
 * `text` may be NULL but for a mark or a person. ERR_CONFIG when it is not
 * UTF-8 or too long, ERR_LIMIT when too many wait. */
bool cue_list_push(struct cue_list *list, enum room_command command,
    int64_t at_ns, const char *text, struct err *err);

/* The first, valid until the next push; NULL: none. */
const struct cue *cue_list_first(const struct cue_list *list);

void cue_list_pop(struct cue_list *list);

/* The list is as new then: what it has seen is forgotten, too. */
void cue_list_clear(struct cue_list *list);

#endif
