/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_files.h"

#include <string.h>
#include <sys/stat.h>

#include "feeds/checker/feed_report.h"
#include "feeds/feed_address.h"
#include "publisher/check/art_files.h"
#include "publisher/check/chapter_files.h"
#include "publisher/check/transcript_files.h"
#include "publisher/media/sound_files.h"
#include "recorder/base/own.h"

/* What is done with a file that is there. */
typedef void file_check(
    const struct feed_node *node, const char *path, struct feed_report *report);

static void check_file(const struct feed_root *root,
    const struct feed_node *node, const char *attribute, file_check *check,
    struct feed_report *report)
{
    const char *address = feed_attribute(node, attribute);
    own_value(text) path = {0};
    struct stat status;

    if (!address || !feed_address_is_absolute(address))
        return;
    if (!feed_root_find(root, address, &path)) {
        feed_report_add(report, RULE_FILE_ELSEWHERE, node, "%s is not below %s",
            address, text_string(&root->base));
        return;
    }
    if (stat(text_string(&path), &status) != 0 || !S_ISREG(status.st_mode)) {
        feed_report_add(report, RULE_FILE_MISSING, node,
            "%s leads to %s, which is not there", address, text_string(&path));
        return;
    }
    if (check)
        check(node, text_string(&path), report);
}

/* An element of the podcast namespace that names a file. */
struct file_element {
    const char *name;
    const char *attribute; /* that has the address */
    file_check *check;     /* NULL: it is enough that it is there */
};

static const struct file_element alternate_source = {
    "source", "uri", sound_file_check_alternate};
static const struct file_element chapters = {
    "chapters", "url", chapter_file_check};
static const struct file_element transcript = {
    "transcript", "url", transcript_file_check};
static const struct file_element image = {"image", "href", NULL};
static const struct file_element trailer = {"trailer", "url", NULL};

static void check_all(const struct feed_root *root,
    const struct feed_node *parent, const struct file_element *element,
    struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(parent, SPACE_PODCAST, element->name);

    for (; node; node = feed_next_alike(node))
        check_file(root, node, element->attribute, element->check, report);
}

static void check_alternates(const struct feed_root *root,
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(item, SPACE_PODCAST, "alternateEnclosure");

    for (; node; node = feed_next_alike(node))
        check_all(root, node, &alternate_source, report);
}

static void check_item(const struct feed_root *root,
    const struct feed_node *item, struct feed_report *report)
{
    check_file(root, feed_child(item, SPACE_RSS, "enclosure"), "url",
        sound_file_check, report);
    check_alternates(root, item, report);
    check_file(root, feed_child(item, SPACE_ITUNES, "image"), "href",
        art_file_check, report);
    check_all(root, item, &chapters, report);
    check_all(root, item, &transcript, report);
    check_all(root, item, &image, report);
}

void feed_files_check(const struct feed_root *root,
    const struct feed_tree *tree, struct feed_report *report)
{
    const struct feed_node *channel =
        feed_child(tree->root, SPACE_RSS, "channel");
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");

    feed_report_turn_to_channel(report);
    check_file(root, feed_child(channel, SPACE_ITUNES, "image"), "href",
        art_file_check, report);
    check_all(root, channel, &trailer, report);
    check_all(root, channel, &image, report);
    for (size_t at = 0; item; at++) {
        feed_report_turn_to(report, item, at);
        check_item(root, item, report);
        item = feed_next_alike(item);
    }
    feed_report_turn_to_channel(report);
}
