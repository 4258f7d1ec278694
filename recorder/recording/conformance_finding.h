/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a file was found to do against the rules of Ogg (RFC 3533), of Opus in
 * Ogg (RFC 7845) and of Opus packets (RFC 6716).
 */
#ifndef ROOMCAST_RECORDING_CONFORMANCE_FINDING_H
#define ROOMCAST_RECORDING_CONFORMANCE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum conformance_rule {
    CONFORMANCE_NO_PAGE,        /* bytes that belong to no page */
    CONFORMANCE_CHECKSUM,       /* a whole page with a wrong one */
    CONFORMANCE_CUT_PAGE,       /* the file ends within a page */
    CONFORMANCE_VERSION,        /* of the page structure: 0 */
    CONFORMANCE_FLAGS,          /* of a header type that is not defined */
    CONFORMANCE_BEGIN,          /* BOS on the first page and no other */
    CONFORMANCE_NO_END,         /* the last page lacks EOS */
    CONFORMANCE_AFTER_END,      /* a page behind EOS */
    CONFORMANCE_SERIAL,         /* a page of another stream */
    CONFORMANCE_SEQUENCE,       /* page numbers count by one */
    CONFORMANCE_CONTINUED,      /* the flag says how the page before ended */
    CONFORMANCE_UNFINISHED,     /* the last packet has no end */
    CONFORMANCE_NO_GRANULE,     /* -1 just where no packet ends */
    CONFORMANCE_HEAD,           /* OpusHead itself */
    CONFORMANCE_HEAD_ALONE,     /* and nothing else on its page */
    CONFORMANCE_TAGS,           /* OpusTags itself */
    CONFORMANCE_TAGS_ALONE,     /* it ends its page */
    CONFORMANCE_HEADER_GRANULE, /* 0 on both */
    CONFORMANCE_FIRST_GRANULE,  /* not less than the first page holds */
    CONFORMANCE_GRANULE,        /* counts what the packets hold */
    CONFORMANCE_TRIM,           /* the end is before the last page */
    CONFORMANCE_LONG_TRIM,      /* more than the last packet is cut off */
    CONFORMANCE_PRESKIP,        /* longer than all the sound */
    CONFORMANCE_PACKET,         /* not valid by RFC 6716 */
    CONFORMANCE_RULES           /* how many there are */
};

struct conformance_finding {
    enum conformance_rule rule;
    int64_t offset; /* of the page, or of the bytes that are none */
    int64_t page;   /* its number; -1: it has none */
    char found[128];
    char expected[96];
};

/* More are counted, not kept. */
#define CONFORMANCE_MOST_FINDINGS 64

struct conformance_findings {
    struct conformance_finding list[CONFORMANCE_MOST_FINDINGS];
    size_t count;
    int64_t total;
};

/* "checksum", for JSON and scripts. */
const char *conformance_rule_name(enum conformance_rule rule);

/* "RFC 3533, 6". */
const char *conformance_rule_section(enum conformance_rule rule);

/* False for what the standards advise against without forbidding it. */
bool conformance_rule_is_binding(enum conformance_rule rule);

/* Where something was found. */
struct conformance_place {
    int64_t offset;
    int64_t page;
};

/* Adds one that says what was expected; what was found is the format. */
void conformance_findings_add(struct conformance_findings *findings,
    enum conformance_rule rule, const struct conformance_place *place,
    const char *expected, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
