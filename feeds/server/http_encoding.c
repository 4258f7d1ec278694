/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_encoding.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define UNSAID (-1)

/* Weights in thousandths. */
struct weights {
    int gzip;
    int identity;
    int others; /* "*" */
};

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* "q=0.5" in thousandths, and *at behind it: at most three decimals (section
 * 12.4.2). 0 for nonsense. */
static int take_weight(const char **at)
{
    int weight = 0;

    if (strncasecmp(*at, "q=", 2) != 0)
        return 0;
    *at += 2;
    for (int worth = 1000; worth > 0 && isdigit((unsigned char)**at);
         worth /= 10) {
        weight += (**at - '0') * worth;
        *at += 1;
        if (worth == 1000 && **at == '.')
            *at += 1;
    }
    return weight > 1000 ? 0 : weight;
}

static void keep(
    struct weights *weights, const char *name, size_t length, int weight)
{
    const struct {
        const char *name;
        int *weight;
    } known[] = {
        {"gzip", &weights->gzip},
        {"x-gzip", &weights->gzip},
        {"identity", &weights->identity},
        {"*", &weights->others},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) == length &&
            strncasecmp(name, known[i].name, length) == 0)
            *known[i].weight = weight;
    }
}

bool http_encoding_prefers_gzip(const char *accept_encoding)
{
    struct weights weights = {UNSAID, UNSAID, UNSAID};

    for (const char *at = accept_encoding ? accept_encoding : ""; *at;) {
        at = skip_blanks(at);
        size_t length = strcspn(at, " \t,;");
        const char *name = at;
        int weight = 1000;
        at = skip_blanks(at + length);
        if (*at == ';') {
            at = skip_blanks(at + 1);
            weight = take_weight(&at);
        }
        keep(&weights, name, length, weight);
        at += strcspn(at, ",");
        at += *at == ',';
    }
    if (weights.gzip == UNSAID)
        weights.gzip = weights.others;
    return weights.gzip > 0 && weights.gzip >= weights.identity;
}
