/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a file is a right Ogg/Opus recording: our own reading of RFC 3533,
 * RFC 7845 and RFC 6716, for one stream of mapping family 0, in constant
 * memory.
 *
 *     struct conformance conformance;
 *     if (!conformance_check(fd, &conformance, err)) …   cannot be read
 *     for (size_t i = 0; i < conformance.findings.count; i++) …
 *
 * One fault is one finding, at its page; what follows from it is not told
 * again.
 */
#ifndef ROOMCAST_RECORDING_CONFORMANCE_H
#define ROOMCAST_RECORDING_CONFORMANCE_H

#include "recorder/base/err.h"
#include "recorder/recording/conformance_finding.h"

struct conformance {
    struct conformance_findings findings;
    int64_t file_bytes;
    int64_t damaged_bytes; /* that are no whole page */
    int64_t pages;
    int64_t packets;    /* of sound */
    int64_t frames_48k; /* to be heard, what is missing included */
    int64_t lost_48k;   /* missing in the middle */
    bool has_end;       /* EOS */
    bool is_ours;       /* it has ROOMCAST_ID */
};

/* Reads all of an open file (borrowed). ERR_IO or ERR_MEMORY; what the file
 * holds is never a failure. */
bool conformance_check(
    int fd, struct conformance *conformance, struct err *err);

#endif
