/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_verb.h"

#include <stdio.h>

#include "feeds/checker/feed_change_line.h"
#include "feeds/checker/feed_diff.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"

enum { DIFF_KEPT = 0, DIFF_BROKEN = 1, DIFF_UNREADABLE = 2 };

static bool is_json;

static const struct command_option options[] = {
    {"json", NULL, "one JSON object a line", .flag = &is_json},
};

static const struct command command = {
    .program = "roomcast feed diff",
    .usage = "OLD NEW [--json]",
    .summary = "Says what the subscribers of the feed OLD see when it becomes "
               "NEW.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "FILE|URL",
    .notes = "Lines begin with + for what is new, - for what is gone, ~ for "
             "what is another, and\n! for what was promised to stay.\n\n"
             "exit status: 0 all promises are kept; 1 one is broken; 2 a feed "
             "could not be read,\nor the command line is wrong.",
};

static int complain(const struct err *err)
{
    log_failure(err);
    return DIFF_UNREADABLE;
}

static void print_json(const struct feed_change *change)
{
    static const char *const kinds[] = {"new", "gone", "changed", "broken"};
    struct err err;

    own(jdoc) doc = jdoc_new();
    jdoc_set_string(doc, "kind", kinds[change->kind]);
    jdoc_set_string(doc, "where", change->where);
    jdoc_set_string(doc, "what", change->what);
    jdoc_set_string(doc, "before", change->before);
    jdoc_set_string(doc, "after", change->after);
    jdoc_set_string(doc, "effect", change->effect);
    own_heap(char) line = jdoc_format(doc, &err);
    if (line)
        printf("%s\n", line);
}

static void print_change(void *user, const struct feed_change *change)
{
    static const char signs[] = {'+', '-', '~', '!'};
    own_value(text) line = {0};
    bool *is_broken = user;

    *is_broken = *is_broken || change->kind == FEED_CHANGE_BROKEN;
    if (is_json) {
        print_json(change);
        return;
    }
    feed_change_append(&line, change);
    printf(
        "%c %s: %s\n", signs[change->kind], text_string(&line), change->effect);
}

static struct feed_tree *read_feed(const char *place, struct err *err)
{
    own_value(text) bytes = {0};

    if (!feed_verb_read(place, &bytes, err))
        return NULL;
    own(feed_tree) tree =
        feed_parse(text_string(&bytes), bytes.length, FEED_LENIENT, NULL, err);
    if (!tree) {
        err_prefix(err, "%s", place);
        return NULL;
    }
    if (!feed_child(tree->root, SPACE_RSS, "channel")) {
        err_set(err, ERR_FORMAT, "%s: it has no <channel>", place);
        return NULL;
    }
    return take(tree);
}

static int diff(const char *old_place, const char *new_place)
{
    bool is_broken = false;
    struct err err;

    own(feed_tree) old = read_feed(old_place, &err);
    if (!old)
        return complain(&err);
    own(feed_tree) new = read_feed(new_place, &err);
    if (!new)
        return complain(&err);
    if (!feed_diff(old, new, print_change, &is_broken))
        err_no_memory(&err);
    else if (fflush(stdout) != 0)
        err_set_errno(&err, ERR_IO, "standard output");
    else
        return is_broken ? DIFF_BROKEN : DIFF_KEPT;
    return complain(&err);
}

int feed_verb_diff(int argc, char **argv)
{
    enum exit_status status;
    int first = argc;
    struct err err;

    if (!program_take_words(&command, argc, argv, &first, &status))
        return status;
    if (argc - first == 2)
        return diff(argv[first], argv[first + 1]);
    err_set(&err, ERR_CONFIG, "expected two feeds, OLD and NEW");
    return complain(&err);
}
