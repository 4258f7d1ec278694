/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/http_condition.h"

#include <stddef.h>
#include <string.h>

#include "feeds/server/http_date.h"

/* Whether a list of entity tags has ours in it, or is "*". A weak tag counts
 * only where weak comparison does (section 8.8.3.2); ours is strong. */
static bool lists_etag(const char *list, const char *etag, bool is_weak_enough)
{
    size_t length = strlen(etag);

    if (strcmp(list, "*") == 0)
        return true;
    for (const char *at = list;;) {
        at += strspn(at, " \t,");
        bool is_weak = strncmp(at, "W/", 2) == 0;
        at += is_weak ? 2 : 0;
        if (*at != '"')
            return false;
        const char *quote = strchr(at + 1, '"');
        if (!quote)
            return false;
        if ((size_t)(quote + 1 - at) == length &&
            memcmp(at, etag, length) == 0 && (!is_weak || is_weak_enough))
            return true;
        at = quote + 1;
    }
}

static bool is_modified_since(const char *date, int64_t modified_s)
{
    int64_t since_s;

    return !http_date_parse(date, &since_s) || modified_s > since_s;
}

static bool is_unmodified_since(const char *date, int64_t modified_s)
{
    int64_t since_s;

    return !http_date_parse(date, &since_s) || modified_s <= since_s;
}

enum http_condition_outcome http_condition_evaluate(
    const struct http_condition *condition, const struct http_version *version)
{
    bool holds = true;
    bool is_new = true;

    if (condition->if_match)
        holds = lists_etag(condition->if_match, version->etag, false);
    else if (condition->if_unmodified_since)
        holds = is_unmodified_since(
            condition->if_unmodified_since, version->modified_s);
    if (!holds)
        return HTTP_CONDITION_FAILED;

    if (condition->if_none_match)
        is_new = !lists_etag(condition->if_none_match, version->etag, true);
    else if (condition->if_modified_since)
        is_new = is_modified_since(
            condition->if_modified_since, version->modified_s);
    return is_new ? HTTP_CONDITION_TRUE : HTTP_CONDITION_NOT_MODIFIED;
}

bool http_condition_allows_range(
    const char *if_range, const struct http_version *version)
{
    int64_t date_s;

    if (!if_range || strcmp(if_range, version->etag) == 0)
        return true;
    return http_date_parse(if_range, &date_s) && date_s == version->modified_s;
}
