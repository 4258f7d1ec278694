/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_verb.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "feeds/checker/feed_diff.h"
#include "feeds/writer/rss_writer.h"
#include "publisher/catalogue/imported_show.h"
#include "publisher/check/feed_import.h"
#include "publisher/check/finding_lines.h"
#include "recorder/base/clock.h"
#include "recorder/base/config_file.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"
#include "recorder/base/whole_file.h"

/* Of a feed with archives by the month that is eighty years. */
#define MOST_DOCUMENTS 1000

static const char *config_path;
static const char *show_name;
static bool wants_media;
static bool is_dry_run;

static const struct command_option options[] = {
    {"show", "NAME", "the show of the configuration that it becomes; needed",
        .value = &show_name},
    {"config", "FILE", "the configuration; needed", .value = &config_path},
    {"fetch", NULL,
        "fetch the episodes' files to our site; else the feed\nnames them "
        "where they are",
        .flag = &wants_media},
    {"dry-run", NULL, "say what would be done, and change nothing",
        .flag = &is_dry_run},
};

static const struct command command = {
    .program = "roomcast feed import",
    .usage = "FILE|URL --show NAME --config FILE [--fetch] [--dry-run]",
    .summary = "Moves a show in: its episodes, with their GUIDs, numbers, "
               "dates, texts, persons and\nchapters, come into our feed "
               "behind our own at the next publish.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "FILE|URL",
    .notes = "exit status: 0 all is taken over; 1 nothing could be done; 2 "
             "command line or\nconfiguration; 3 something is left out, or "
             "the feed has errors.",
};

struct job {
    struct config *config;
    const struct config_show *show;
    const char *place;
    bool is_partly;
};

static void print_line(void *user, const char *line)
{
    (void)user;
    printf("%s\n", line);
}

static void print_loss(void *user, const char *name, int line, size_t count)
{
    (void)user;
    printf("not taken over: <%s>, line %d%s\n", name, line,
        count > 1 ? " and others" : "");
}

/* Keys of the configuration that subscribers would see change. */
static void print_key(const char *key, const char *ours, const char *theirs)
{
    if (theirs && (!ours || strcmp(ours, theirs) != 0))
        printf("for the configuration: %s = %s\n", key, theirs);
}

static void print_keys(
    const struct config_show *ours, const struct podcast_show *theirs)
{
    own_value(text) category = {0};

    if (theirs->category)
        text_appendf(&category, "%s%s%s", theirs->category,
            theirs->subcategory ? " > " : "",
            theirs->subcategory ? theirs->subcategory : "");
    print_key("title", ours->title, theirs->title);
    print_key("language", ours->language, theirs->language);
    print_key("author", ours->author, theirs->author);
    print_key("email", ours->email, theirs->email);
    print_key("category", ours->category,
        category.length ? text_string(&category) : NULL);
    print_key("copyright", ours->copyright, theirs->copyright);
    print_key("type", ours->type, theirs->type);
    if (theirs->is_explicit != ours->is_explicit)
        printf("for the configuration: explicit = %s\n",
            theirs->is_explicit ? "true" : "false");
    if (ours->guid && strcmp(ours->guid, theirs->guid) != 0)
        print_key("guid", ours->guid, theirs->guid);
}

/* What an earlier import promised stays. */
static bool check_earlier(const struct job *job, const char *path,
    const struct text *bytes, struct err *err)
{
    struct finding_lines lines = {.name = job->place};
    struct feed_report report = {.told = finding_lines_print, .user = &lines};
    own_value(text) earlier = {0};
    struct stat status;

    if (stat(path, &status) != 0)
        return true;
    if (!whole_file_read(path, FEED_MOST_BYTES, &earlier, err))
        return false;
    own(feed_tree) before = feed_parse(
        text_string(&earlier), earlier.length, FEED_LENIENT, NULL, err);
    if (!before)
        return err_prefix(err, "%s", path);
    own(feed_tree) after =
        feed_parse(text_string(bytes), bytes->length, FEED_LENIENT, NULL, err);
    if (!after)
        return false;
    feed_promises_check(before, after, &report);
    return !report.counts[FEED_REFUSED] ||
           err_set(err, ERR_FORMAT,
               "what was imported before and published stays: nothing is "
               "changed");
}

static void check_feed(struct job *job, const struct text *bytes)
{
    struct finding_lines lines = {.name = job->place};
    struct feed_report report = {.now = clock_utc_ns() / CLOCK_SECOND_NS,
        .told = finding_lines_print,
        .user = &lines};

    if (!feed_check_bytes(&report, text_string(bytes), bytes->length, NULL))
        job->is_partly = true;
}

