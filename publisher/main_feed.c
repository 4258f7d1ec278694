/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast feed: checks feeds, compares them, moves them in. */
#include <signal.h>
#include <string.h>

#include "publisher/check/feed_verb.h"
#include "recorder/base/command_line.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} verbs[] = {
    {"check", feed_verb_check},
    {"diff", feed_verb_diff},
    {"import", feed_verb_import},

};

static const struct command command = {
    .program = "roomcast feed",
    .usage = "check FILE|URL\ndiff OLD NEW\nimport FILE|URL --show NAME "
             "--config FILE",
    .summary = "Checks a podcast feed, says what changes for its "
               "subscribers, or moves one in.",
    .operand = "VERB",
    .notes = "`roomcast feed VERB --help` lists the options of a verb.",
};

static int explain(int argc, char **argv)
{
    int first = argc;
    struct err err;

    switch (command_line_parse(&command, argc, argv, &first, &err)) {
    case COMMAND_LINE_ANSWERED:
        return EXIT_DONE;
    case COMMAND_LINE_BAD:
        break;
    case COMMAND_LINE_RUN:
        if (first < argc)
            err_set(&err, ERR_CONFIG, "\"%s\": expected check, diff or import",
                argv[first]);
        else
            err_set(&err, ERR_CONFIG, "expected check, diff or import");
        break;
    }
    return log_failure(&err);
}

int main(int argc, char **argv)
{
    program_start("roomcast feed");
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++)
        if (!strcmp(argv[1], verbs[i].name))
            return verbs[i].run(argc - 1, argv + 1);
    return explain(argc, argv);
}
