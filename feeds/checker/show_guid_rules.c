/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/show_guid_rules.h"

#include <string.h>
#include <strings.h>

#include "recorder/base/identifier.h"

/* Where the version stands in a UUID (RFC 4122, section 4.1.3). */
#define UUID_VERSION_AT 14

/* Known publishers hash the address with its scheme, or only take away the
 * "https:" before the slashes. */
static bool is_guid_with_scheme(const char *guid, const char *feed_url)
{
    static const char space[] = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6";
    char wrong[IDENTIFIER_BYTES];
    const char *slashes = strstr(feed_url, "//");

    if (!identifier_from_name(space, feed_url, wrong) || !slashes)
        return false;
    if (!strcasecmp(guid, wrong))
        return true;
    return identifier_from_name(space, slashes, wrong) &&
           !strcasecmp(guid, wrong);
}

static bool is_made_wrongly(const struct feed_node *channel, const char *guid)
{
    const struct feed_node *link = feed_child(channel, SPACE_ATOM, "link");

    for (; link; link = feed_next_alike(link)) {
        const char *rel = feed_attribute(link, "rel");
        const char *address = feed_attribute(link, "href");
        if (rel && address && !strcmp(rel, "self") &&
            is_guid_with_scheme(guid, address))
            return true;
    }
    return false;
}

void show_guid_rules_check(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node = feed_child(channel, SPACE_PODCAST, "guid");

    if (!node)
        feed_report_add(report, RULE_PODCAST_GUID_MISSING, channel,
            "the show has no podcast:guid");
    else if (!is_identifier(node->text))
        feed_report_add(report, RULE_PODCAST_GUID_INVALID, node,
            "the podcast:guid is \"%s\"", node->text);
    else if (is_made_wrongly(channel, node->text))
        feed_report_add(report, RULE_PODCAST_GUID_WITH_SCHEME, node,
            "the podcast:guid was made from the feed's address with its "
            "scheme or slashes");
    else if (node->text[UUID_VERSION_AT] != '5')
        feed_report_add(report, RULE_PODCAST_GUID_VERSION, node,
            "the podcast:guid is a UUID of version %c",
            node->text[UUID_VERSION_AT]);
}
