/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/notes_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/feed_address.h"

#define WHITE_SPACE " \t\r\n"

/* The first attribute whose name begins with "on" in a tag that ends at
 * `end`. */
static const char *find_handler(const char *tag, const char *end)
{
    for (const char *at = strcasestr(tag, " on"); at && at < end;
         at = strcasestr(at + 1, " on")) {
        const char *rest = at + 3;
        rest += strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                             "VWXYZ");
        rest += strspn(rest, WHITE_SPACE);
        if (rest > at + 3 && *rest == '=')
            return at + 1;
    }
    return NULL;
}

static void check_active(const struct feed_node *node, const char *tag,
    const char *end, struct feed_report *report)
{
    static const char *const names[] = {
        "script", "iframe", "object", "embed", "form", "style"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strncasecmp(tag + 1, names[i], strlen(names[i])))
            feed_report_add(report, RULE_NOTES_SCRIPT, node,
                "the notes hold <%s>, which apps take out", names[i]);
    const char *handler = find_handler(tag, end);
    if (handler)
        feed_report_add(report, RULE_NOTES_SCRIPT, node,
            "the notes hold the handler \"%.*s\", which apps take out",
            (int)strcspn(handler, "="), handler);
}

/* href="…" and src="…" of a tag. */
static void check_link(const struct feed_node *node, const char *tag,
    const char *end, struct feed_report *report)
{
    static const char *const names[] = {" href=", " src="};
    char address[256];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *at = strcasestr(tag, names[i]);
        if (!at || at >= end)
            continue;
        at += strlen(names[i]);
        char quote = *at;
        if (quote != '"' && quote != '\'')
            continue;
        const char *close = strchr(++at, quote);
        if (!close || (size_t)(close - at) >= sizeof address)
            continue;
        memcpy(address, at, (size_t)(close - at));
        address[close - at] = '\0';
        if (!feed_address_may_be_link(address) &&
            !strncasecmp(address, "javascript:", 11))
            feed_report_add(report, RULE_NOTES_SCRIPT, node,
                "the notes hold the link \"%s\"", address);
        else if (feed_address_may_be_link(address) &&
                 !feed_address_is_absolute(address))
            feed_report_add(report, RULE_NOTES_RELATIVE, node,
                "the notes hold the link \"%s\"", address);
    }
}

static void check_notes(
    const struct feed_node *node, struct feed_report *report)
{
    for (const char *tag = node ? strchr(node->text, '<') : NULL; tag;
         tag = strchr(tag + 1, '<')) {
        const char *end = strchr(tag, '>');
        if (!end)
            return;
        check_active(node, tag, end, report);
        check_link(node, tag, end, report);
    }
}

void notes_rules_check(const struct feed_node *top, struct feed_report *report)
{
    check_notes(feed_child(top, SPACE_RSS, "description"), report);
    check_notes(feed_child(top, SPACE_CONTENT, "encoded"), report);
}
