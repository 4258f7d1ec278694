/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an Icecast server answers to a source (RFC 9112, and what is sent for
 * it), byte by byte as it comes from a stranger: at most 8 KiB are looked at.
 *
 *     struct icecast_answer answer = {0};
 *     icecast_answer_push(&answer, bytes, length)
 *     if (icecast_answer_closed(&answer) …)       when the server closed
 *
 * Icecast 2.4 says "100 Continue" and "200 OK" at once, others the first only
 * and the second when the stream is over: either is consent.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ICECAST_ANSWER_H
#define ROOMCAST_PUBLISHER_RELAY_ICECAST_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#define ICECAST_ANSWER_MOST_BYTES 8192
#define ICECAST_REASON_BYTES 128

enum icecast_verdict {
    ICECAST_ANSWER_PENDING,
    ICECAST_ANSWER_CONSENT,
    ICECAST_ANSWER_PASSWORD, /* 401 */
    ICECAST_ANSWER_TAKEN,    /* 403 "Mountpoint in use", or 409 */
    ICECAST_ANSWER_FULL,     /* 403 "too many sources connected" */
    ICECAST_ANSWER_REFUSED,  /* any other status */
    ICECAST_ANSWER_GARBAGE   /* no HTTP, or without an end */
};

struct icecast_answer {
    enum icecast_verdict verdict;
    bool has_consent;
    int status;                        /* the last one that was read */
    char reason[ICECAST_REASON_BYTES]; /* the server's words, printable */
    size_t length;
    char bytes[ICECAST_ANSWER_MOST_BYTES];
};

/* Adds bytes; the verdict of what came until now. A refusal waits for the
 * words that follow its headers until they are complete, too many, or the
 * server closes. Consent may still become a refusal. */
enum icecast_verdict icecast_answer_push(
    struct icecast_answer *answer, const void *bytes, size_t length);

/* The server closed, or is waited for no longer: the verdict is final, and
 * never pending. */
enum icecast_verdict icecast_answer_closed(struct icecast_answer *answer);

#endif
