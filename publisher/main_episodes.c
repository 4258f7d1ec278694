/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast episodes: what has been published, and what people make of it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue_edit.h"
#include "publisher/catalogue/catalogue_read.h"
#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/episode_change.h"
#include "publisher/episode/episode_finder.h"
#include "publisher/episode/episode_table.h"
#include "publisher/recovery/private_copy.h"
#include "publisher/run/publish_config.h"
#include "publisher/run/unpublished.h"
#include "publisher/show/episode_preview.h"
#include "recorder/base/clock.h"
#include "recorder/base/config_file.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"
#include "recorder/base/terminal.h"
#include "recorder/base/whole_file.h"

#define NOTES_MOST_BYTES (1 << 20)

static const char notes[] =
    "verbs:\n"
    "  list            the episodes, newest last\n"
    "  show ID         all that is known of one\n"
    "  edit ID         change it by the options below\n"
    "  rename ID TEXT  give it another title; its address stays\n"
    "  hide ID         out of the feed; its media go after a time of grace\n"
    "  restore ID      back into the feed\n"
    "  publish ID      into the feed, though it is a draft or before its time\n"
    "  unpublish ID    back to the drafts\n"
    "  preview ID DIR  its page as it would be, into a folder of yours\n"
    "  retry ID        try again at once what has failed\n"
    "\n"
    "ID is the id of its recording, or the first letters of it; or SHOW/SLUG,\n"
    "or the slug alone. What is set by hand stays, whatever later runs find;\n"
    "an empty value takes it back. The next `roomcast publish` carries it "
    "out.\n"
    "\n"
    "exit status: 0 done; 1 failed; 2 command line or configuration;\n"
    "75 the catalogue is in use";

static const char *config_path;
static const char *show_name;
static const char *notes_path;
static bool is_json;
static bool is_all;
static struct episode_wishes wishes;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration; needed", .value = &config_path},
    {"json", NULL, "an object a line, of list and show", .flag = &is_json},
    {"all", NULL, "list also what lies in the spool and is no episode",
        .flag = &is_all},
    {"show", "NAME", "list the episodes of this show only",
        .value = &show_name},
    {"title", "TEXT", "its title", .value = &wishes.title},
    {"notes", "FILE", "its show notes, in CommonMark; - is standard input",
        .value = &notes_path},
    {"type", "TYPE", "full, trailer or bonus", .value = &wishes.type},
    {"season", "N", "of one that was never in the feed",
        .value = &wishes.season},
    {"explicit", "yes|no", "whether it is", .value = &wishes.is_explicit},
    {"publish-at", "TIME", "not before that, as 2026-11-23T06:00:00Z",
        .value = &wishes.publish_at},
    {"redact", "SPANS", "silence passages, as 00:12:03-00:12:20,1:02-1:05",
        .value = &wishes.redact},
    {"cut", "SPANS", "take passages out, as 0:00-0:35", .value = &wishes.cut},
    {"soundbites", "LIST", "as \"0:12:03-0:12:33 The bridge; 1:02-1:22 Why\"",
        .value = &wishes.soundbites},
    {"season-name", "TEXT", "what its season is called",
        .value = &wishes.season_name},
    {"location", "LIST", "its place, as \"Hackney, London geo:51.5,-0.1\"",
        .value = &wishes.location},
    {"links", "LIST", "where else it is, as \"https://… On video\"",
        .value = &wishes.links},
    {"social", "LIST", "where people talk about it: the address of a post",
        .value = &wishes.social},
    {"license", "NAME", "what others may do with it, as cc-by-4.0",
        .value = &wishes.license},
};

static const struct command command = {
    .program = "roomcast episodes",
    .usage = "VERB [ID] [TEXT] --config FILE [OPTION]...",
    .summary = "Shows the episodes of the catalogue, and corrects them.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "VERB",
    .notes = notes,
};

/* What a verb works with. */
struct desk {
    struct config *config;
    struct catalogue *catalogue;
    struct episode_list list;
    const struct catalogue_episode *episode; /* the one that is meant */
    const char *text;                        /* behind its name, or NULL */
    int64_t now;
};

static void desk_clear(struct desk *desk)
{
    episode_list_clear(&desk->list);
    catalogue_free(desk->catalogue);
    config_free(desk->config);
}

