/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast control: asks running recorders and tells them what to do. */
#include <stdio.h>
#include <string.h>

#include "recorder/base/command_line.h"
#include "recorder/base/config_file.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/text.h"
#include "recorder/control/control_client.h"
#include "recorder/control/status_table.h"

/* A recorder answers at once; one that waits for a disk may take a while. */
#define TIMEOUT_MS 5000

#define ALL "all"

static const char notes[] =
    "verbs:\n"
    "  status      how it goes; of all rooms when no ROOM is given\n"
    "  start       begin a recording\n"
    "  stop        finish the recording\n"
    "  split       finish this file and go on in the next, without a gap\n"
    "  pause       record nothing until it is resumed, into the same file\n"
    "  resume      go on\n"
    "  mark TEXT   a chapter of that title begins now\n"
    "  person NAME [ROLE]\n"
    "              somebody is to be heard: a host, a guest, a reporter\n"
    "\n"
    "Each may be said twice. ROOM may be \"all\".\n"
    "\n"
    "exit status:\n"
    "  0 done   1 refused   2 command line or configuration\n"
    "  3 done in some rooms   75 no recorder is running, or it is busy";

/* What is to be asked of whom. */
struct job {
    struct config *config;
    const char *room; /* NULL: all of them */
    struct control_request request;
    bool is_json;
};

struct answers {
    struct status_row *rows; /* one for each room asked */
    size_t count;
    size_t good;
    size_t absent; /* no recorder is running */
    enum exit_status failure;
};

/* A person is said as "NAME (ROLE)". */
static bool set_request(struct control_request *request, enum control_verb verb,
    char **words, int count, struct err *err)
{
    own_value(text) text = {0};

    if (count < 1)
        return control_request_set(request, verb, NULL, err);
    text_append(&text, words[0]);
    if (count > 1)
        text_appendf(&text, " (%s)", words[1]);
    return text_finish(&text, err) &&
           control_request_set(request, verb, text_string(&text), err);
}

/* Of two words the second is the verb. */
static bool parse_verb(char **words, enum control_verb *verb, struct err *err)
{
    enum control_verb first;
    struct err ignored;

    if (control_verb_parse(words[1], verb, err))
        return true;
    if (control_verb_parse(words[0], &first, &ignored))
        err_set(err, ERR_CONFIG, "the room stands before the verb: %s %s",
            words[1], words[0]);
    return false;
}

static bool take_words(
    struct job *job, char **words, int count, struct err *err)
{
    enum control_verb verb = CONTROL_STATUS;
    bool has_room =
        count > 1 || (count == 1 && strcmp(words[0], "status") != 0);

    if (has_room && strcmp(words[0], ALL) != 0)
        job->room = words[0];
    if (count > 1 && !parse_verb(words, &verb, err))
        return false;
    bool has_role = verb == CONTROL_PERSON && count > 3;
    if (count > 3 + has_role)
        return err_set(err, ERR_CONFIG,
            "\"%s\": unexpected; a text of several words wants quotes",
            words[3 + has_role]);
    return set_request(
        &job->request, verb, count > 2 ? words + 2 : NULL, count - 2, err);
}

static enum command_line_outcome parse(
    struct job *job, int argc, char **argv, struct err *err)
{
    const char *path = NULL;
    int first = argc;
    const struct command_option options[] = {
        {"config", "FILE", "the configuration of the recorder", .value = &path},
        {"json", NULL, "status as a JSON object a line and room",
            .flag = &job->is_json},
    };
    const struct command command = {.program = "roomcast control",
        .usage = "ROOM VERB [TEXT [ROLE]] --config FILE\n"
                 "[ROOM] [status] --config FILE [--json]",
        .summary = "Asks running recorders how it goes, and tells them what "
                   "to do.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .operand = "ROOM",
        .notes = notes};
    enum command_line_outcome outcome =
        command_line_parse(&command, argc, argv, &first, err);

    if (outcome != COMMAND_LINE_RUN)
        return outcome;
    if (!take_words(job, argv + first, argc - first, err))
        return COMMAND_LINE_BAD;
    if (!path) {
        err_set(err, ERR_CONFIG, "expected --config FILE");
        return COMMAND_LINE_BAD;
    }
    job->config = config_load(path, err);
    if (!job->config ||
        (job->room && !config_find_room(job->config, job->room, err)))
        return COMMAND_LINE_BAD;
    return COMMAND_LINE_RUN;
}

