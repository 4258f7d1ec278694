/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_range.h"

#include <stdbool.h>
#include <strings.h>

/* Reads digits and moves *at behind them; a number too large for 64 bits
 * becomes the largest, which is beyond any file. False if there are none. */
static bool take_number(const char **at, uint64_t *number)
{
    uint64_t value = 0;
    const char *digit = *at;

    for (; *digit >= '0' && *digit <= '9'; digit++) {
        unsigned int more = (unsigned int)(*digit - '0');
        if (value > (UINT64_MAX - more) / 10)
            value = UINT64_MAX;
        else
            value = value * 10 + more;
    }
    if (digit == *at)
        return false;
    *at = digit;
    *number = value;
    return true;
}

/* "-n": the last n bytes. */
static enum http_range_outcome parse_suffix(
    const char *at, uint64_t size, struct http_range *range)
{
    uint64_t length;

    if (!take_number(&at, &length) || *at)
        return HTTP_RANGE_WHOLE;
    if (length == 0)
        return HTTP_RANGE_UNSATISFIABLE;
    /* Satisfiable, but an empty part cannot be written as Content-Range. */
    if (size == 0)
        return HTTP_RANGE_WHOLE;
    range->length = length < size ? length : size;
    range->first = size - range->length;
    return HTTP_RANGE_PART;
}

enum http_range_outcome http_range_parse(
    const char *field, uint64_t size, struct http_range *range)
{
    uint64_t first;
    uint64_t last = UINT64_MAX;

    if (strncasecmp(field, "bytes=", 6) != 0)
        return HTTP_RANGE_WHOLE;
    const char *at = field + 6;
    if (*at == '-')
        return parse_suffix(at + 1, size, range);
    if (!take_number(&at, &first) || *at++ != '-')
        return HTTP_RANGE_WHOLE;
    if (*at && (!take_number(&at, &last) || *at || last < first))
        return HTTP_RANGE_WHOLE;
    if (first >= size)
        return HTTP_RANGE_UNSATISFIABLE;
    if (last >= size)
        last = size - 1;
    range->first = first;
    range->length = last - first + 1;
    return HTTP_RANGE_PART;
}
