/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/address_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/feed_address.h"

/* Where addresses stand. */
static const struct place {
    enum feed_space space;
    const char *name;
    const char *attribute;   /* NULL: in the text */
    enum feed_rule relative; /* what is said of one that is not absolute */
} places[] = {
    {SPACE_RSS, "link", NULL, RULE_LINK_RELATIVE},
    {SPACE_RSS, "url", NULL, RULE_IMAGE_RELATIVE},
    {SPACE_RSS, "enclosure", "url", RULE_ENCLOSURE_RELATIVE},
    {SPACE_ATOM, "link", "href", RULE_ADDRESS_RELATIVE},
    {SPACE_ITUNES, "image", "href", RULE_IMAGE_RELATIVE},
    {SPACE_ITUNES, "new-feed-url", NULL, RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "chapters", "url", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "transcript", "url", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "funding", "url", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "license", "url", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "trailer", "url", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "person", "href", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "person", "img", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "image", "href", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "source", "uri", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "contentLink", "href", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "socialInteract", "uri", RULE_ADDRESS_RELATIVE},
    {SPACE_PODCAST, "remoteItem", "feedUrl", RULE_ADDRESS_RELATIVE},
    {SPACE_CHAPTERS, "chapter", "href", RULE_ADDRESS_RELATIVE},
    {SPACE_CHAPTERS, "chapter", "image", RULE_ADDRESS_RELATIVE},
};

/* "mailto:", "ipfs:": an address, but none of the web. */
static bool has_other_scheme(const char *address)
{
    size_t length = strcspn(address, ":/?#");

    return length > 0 && address[length] == ':' &&
           strncasecmp(address, "http", 4) != 0;
}

/* "http://127.0.0.1/…" is how a show is tried out. */
static bool is_loopback(const char *address)
{
    return !strncasecmp(address, "http://127.", 11) ||
           !strncasecmp(address, "http://localhost", 16) ||
           !strncasecmp(address, "http://[::1]", 12);
}

static void check_address(const struct feed_node *node,
    const struct place *place, const char *address, struct feed_report *report)
{
    char name[FEED_NODE_NAME_BYTES];

    feed_node_name(node, name);
    if (has_other_scheme(address) && place->space == SPACE_PODCAST)
        return;
    enum feed_rule relative = place->relative;
    const char *rel = feed_attribute(node, "rel");
    if (place->space == SPACE_ATOM && rel && !strcmp(rel, "self"))
        relative = RULE_FEED_URL_RELATIVE;
    if (!feed_address_is_absolute(address))
        feed_report_add(report, relative, node,
            "the address of <%s> is \"%s\", expected https://…", name, address);
    else if (!strncasecmp(address, "http://", 7) && !is_loopback(address))
        feed_report_add(report, RULE_ADDRESS_HTTP, node,
            "the address of <%s> is %s, expected https", name, address);
    if (!feed_address_is_encoded(address))
        feed_report_add(report, RULE_ADDRESS_INVALID, node,
            "the address of <%s> is \"%s\", expected plain letters and %%XX "
            "for all others",
            name, address);
}

static void check_node(const struct feed_node *node, struct feed_report *report)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const struct place *place = &places[i];
        if (!feed_node_is(node, place->space, place->name))
            continue;
        const char *address = place->attribute
                                  ? feed_attribute(node, place->attribute)
                                  : node->text;
        if (address && *address)
            check_address(node, place, address, report);
    }
}

void address_rules_check(
    const struct feed_node *top, struct feed_report *report)
{
    for (const struct feed_node *node = feed_walk(top, top); node;
         node = feed_walk(top, node))
        check_node(node, report);
}
