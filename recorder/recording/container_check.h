/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of Ogg (RFC 3533) for the pages of a file with one stream, whose
 * checksums are right.
 *
 *     struct container_check check = {.findings = &findings};
 *     container_check_damage(&check);                bytes that are no page
 *     if (container_check_push(&check, &page)) …     one of the stream
 *     container_check_end(&check);
 *
 * One fault is one finding: what a missing page makes of the next one's
 * number is told only when nothing else explains it.
 */
#ifndef ROOMCAST_RECORDING_CONTAINER_CHECK_H
#define ROOMCAST_RECORDING_CONTAINER_CHECK_H

#include "recorder/recording/conformance_finding.h"
#include "recorder/recording/page.h"

struct container_check {
    struct conformance_findings *findings;
    /* The page just pushed may stand behind others that are missing, or may
     * not be put together with the one before. */
    bool has_jumped;
    bool has_end; /* EOS was seen */

    /* Private. */
    bool has_begun;
    bool is_damaged; /* since the last page of the stream */
    bool is_open;    /* the last packet goes on */
    uint32_t serial;
    uint32_t foreign_serial;
    bool is_foreign; /* the page before was of another stream */
    uint32_t stated_next;
    uint32_t counted_next;
    struct conformance_place last;
};

/* Something that may have been pages was passed over. */
void container_check_damage(struct container_check *check);

/* False for a page of another stream. */
bool container_check_push(
    struct container_check *check, const struct page *page);

/* At the end of the file. */
void container_check_end(struct container_check *check);

#endif