/* A room that no recorder has is stopped already. */
static bool is_fine_without(const struct job *job)
{
    return job->request.verb == CONTROL_STOP ||
           (job->request.verb == CONTROL_STATUS && !job->room);
}

static void ask(
    const struct job *job, const char *room, struct answers *answers)
{
    const struct control_peer peer = {job->config->state, room, TIMEOUT_MS};
    struct status_row *row = &answers->rows[answers->count];
    struct jdoc *doc = NULL;
    struct err err;

    *row = (struct status_row){.room = room};
    switch (control_ask(&peer, &job->request, &doc, &err)) {
    case CONTROL_ANSWERED:
        row->answer = doc;
        answers->good++;
        break;
    case CONTROL_NOT_RUNNING:
        answers->absent++;
        if (is_fine_without(job))
            answers->good++;
        break;
    case CONTROL_FAILED:
        err_prefix(&err, "%s", room);
        answers->failure = log_failure(&err);
        /* What the room refuses is no mistake in our words. */
        if (answers->failure == EXIT_USAGE)
            answers->failure = EXIT_FAILED;
        return; /* without a row */
    }
    answers->count++;
}

static void ask_all(const struct job *job, struct answers *answers)
{
    const struct config *config = job->config;

    for (size_t i = 0; i < config->room_count; i++) {
        const char *room = config->rooms[i].name;
        if (!job->room || strcmp(job->room, room) == 0)
            ask(job, room, answers);
    }
}

static bool print_json(const struct status_row *row, struct err *err)
{
    own(jdoc) absent = jdoc_new();

    jdoc_set_bool(absent, "ok", false);
    jdoc_set_string(absent, "room", row->room);
    jdoc_set_string(absent, "state", "not running");
    own_heap(char) line = jdoc_format(row->answer ? row->answer : absent, err);
    return line && puts(line) >= 0;
}

static bool print_status(
    const struct job *job, const struct answers *answers, struct err *err)
{
    own_value(text) text = {0};

    for (size_t i = 0; job->is_json && i < answers->count; i++) {
        if (!print_json(&answers->rows[i], err))
            return false;
    }
    if (!job->is_json && !job->room)
        status_table_format(answers->rows, answers->count, &text);
    else if (!job->is_json && answers->count)
        status_table_format_room(answers->rows, &text);
    if (!text_finish(&text, err))
        return false;
    fputs(text_string(&text), stdout);
    return fflush(stdout) == 0 ||
           err_set_errno(err, ERR_IO, "write standard output");
}

static enum exit_status conclude(
    const struct job *job, const struct answers *answers)
{
    if (answers->failure && answers->good && !job->room)
        return EXIT_PARTLY;
    if (answers->failure)
        return answers->failure;
    /* Of all rooms those count that have a recorder. */
    if (answers->absent && !is_fine_without(job) &&
        (job->room || !answers->good)) {
        if (job->request.verb != CONTROL_STATUS)
            log_error("%s: no recorder is running",
                job->room ? job->room : "all rooms");
        return EXIT_TRY_LATER;
    }
    return EXIT_DONE;
}

static enum exit_status run(const struct job *job, struct err *err)
{
    struct answers answers = {
        .rows = calloc(job->config->room_count + 1, sizeof *answers.rows)};
    bool is_good = answers.rows || err_no_memory(err);

    if (is_good) {
        ask_all(job, &answers);
        if (job->request.verb == CONTROL_STATUS)
            is_good = print_status(job, &answers, err);
    }
    enum exit_status status =
        is_good ? conclude(job, &answers) : log_failure(err);
    for (size_t i = 0; i < answers.count; i++)
        jdoc_free((struct jdoc *)answers.rows[i].answer);
    free(answers.rows);
    return status;
}

int main(int argc, char **argv)
{
    struct job job = {0};
    struct err err = {0};
    enum exit_status status = EXIT_DONE;

    program_start("roomcast control");
    switch (parse(&job, argc, argv, &err)) {
    case COMMAND_LINE_ANSWERED:
        break;
    case COMMAND_LINE_BAD:
        status = log_failure(&err);
        break;
    case COMMAND_LINE_RUN:
        status = run(&job, &err);
        break;
    }
    config_free(job.config);
    return status;
}
