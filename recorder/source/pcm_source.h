/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCM from standard input, a FIFO or a file: the source behind the addresses
 * "-" and PATH; see source.h for how sources are used.
 *
 * It is as long as its samples: nothing is judged by arrival. One
 * source_read() takes at most PCM_SOURCE_READ_BYTES, because a file is always
 * ready and its reader has signals to serve.
 *
 * A FIFO is opened at once whether or not anybody writes to it, waits for its
 * first writer however long that takes, and ends when its last one has left.
 * Standard input is never made non-blocking: that would be so for the
 * programs, too, that share it. It is polled instead.
 *
 * Events: "warning" for bytes at the end that make no whole frame, and for a
 * WAV that ends before its header says.
 */
#ifndef ROOMCAST_SOURCE_PCM_SOURCE_H
#define ROOMCAST_SOURCE_PCM_SOURCE_H

#include "recorder/base/err.h"
#include "recorder/source/source.h"

#define PCM_SOURCE_READ_BYTES 65536

/* The most that one call of the sink gets. */
#define PCM_SOURCE_BLOCK_FRAMES 4096

/* `format` is as sample_format_parse() takes it, or NULL for WAV. The
 * header of a regular file is read here, that of a pipe when it comes.
 * ERR_CONFIG when it cannot be opened, is a folder or a terminal, or the
 * format cannot be read; ERR_FORMAT for a corrupt WAV. */
struct source *pcm_source_open(
    const char *address, const char *format, struct err *err);

#endif