typedef bool verb_run(struct desk *desk, struct err *err);

static bool print(const struct text *text, struct err *err)
{
    if (!text_finish(text, err))
        return false;
    return (fputs(text_string(text), stdout) >= 0 && fflush(stdout) == 0) ||
           err_set_errno(err, ERR_IO, "write standard output");
}

static bool append_json(const struct episode_view *view,
    const struct catalogue_episode *episode, struct text *text, struct err *err)
{
    own(jdoc) doc = episode_table_json(view, episode, err);
    own_heap(char) line = doc ? jdoc_format(doc, err) : NULL;

    if (line)
        text_appendf(text, "%s\n", line);
    return line != NULL;
}

static bool append_unpublished(
    const struct desk *desk, struct text *text, struct err *err)
{
    const struct unpublished_view view = {
        .config = desk->config,
        .catalogue = desk->catalogue,
        .known = &desk->list,
        .now = desk->now,
        .is_json = is_json,
    };

    return unpublished_append(&view, text, err);
}

static bool list(struct desk *desk, struct err *err)
{
    const struct episode_view view = {
        .config = desk->config,
        .now = desk->now,
        .columns = isatty(STDOUT_FILENO) ? terminal_columns() : 0,
    };
    own_value(text) text = {0};

    for (size_t i = 0; i < desk->list.count; i++) {
        const struct catalogue_episode *episode = &desk->list.items[i];
        if (show_name && strcmp(episode->show, show_name) != 0)
            continue;
        if (!is_json)
            episode_table_append_line(&view, episode, &text);
        else if (!append_json(&view, episode, &text, err))
            return false;
    }
    return (!is_all || append_unpublished(desk, &text, err)) &&
           print(&text, err);
}

static bool show(struct desk *desk, struct err *err)
{
    const struct episode_view view = {.config = desk->config, .now = desk->now};
    own_value(text) text = {0};

    if (!is_json)
        episode_table_append_all(&view, desk->episode, &text);
    else if (!append_json(&view, desk->episode, &text, err))
        return false;
    return print(&text, err);
}

static bool read_notes(struct text *text, struct err *err)
{
    const char *path = strcmp(notes_path, "-") == 0 ? "/dev/stdin" : notes_path;
    char block[4096];
    size_t got;

    if (path == notes_path)
        return whole_file_read(path, NOTES_MOST_BYTES, text, err) ||
               err_prefix(err, "--notes: %s", path);
    while ((got = fread(block, 1, sizeof block, stdin)) > 0 &&
           text->length <= NOTES_MOST_BYTES)
        text_append_bytes(text, block, got);
    return text_finish(text, err);
}

static bool has_wish(void)
{
    return wishes.title || wishes.type || wishes.season || wishes.is_explicit ||
           wishes.publish_at || wishes.redact || wishes.cut || notes_path ||
           wishes.soundbites || wishes.season_name || wishes.location ||
           wishes.links || wishes.social || wishes.license;
}

static bool edit(struct desk *desk, struct err *err)
{
    own_value(text) text = {0};

    if (!has_wish())
        return err_set(err, ERR_CONFIG,
            "edit: expected what is to be changed, as --title TEXT");
    if (notes_path && *notes_path && !read_notes(&text, err))
        return false;
    if (notes_path)
        wishes.notes = text_string(&text);
    return episode_change_edit(desk->catalogue, desk->episode, &wishes, err);
}

static bool rename_it(struct desk *desk, struct err *err)
{
    const struct episode_wishes title = {.title = desk->text};

    return episode_change_edit(desk->catalogue, desk->episode, &title, err);
}

static bool hide(struct desk *desk, struct err *err)
{
    const struct config_show *of =
        config_find_show(desk->config, desk->episode->show, err);
    struct catalogue_hiding hiding = {.hidden = desk->now};

    if (!of)
        return false;
    hiding.remove_at = of->grace_s ? desk->now + of->grace_s : 0;
    return catalogue_hide(
        desk->catalogue, desk->episode->recording, &hiding, err);
}

static bool restore(struct desk *desk, struct err *err)
{
    return catalogue_restore(desk->catalogue, desk->episode->recording, err);
}

