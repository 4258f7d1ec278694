/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/conformance_finding.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
    const char *name;
    const char *section;
    bool is_advice;
} rules[CONFORMANCE_RULES] = {
    [CONFORMANCE_NO_PAGE] = {"no-page", "RFC 3533, 6", false},
    [CONFORMANCE_CHECKSUM] = {"checksum", "RFC 3533, 6", false},
    [CONFORMANCE_CUT_PAGE] = {"cut-page", "RFC 3533, 6", false},
    [CONFORMANCE_VERSION] = {"version", "RFC 3533, 6", false},
    [CONFORMANCE_FLAGS] = {"flags", "RFC 3533, 6", false},
    [CONFORMANCE_BEGIN] = {"begin", "RFC 3533, 6", false},
    [CONFORMANCE_NO_END] = {"no-end", "RFC 7845, 3", false},
    [CONFORMANCE_AFTER_END] = {"after-end", "RFC 7845, 3", false},
    [CONFORMANCE_SERIAL] = {"serial", "RFC 3533, 4", false},
    [CONFORMANCE_SEQUENCE] = {"sequence", "RFC 3533, 6", false},
    [CONFORMANCE_CONTINUED] = {"continued", "RFC 3533, 6", false},
    [CONFORMANCE_UNFINISHED] = {"unfinished", "RFC 3533, 5", false},
    [CONFORMANCE_NO_GRANULE] = {"no-granule", "RFC 3533, 6", false},
    [CONFORMANCE_HEAD] = {"head", "RFC 7845, 5.1", false},
    [CONFORMANCE_HEAD_ALONE] = {"head-alone", "RFC 7845, 3", false},
    [CONFORMANCE_TAGS] = {"tags", "RFC 7845, 5.2", false},
    [CONFORMANCE_TAGS_ALONE] = {"tags-alone", "RFC 7845, 3", false},
    [CONFORMANCE_HEADER_GRANULE] = {"header-granule", "RFC 7845, 4", false},
    [CONFORMANCE_FIRST_GRANULE] = {"first-granule", "RFC 7845, 4.5", false},
    [CONFORMANCE_GRANULE] = {"granule", "RFC 7845, 4", false},
    [CONFORMANCE_TRIM] = {"trim", "RFC 7845, 4.4", false},
    [CONFORMANCE_LONG_TRIM] = {"long-trim", "RFC 7845, 4.4", true},
    [CONFORMANCE_PRESKIP] = {"pre-skip", "RFC 7845, 4.2", false},
    [CONFORMANCE_PACKET] = {"packet", "RFC 6716, 3.4", false},
};

const char *conformance_rule_name(enum conformance_rule rule)
{
    return rules[rule].name;
}

const char *conformance_rule_section(enum conformance_rule rule)
{
    return rules[rule].section;
}

bool conformance_rule_is_binding(enum conformance_rule rule)
{
    return !rules[rule].is_advice;
}

void conformance_findings_add(struct conformance_findings *findings,
    enum conformance_rule rule, const struct conformance_place *place,
    const char *expected, const char *format, ...)
{
    va_list arguments;

    findings->total++;
    if (findings->count == CONFORMANCE_MOST_FINDINGS)
        return;
    struct conformance_finding *finding = &findings->list[findings->count++];
    *finding = (struct conformance_finding){
        .rule = rule, .offset = place->offset, .page = place->page};
    snprintf(finding->expected, sizeof finding->expected, "%s", expected);
    va_start(arguments, format);
    vsnprintf(finding->found, sizeof finding->found, format, arguments);
    va_end(arguments);
}
