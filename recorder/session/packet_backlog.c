/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/packet_backlog.h"

#include <string.h>

struct kept {
    struct kept *next;
    int64_t begin_48k;
    int frames;
    size_t length;
    uint8_t bytes[];
};

struct packet_backlog {
    struct kept *first;
    struct kept **end;
    int64_t end_48k;
    size_t bytes; /* of all that is kept, with their heads */
};

struct packet_backlog *packet_backlog_new(int64_t begin_48k, struct err *err)
{
    struct packet_backlog *backlog = calloc(1, sizeof *backlog);

    if (!backlog)
        return err_no_memory(err), NULL;
    backlog->end = &backlog->first;
    backlog->end_48k = begin_48k;
    return backlog;
}

static void drop_first(struct packet_backlog *backlog)
{
    struct kept *first = backlog->first;

    backlog->first = first->next;
    if (!backlog->first)
        backlog->end = &backlog->first;
    backlog->bytes -= sizeof *first + first->length;
    free(first);
}

bool packet_backlog_push(struct packet_backlog *backlog, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err)
{
    struct kept *kept = malloc(sizeof *kept + bytes);

    if (!kept)
        return err_no_memory(err);
    *kept = (struct kept){
        .begin_48k = backlog->end_48k, .frames = frames_48k, .length = bytes};
    memcpy(kept->bytes, packet, bytes);
    *backlog->end = kept;
    backlog->end = &kept->next;
    backlog->end_48k += frames_48k;
    backlog->bytes += sizeof *kept + bytes;
    while (backlog->bytes > PACKET_BACKLOG_MOST_BYTES)
        drop_first(backlog);
    return true;
}

int64_t packet_backlog_begin_48k(const struct packet_backlog *backlog)
{
    return backlog->first ? backlog->first->begin_48k : backlog->end_48k;
}

int64_t packet_backlog_end_48k(const struct packet_backlog *backlog)
{
    return backlog->end_48k;
}

static const struct kept *find(
    const struct packet_backlog *backlog, int64_t at_48k)
{
    const struct kept *kept = backlog->first;

    while (kept && kept->begin_48k < at_48k)
        kept = kept->next;
    return kept;
}

int64_t packet_backlog_ceiling_48k(
    const struct packet_backlog *backlog, int64_t at_48k)
{
    const struct kept *kept = find(backlog, at_48k);

    return kept ? kept->begin_48k : backlog->end_48k;
}

void packet_backlog_drop(struct packet_backlog *backlog, int64_t before_48k)
{
    while (backlog->first &&
           backlog->first->begin_48k + backlog->first->frames <= before_48k)
        drop_first(backlog);
}

bool packet_backlog_repeat(const struct packet_backlog *backlog,
    int64_t from_48k, const struct packet_taker *taker, struct err *err)
{
    const struct kept *kept = find(backlog, from_48k);

    for (; kept; kept = kept->next) {
        if (!taker->packet(
                taker->user, kept->bytes, kept->length, kept->frames, err))
            return false;
    }
    return true;
}

void packet_backlog_free(struct packet_backlog *backlog)
{
    if (!backlog)
        return;
    while (backlog->first)
        drop_first(backlog);
    free(backlog);
}
