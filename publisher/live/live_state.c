/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/live/live_state.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "publisher/relay/relay_status.h"
#include "publisher/spool/spool.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/ledger.h"

/* A relay that reconnects is on the air for a feed: it would not come back
 * sooner for being taken out. */
static bool is_heard(const struct relay_status *status)
{
    return *status->session && *status->mount_url && status->connects > 0 &&
           status->air != RELAY_AIR_WAITING && status->air != RELAY_AIR_GONE;
}

static bool take_status(void *user, const struct relay_status *status)
{
    struct live_state *live = user;
    struct live_mount *larger;

    if (!is_heard(status))
        return true;
    larger = realloc(live->mounts, (live->count + 1) * sizeof *larger);
    if (!larger)
        return false;
    live->mounts = larger;
    struct live_mount *mount = &larger[live->count++];
    *mount = (struct live_mount){
        .is_mp3 = status->is_mp3, .since_utc_ns = status->since_utc_ns};
    snprintf(mount->room, sizeof mount->room, "%s", status->room);
    snprintf(mount->url, sizeof mount->url, "%s", status->mount_url);
    snprintf(mount->session, sizeof mount->session, "%s", status->session);
    return true;
}

static int compare(const void *one, const void *other)
{
    const struct live_mount *a = one;
    const struct live_mount *b = other;
    int order = b->is_mp3 - a->is_mp3;

    if (order == 0)
        order = strcmp(a->room, b->room);
    return order ? order : strcmp(a->url, b->url);
}

bool live_state_read(const struct config *config, int64_t utc_ns,
    struct live_state *live, struct err *err)
{
    own_value(live_state) read = {0};

    if (!relay_status_each(config->state, utc_ns, take_status, &read, err))
        return false;
    if (read.count > 0)
        qsort(read.mounts, read.count, sizeof *read.mounts, compare);
    *live = read;
    read = (struct live_state){0};
    return true;
}

void live_state_print(const struct live_state *live, struct fingerprint *print)
{
    for (size_t i = 0; i < live->count; i++) {
        fingerprint_add_text(print, live->mounts[i].room);
        fingerprint_add_text(print, live->mounts[i].url);
        fingerprint_add_text(print, live->mounts[i].session);
    }
}

/* --- The beginning of a session ----------------------------------------- */

struct search {
    const char *session;
    int64_t start; /* of the first part, once it is found; else -1 */
};

/* The first part has the session's id as its own. */
static bool take_first_line(void *user, const struct jdoc *line)
{
    struct search *search = user;
    struct recording_facts facts;
    struct err ignored;
    uint32_t serial;

    if (ledger_parse_begin(line, &facts, &serial, &ignored) &&
        strcmp(facts.id, search->session) == 0)
        search->start = facts.start_utc_ns / CLOCK_SECOND_NS;
    return false;
}

static int is_ledger(const struct dirent *entry)
{
    return entry->d_name[0] != '.' &&
           text_has_suffix(entry->d_name, RECORDING_LEDGER_SUFFIX);
}

/* Newest first: names are times. */
static void search_folder(struct search *search, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_ledger, alphasort);

    for (int i = count - 1; i >= 0; i--) {
        own_value(text) path = {0};
        struct err ignored;
        text_appendf(&path, "%s/%s", folder, entries[i]->d_name);
        if (search->start < 0)
            ledger_read(
                text_string(&path), take_first_line, search, NULL, &ignored);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int64_t live_session_start(const struct config *config,
    const struct live_mount *mount, int64_t otherwise)
{
    struct search search = {.session = mount->session, .start = -1};

    for (size_t at = 0; spool_place(config, at) && search.start < 0; at++) {
        own_value(text) folder = {0};
        text_appendf(&folder, "%s/%s", spool_place(config, at), mount->room);
        search_folder(&search, text_string(&folder));
    }
    return search.start >= 0 ? search.start : otherwise;
}

struct traces {
    char since[CLOCK_NAME_BYTES]; /* names from this on */
    bool has_ledger;
    bool has_part;
};

static void look_at_folder(struct traces *traces, const char *folder)
{
    const struct dirent *entry;
    DIR *entries = opendir(folder);

    while (entries && (entry = readdir(entries))) {
        if (strcmp(entry->d_name, traces->since) < 0)
            continue;
        traces->has_ledger |=
            text_has_suffix(entry->d_name, RECORDING_LEDGER_SUFFIX);
        traces->has_part |=
            text_has_suffix(entry->d_name, RECORDING_PART_SUFFIX);
    }
    if (entries)
        closedir(entries);
}

bool live_is_over(const struct config *config, const char *room, int64_t since)
{
    struct traces traces = {0};

    clock_format_name(since * CLOCK_SECOND_NS, traces.since);
    for (size_t at = 0; spool_place(config, at); at++) {
        own_value(text) folder = {0};
        text_appendf(&folder, "%s/%s", spool_place(config, at), room);
        look_at_folder(&traces, text_string(&folder));
    }
    return traces.has_ledger && !traces.has_part;
}

void live_state_clear(struct live_state *live)
{
    free(live->mounts);
    *live = (struct live_state){0};
}