static bool keep(
    struct job *job, const struct podcast_show *show, struct err *err)
{
    own_value(text) path = {0};
    own_value(text) folder = {0};
    own_value(text) bytes = {0};

    imported_show_path(job->config, job->show->name, &path);
    text_appendf(&folder, "%s/imported", job->config->state);
    if (!text_finish(&path, err) || !text_finish(&folder, err) ||
        !rss_write(show, &bytes, err) ||
        !check_earlier(job, text_string(&path), &bytes, err))
        return false;
    check_feed(job, &bytes);
    if (is_dry_run)
        return true;
    return durable_make_folder(text_string(&folder), 0755, err) &&
           durable_replace(
               text_string(&path), 0644, bytes.bytes, bytes.length, err);
}

static bool fetch(struct job *job, struct feed_import *import, struct err *err)
{
    if (!wants_media || is_dry_run)
        return true;
    if (!durable_make_folder(job->config->site, 0755, err))
        return false;
    own(store) store = store_directory_new(job->config->site, err);
    return store &&
           feed_import_fetch(import, job->config, job->show->name, store, err);
}

/* The documents of one feed, the newest first. */
struct documents {
    struct feed_reading *readings[MOST_DOCUMENTS];
    size_t count;
};

static void documents_clear(struct documents *documents)
{
    for (size_t i = 0; i < documents->count; i++)
        feed_reading_free(documents->readings[i]);
}

static bool read_document(
    struct documents *documents, const char *place, struct err *err)
{
    own_value(text) bytes = {0};

    if (!feed_verb_read(place, &bytes, err))
        return false;
    struct feed_reading *reading = feed_read(text_string(&bytes), bytes.length,
        feed_verb_is_address(place) ? place : NULL, err);
    if (!reading)
        return err_prefix(err, "%s", place);
    documents->readings[documents->count++] = reading;
    return true;
}

/* What goes on at an address that cannot be read, or does not end, is a
 * loss, and no reason to take nothing. */
static bool read_documents(
    struct job *job, struct documents *documents, struct err *err)
{
    const char *older;
    struct err reason = {0};

    if (!read_document(documents, job->place, err))
        return false;
    while ((older = feed_reading_older(
                documents->readings[documents->count - 1]))) {
        if (feed_verb_is_address(job->place) &&
            documents->count < MOST_DOCUMENTS &&
            read_document(documents, older, &reason))
            continue;
        printf("not taken over: older episodes at %s%s%s\n", older,
            reason.text[0] ? ": " : "", reason.text);
        job->is_partly = true;
        break;
    }
    return true;
}

static bool import_feed(struct job *job, struct err *err)
{
    own_value(documents) documents = {0};

    if (!read_documents(job, &documents, err))
        return false;
    own(feed_import) import = feed_import_new(
        documents.readings, documents.count, print_line, NULL, err);
    if (!import)
        return err_prefix(err, "%s", job->place);
    feed_reading_list_losses(documents.readings[0], print_loss, NULL);
    if (!fetch(job, import, err) || !keep(job, feed_import_show(import), err))
        return false;
    print_keys(job->show, feed_import_show(import));
    printf("%s: %zu episodes%s\n", job->show->name,
        feed_import_show(import)->episode_count,
        is_dry_run ? " would come in" : "");
    job->is_partly = job->is_partly || feed_import_left_out(import) > 0;
    return true;
}

static enum exit_status run(const char *place)
{
    struct job job = {.place = place};
    struct err err;

    own(config) config = config_load(config_path, &err);
    if (!config)
        return log_failure(&err);
    job.config = config;
    job.show = config_find_show(config, show_name, &err);
    if (!job.show)
        return log_failure(&err);
    umask(022);
    if (!import_feed(&job, &err)) {
        log_failure(&err);
        return err.kind == ERR_CONFIG ? EXIT_USAGE : EXIT_FAILED;
    }
    return job.is_partly ? EXIT_PARTLY : EXIT_DONE;
}

int feed_verb_import(int argc, char **argv)
{
    enum exit_status status;
    int first = argc;
    struct err err;

    if (!program_take_words(&command, argc, argv, &first, &status))
        return status;
    if (argc - first == 1 && show_name && config_path)
        return run(argv[first]);
    err_set(&err, ERR_CONFIG,
        "expected a FILE or URL, --show NAME and --config FILE");
    return log_failure(&err);
}
