/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of Opus in Ogg (RFC 7845) for the pages of one stream, as
 * container_check lets them through.
 *
 *     struct stream_check check = {.findings = &findings};
 *     stream_check_push(&check, &page, has_jumped, err);              …
 *     stream_check_end(&check);
 *     stream_check_clear(&check);
 */
#ifndef ROOMCAST_RECORDING_STREAM_CHECK_H
#define ROOMCAST_RECORDING_STREAM_CHECK_H

#include "recorder/recording/conformance_finding.h"
#include "recorder/recording/packet_joiner.h"

enum stream_check_stage {
    STREAM_CHECK_HEAD,
    STREAM_CHECK_TAGS,
    STREAM_CHECK_SOUND
};

struct stream_check {
    struct conformance_findings *findings;
    bool is_ours; /* by its tags; granules then count from 0 */
    int64_t packets;
    int64_t lost_48k; /* missing between its pages */
    int64_t end_48k;  /* where the last page says that it ends */
    int64_t origin_48k;
    int preskip_48k;

    /* Private. */
    enum stream_check_stage stage;
    bool has_sound; /* a page that says where it is */
    int64_t counted_48k;
    int64_t stated_48k;
    struct packet_joiner joiner;
    struct conformance_place last;
};

/* The next page of the stream; `has_jumped` where some before it may be
 * missing. ERR_MEMORY only. */
bool stream_check_push(struct stream_check *check, const struct page *page,
    bool has_jumped, struct err *err);

void stream_check_end(struct stream_check *check);

/* How long it is to be heard, 0 at least. */
int64_t stream_check_frames_48k(const struct stream_check *check);

void stream_check_clear(struct stream_check *check);

#endif