static bool publish(struct desk *desk, struct err *err)
{
    return episode_change_draft(desk->catalogue, desk->episode, false, err);
}

static bool unpublish(struct desk *desk, struct err *err)
{
    return episode_change_draft(desk->catalogue, desk->episode, true, err);
}

static bool preview(struct desk *desk, struct err *err)
{
    own_value(text) page = {0};

    if (!publish_config_check(desk->config, err) ||
        !episode_preview_write(desk->config, desk->catalogue, desk->episode,
            desk->text, &page, err))
        return false;
    text_append(&page, "\n");
    return print(&page, err);
}

static bool retry(struct desk *desk, struct err *err)
{
    return catalogue_end_trouble(
        desk->catalogue, desk->episode->recording, err);
}

static const struct verb {
    const char *name;
    verb_run *run;
    int operands; /* behind it */
    bool only_looks;
} verbs[] = {
    {"list", list, 0, true},
    {"show", show, 1, true},
    {"edit", edit, 1, false},
    {"rename", rename_it, 2, false},
    {"hide", hide, 1, false},
    {"restore", restore, 1, false},
    {"publish", publish, 1, false},
    {"unpublish", unpublish, 1, false},
    {"preview", preview, 2, true},
    {"retry", retry, 1, false},
};

static const struct verb *find_verb(
    char *const *words, int count, struct err *err)
{
    for (size_t i = 0; count > 0 && i < sizeof verbs / sizeof verbs[0]; i++) {
        const struct verb *verb = &verbs[i];
        if (strcmp(verb->name, words[0]) != 0)
            continue;
        if (count == verb->operands + 1)
            return verb;
        err_set(err, ERR_CONFIG, "%s: expected %s behind it", verb->name,
            verb->operands == 0   ? "nothing"
            : verb->operands == 1 ? "the ID of an episode"
            : verb->only_looks    ? "the ID of an episode and a folder"
                                  : "the ID of an episode and a title, quoted");
        return NULL;
    }
    err_set(err, ERR_CONFIG,
        "%s%s%sexpected list, show, edit, rename, hide, restore, publish, "
        "unpublish, preview or retry",
        count ? "\"" : "", count ? words[0] : "", count ? "\": " : "");
    return NULL;
}

static bool open_desk(
    struct desk *desk, const struct verb *verb, struct err *err)
{
    own_heap(char) path = NULL;

    if (!config_path)
        return err_set(err, ERR_CONFIG, "--config FILE is needed");
    desk->config = config_load(config_path, err);
    if (!desk->config ||
        (show_name && !config_find_show(desk->config, show_name, err)))
        return false;
    path = catalogue_path(desk->config->state);
    if (!path)
        return err_no_memory(err);
    desk->catalogue = catalogue_open(
        path, verb->only_looks ? DATABASE_LOOK : DATABASE_CREATE, err);
    desk->now = clock_utc_ns() / CLOCK_SECOND_NS;
    return desk->catalogue && catalogue_read(desk->catalogue, &desk->list, err);
}

/* What was said stands in the catalogue: without a copy it stands there too,
 * and the next run tries again. */
static void keep_copy(const struct desk *desk)
{
    own_value(episode_list) episodes = {0};
    struct err err;

    if (!catalogue_read(desk->catalogue, &episodes, &err) ||
        !private_copy_keep(desk->config, desk->catalogue, &episodes,
            desk->episode->show, &err))
        log_warning("copy of the catalogue: %s", err.text);
}

static bool run(char *const *words, int count, struct err *err)
{
    own_value(desk) desk = {0};
    const struct verb *verb = find_verb(words, count, err);

    if (!verb || !open_desk(&desk, verb, err))
        return false;
    if (verb->operands > 0)
        desk.episode = episode_find(&desk.list, words[1], err);
    desk.text = verb->operands > 1 ? words[2] : NULL;
    if ((verb->operands > 0 && !desk.episode) || !verb->run(&desk, err))
        return false;
    if (!verb->only_looks)
        keep_copy(&desk);
    return true;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    int first = argc;
    struct err err;

    if (!program_begin(&command, argc, argv, &first, &status))
        return status;
    return run(argv + first, argc - first, &err) ? EXIT_DONE
                                                 : log_failure(&err);
}
