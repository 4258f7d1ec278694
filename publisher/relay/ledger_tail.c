/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/ledger_tail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "recorder/base/text.h"

#define CHUNK_BYTES 4096

/* Ours are a few hundred bytes; what goes on for longer is none. */
#define LINE_MOST_BYTES (1 << 20)

struct ledger_tail {
    int fd;
    int64_t offset;
    struct text waiting; /* read, from `next` on not yet looked at */
    size_t next;
};

struct ledger_tail *ledger_tail_open(const char *path, struct err *err)
{
    own(ledger_tail) tail = calloc(1, sizeof *tail);

    if (!tail)
        return err_no_memory(err), NULL;
    tail->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (tail->fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path), NULL;
    return take(tail);
}

static void drop_seen(struct ledger_tail *tail)
{
    struct text rest = {0};

    text_append_bytes(&rest, tail->waiting.bytes + tail->next,
        tail->waiting.length - tail->next);
    text_clear(&tail->waiting);
    tail->waiting = rest;
    tail->next = 0;
}

/* False when there is no more for now. */
static bool read_more(struct ledger_tail *tail)
{
    char bytes[CHUNK_BYTES];
    ssize_t got;
    struct err ignored;

    do
        got = pread(tail->fd, bytes, sizeof bytes, tail->offset);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    tail->offset += got;
    if (tail->next > 0)
        drop_seen(tail);
    if (tail->waiting.length > LINE_MOST_BYTES)
        text_reset(&tail->waiting);
    text_append_bytes(&tail->waiting, bytes, (size_t)got);
    return text_finish(&tail->waiting, &ignored);
}

struct jdoc *ledger_tail_next(struct ledger_tail *tail)
{
    struct err ignored;

    do {
        const char *begin = tail->waiting.bytes;
        const char *end;
        while (begin && (end = memchr(begin + tail->next, '\n',
                             tail->waiting.length - tail->next))) {
            const char *line = begin + tail->next;
            tail->next = (size_t)(end - begin) + 1;
            struct jdoc *doc = jdoc_parse(line, (size_t)(end - line), &ignored);
            if (doc)
                return doc;
        }
    } while (read_more(tail));
    return NULL;
}

int64_t ledger_tail_bytes(const struct ledger_tail *tail)
{
    return tail->offset;
}

void ledger_tail_free(struct ledger_tail *tail)
{
    if (!tail)
        return;
    if (tail->fd >= 0)
        close(tail->fd);
    text_clear(&tail->waiting);
    free(tail);
}
