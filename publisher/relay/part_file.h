/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording of ours while it is written: packet after packet as far as it
 * has come, each with its place in the session. It only reads, and takes no
 * lock.
 *
 *     own(part_file) part = part_file_open(path, err);
 *     part_file_skip_to_end(part);                    to join it where it is
 *     while ((step = part_file_next(part, &packet, err)) == PART_PACKET)
 *         …
 *     PART_STARVED: later there may be more
 *
 * Pages count only with a right checksum and the stream's serial number; what
 * is damaged is passed over, and shows as a jump of the packets' places. The
 * file may be renamed, cut short and get another header meanwhile.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_PART_FILE_H
#define ROOMCAST_PUBLISHER_RELAY_PART_FILE_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/recording/recording.h"

struct part_file;

struct part_packet {
    const uint8_t *bytes; /* borrowed until the next call */
    size_t length;
    int frames_48k;
    int64_t at_48k; /* where it begins in the session; before the pre-skip of
                       the first part is over, below 0 */
};

enum part_step {
    PART_PACKET,
    PART_STARVED,
    PART_FAILED /* *err: ERR_IO or ERR_MEMORY */
};

/* ERR_IO if it cannot be read, ERR_FORMAT if it is none of ours. */
struct part_file *part_file_open(const char *path, struct err *err);

const char *part_file_path(const struct part_file *part);
const struct recording_facts *part_file_facts(const struct part_file *part);

/* Passes over all but the last second or more. Before the first packet. */
void part_file_skip_to_end(struct part_file *part);

enum part_step part_file_next(
    struct part_file *part, struct part_packet *packet, struct err *err);

/* Bytes that were passed over because they were damaged. */
int64_t part_file_skipped_bytes(const struct part_file *part);

/* False when its name is another's now, or nobody's: it was finished or
 * removed. */
bool part_file_is_there(const struct part_file *part);

/* NULL is fine. */
void part_file_free(struct part_file *part);
OWNED(part_file)

#endif
