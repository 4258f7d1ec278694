/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_verb.h"

#include "feeds/checker/feed_checker.h"
#include "feeds/checker/feed_diff.h"
#include "publisher/check/feed_files.h"
#include "publisher/check/feed_host.h"
#include "publisher/check/feed_root.h"
#include "publisher/check/finding_lines.h"
#include "publisher/check/http_client.h"
#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"

/* Each of their files is asked for twice. */
#define PROBED_EPISODES 10

/* Exit statuses of a checker: the feed's, not the program's. */
enum { CHECK_CLEAN = 0, CHECK_ERRORS = 1, CHECK_UNREADABLE = 2 };

static const char *root_path;
static const char *profile_name;
static const char *public_url;
static const char *old_place;
static bool is_json;
static bool is_listing;

static const struct command_option options[] = {
    {"root", "DIR", "open the files behind the feed, which lie below DIR",
        .value = &root_path},
    {"profile", "NAME",
        "whose demands count: all (default), apple, spotify,\npsp1, open",
        .value = &profile_name},
    {"url", "URL", "where the feed will be served; its self link must say so",
        .value = &public_url},
    {"old", "FILE", "the feed as it was published: what it promised must stay",
        .value = &old_place},
    {"json", NULL, "one JSON object a line", .flag = &is_json},
    {"rules", NULL, "list all checks, and check nothing", .flag = &is_listing},
};

static const struct command command = {
    .program = "roomcast feed check",
    .usage = "FILE|URL [--root DIR] [--profile NAME] [--old FILE] [--json]",
    .summary = "Says what podcast directories and apps would mind in a feed, "
               "with the line, why,\nand what to do. Of an address the host "
               "is checked too.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "FILE|URL",
    .notes = "exit status: 0 clean, or nothing worse than warnings; 1 errors; "
             "2 it could not be\nread, or the command line is wrong.",
};

static int complain(const struct err *err)
{
    log_failure(err);
    return CHECK_UNREADABLE;
}

static bool check_old(
    const struct feed_tree *tree, struct feed_report *report, struct err *err)
{
    own_value(text) bytes = {0};

    if (!old_place)
        return true;
    if (!feed_verb_read(old_place, &bytes, err))
        return false;
    own(feed_tree) old =
        feed_parse(text_string(&bytes), bytes.length, FEED_LENIENT, NULL, err);
    if (!old)
        return err_prefix(err, "%s", old_place);
    feed_promises_check(old, tree, report);
    return true;
}

static bool check_file(
    const char *path, struct feed_report *report, struct err *err)
{
    own_value(text) bytes = {0};
    own(feed_tree) tree = NULL;

    if (!feed_verb_read(path, &bytes, err))
        return false;
    feed_check_bytes(report, text_string(&bytes), bytes.length, &tree);
    if (!tree)
        return true;
    if (root_path) {
        own_value(feed_root) root = {0};
        feed_root_init(&root, root_path, path,
            feed_child(tree->root, SPACE_RSS, "channel"));
        feed_files_check(&root, tree, report);
    }
    return check_old(tree, report, err);
}

static bool check_address(
    const char *address, struct feed_report *report, struct err *err)
{
    own_value(http_reply) reply = {0};
    own(feed_tree) tree = NULL;
    own(http_client) client = http_client_new(err);

    if (!client || !feed_verb_ask(client, address, &reply, err))
        return false;
    feed_check_bytes(
        report, text_string(&reply.body), reply.body.length, &tree);
    feed_host_check(client, address, &reply, report);
    if (!tree)
        return true;
    feed_host_check_files(client, tree, PROBED_EPISODES, report);
    return check_old(tree, report, err);
}

static int check(const char *place, enum feed_profile profile)
{
    bool is_address = feed_verb_is_address(place);
    struct finding_lines lines = {.name = place, .is_json = is_json};
    struct feed_report report = {.profile = profile,
        .now = clock_utc_ns() / CLOCK_SECOND_NS,
        .public_url = public_url   ? public_url
                      : is_address ? place
                                   : NULL,
        .told = finding_lines_print,
        .user = &lines};
    struct err err;

    if (!(is_address ? check_address(place, &report, &err)
                     : check_file(place, &report, &err)))
        return complain(&err);
    finding_lines_print_sum(&lines, &report);
    if (lines.has_failed) {
        err_set(&err, ERR_IO, "the findings could not be written");
        return complain(&err);
    }
    return report.counts[FEED_REFUSED] ? CHECK_ERRORS : CHECK_CLEAN;
}

int feed_verb_check(int argc, char **argv)
{
    enum exit_status status;
    enum feed_profile profile = FEED_PROFILE_ALL;
    int first = argc;
    struct err err;

    if (!program_take_words(&command, argc, argv, &first, &status))
        return status;
    if (is_listing) {
        finding_lines_list_rules();
        return CHECK_CLEAN;
    }
    if (argc - first != 1) {
        err_set(&err, ERR_CONFIG, "expected one FILE or URL");
        return complain(&err);
    }
    if (profile_name && !feed_profile_parse(profile_name, &profile)) {
        err_set(&err, ERR_CONFIG,
            "--profile \"%s\": expected all, apple, spotify, psp1 or open",
            profile_name);
        return complain(&err);
    }
    return check(argv[first], profile);
}
