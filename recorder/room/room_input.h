/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a room listens to: the source of its job, opened and closed again and
 * again, and read into its desk no oftener than need be, nor faster than the
 * disk takes it.
 *
 *     room_input_init(&input, &job, desk);
 *     room_input_open(&input, now_ns, err);
 *     poll(room_input_descriptor(&input) …, room_input_deadline_ns(&input))
 *     switch (room_input_read(&input, now_ns, err)) …
 *     room_input_keep_pace(&input, now_ns, &why);
 *     room_input_close(&input);
 */
#ifndef ROOMCAST_RECORDER_ROOM_ROOM_INPUT_H
#define ROOMCAST_RECORDER_ROOM_ROOM_INPUT_H

#include "recorder/room/input_pace.h"
#include "recorder/session/desk.h"

struct room_input {
    const struct record_job *job; /* borrowed, as the desk */
    struct desk *desk;
    struct source *source; /* NULL: it is closed */
    int64_t opened_ns;

    /* Private. */
    bool is_flowing; /* more is to be expected soon */
    struct input_pace pace;
    int64_t disk_look_ns; /* no disk takes what is read; INT64_MAX: one does */
};

/* It is closed. Both are borrowed until it is closed for the last time. */
void room_input_init(
    struct room_input *input, const struct record_job *job, struct desk *desk);

/* While it is closed; no recording may run. */
bool room_input_open(struct room_input *input, int64_t now_ns, struct err *err);

/* A closed one, too. No recording may run. */
void room_input_close(struct room_input *input);

/* Is its time that of the world? Not before anything came. */
bool room_input_is_live(const struct room_input *input);

/* Will there be more when it has ended? A FIFO whose last writer has left
 * waits for the next one; a file is over. */
bool room_input_comes_again(const struct room_input *input);

/* What to poll; -1: nothing, for now. Asked for after each reading: one that
 * flows is read at its deadlines alone. */
int room_input_descriptor(const struct room_input *input);

/* When it or its desk have something to do though nothing comes. */
int64_t room_input_deadline_ns(const struct room_input *input);

/* As source_read(), into the desk; while it is open. */
enum source_step room_input_read(
    struct room_input *input, int64_t now_ns, struct err *err);

/* Waits for the disk, if the input can wait and has run ahead. True when none
 * takes what is written, and that is news: *why says so. It is not to be read
 * then until this, asked again, has found a disk that does. */
bool room_input_keep_pace(
    struct room_input *input, int64_t now_ns, struct err *why);
bool room_input_awaits_disk(const struct room_input *input);

/* As source_stop(); a closed one has nothing more. */
bool room_input_stop(struct room_input *input, int64_t end_ns, struct err *err);

#endif
