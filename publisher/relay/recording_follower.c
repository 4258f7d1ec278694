/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/recording_follower.h"

#include <stdio.h>
#include <string.h>

#include "publisher/relay/folder_watch.h"
#include "publisher/relay/ledger_tail.h"
#include "publisher/relay/running_parts.h"
#include "recorder/base/clock.h"
#include "recorder/recording/ledger.h"

/* Where nothing tells that a file has grown, or that there is one. */
#define GROWTH_NS (250 * CLOCK_MILLISECOND_NS)
#define NAMES_NS CLOCK_SECOND_NS

/* Parts of one session may overlap by a second; more than this is another
 * count of places. */
#define MOST_OVERLAP_48K (INT64_C(5) * 48000)

#define NOWHERE INT64_MIN
#define FOLDERS 2

struct recording_follower {
    struct follower_listener listener;
    const char *folders[FOLDERS];
    struct folder_watch *watch;
    struct part_file *part;      /* NULL: no session */
    struct ledger_tail *ledger;  /* of it; NULL: it cannot be read */
    struct recording_facts last; /* of the newest part there was */
    bool has_last;
    int64_t end_48k;      /* all before that place was given */
    int64_t ledger_bytes; /* when last looked at */
    int64_t life_ns;      /* when something was last written */
    int64_t names_ns;     /* when to look for names again */
    int64_t deadline_ns;
    int64_t linger_ns; /* how long a next part is waited for; 0: it is not */
    char cause[64];    /* of the ledger's end line; "" while there is none */
};

struct recording_follower *recording_follower_new(
    const struct follower_settings *settings,
    const struct follower_listener *listener, struct err *err)
{
    own(recording_follower) follower = calloc(1, sizeof *follower);

    if (!follower)
        return err_no_memory(err), NULL;
    follower->listener = *listener;
    follower->folders[0] = settings->folder;
    follower->folders[1] = settings->second;
    follower->watch = folder_watch_new(follower->folders, FOLDERS, err);
    return follower->watch ? take(follower) : NULL;
}

int recording_follower_descriptor(const struct recording_follower *follower)
{
    return folder_watch_descriptor(follower->watch);
}

int64_t recording_follower_deadline_ns(
    const struct recording_follower *follower)
{
    return follower->deadline_ns;
}

/* --- What a part gives -------------------------------------------------- */

static void give_packets(struct recording_follower *follower, int64_t now_ns)
{
    struct part_packet packet;
    struct err ignored;

    /* A file that cannot be read now grows no more: it is found dead. */
    while (part_file_next(follower->part, &packet, &ignored) == PART_PACKET) {
        follower->life_ns = now_ns;
        if (packet.at_48k < follower->end_48k)
            continue;
        follower->end_48k = packet.at_48k + packet.frames_48k;
        follower->listener.packet(follower->listener.user, &packet);
    }
}

static void note_end(
    struct recording_follower *follower, const struct jdoc *line)
{
    const char *cause = jdoc_string(line, "cause");

    if (ledger_is_event(line, "end"))
        snprintf(follower->cause, sizeof follower->cause, "%s",
            cause && *cause ? cause : "end");
}

static void give_lines(struct recording_follower *follower, int64_t now_ns)
{
    struct jdoc *next;

    while (follower->ledger && (next = ledger_tail_next(follower->ledger))) {
        own(jdoc) line = next;
        note_end(follower, line);
        follower->listener.line(follower->listener.user, line);
    }
    if (follower->ledger &&
        ledger_tail_bytes(follower->ledger) != follower->ledger_bytes) {
        follower->ledger_bytes = ledger_tail_bytes(follower->ledger);
        follower->life_ns = now_ns;
    }
}

static void drain(struct recording_follower *follower, int64_t now_ns)
{
    give_packets(follower, now_ns);
    give_lines(follower, now_ns);
}

/* --- Parts and sessions ------------------------------------------------- */

static void open_ledger(struct recording_follower *follower)
{
    own_heap(char) stem = recording_stem(part_file_path(follower->part));
    own_heap(char) path =
        stem ? recording_path(stem, RECORDING_LEDGER_SUFFIX) : NULL;
    struct err ignored;

    ledger_tail_free(follower->ledger);
    follower->ledger = path ? ledger_tail_open(path, &ignored) : NULL;
    follower->ledger_bytes = 0;
    follower->cause[0] = '\0';
}

static void go_on_with(
    struct recording_follower *follower, struct part_file *part, int64_t now_ns)
{
    int64_t begin_48k = part_file_facts(part)->offset_48k;

    part_file_free(follower->part);
    follower->part = part;
    follower->last = *part_file_facts(part);
    follower->has_last = true;
    follower->life_ns = now_ns;
    follower->linger_ns = 0;
    if (follower->end_48k > begin_48k + MOST_OVERLAP_48K)
        follower->end_48k = NOWHERE;
    open_ledger(follower);
    drain(follower, now_ns);
}

static void begin(
    struct recording_follower *follower, struct part_file *part, int64_t now_ns)
{
    follower->end_48k = NOWHERE;
    part_file_skip_to_end(part);
    follower->listener.begun(follower->listener.user, part_file_facts(part));
    go_on_with(follower, part, now_ns);
}

static void end(struct recording_follower *follower, const char *cause)
{
    part_file_free(take(follower->part));
    ledger_tail_free(take(follower->ledger));
    follower->linger_ns = 0;
    follower->listener.ended(follower->listener.user, cause);
}

static bool is_same_session(
    const struct part_file *one, const struct part_file *other)
{
    return strcmp(part_file_facts(one)->session,
               part_file_facts(other)->session) == 0;
}

/* Is there another part, of this session or the next? */
static bool change_part(
    struct recording_follower *follower, int64_t now_ns, int64_t utc_ns)
{
    const struct running_parts parts = {.folders = follower->folders,
        .folder_count = FOLDERS,
        .utc_ns = utc_ns,
        .dead_ns = FOLLOWER_DEAD_NS,
        .after = follower->has_last ? &follower->last : NULL,
        .is_running = follower->part != NULL};
    own(part_file) next = running_parts_find(&parts);

    if (!next)
        return false;
    if (follower->part)
        drain(follower, now_ns);
    if (follower->part && is_same_session(follower->part, next)) {
        go_on_with(follower, take(next), now_ns);
        return true;
    }
    if (follower->part)
        end(follower, *follower->cause ? follower->cause : "interrupted");
    begin(follower, take(next), now_ns);
    return true;
}

static bool has_ledger(const struct recording_follower *follower)
{
    own_heap(char) stem = recording_stem(part_file_path(follower->part));
    own_heap(char) path =
        stem ? recording_path(stem, RECORDING_LEDGER_SUFFIX) : NULL;

    return path && access(path, F_OK) == 0;
}

/* Its file has got its last name, and there is no other part. */
static void look_at_end(struct recording_follower *follower, int64_t now_ns)
{
    bool is_ended = *follower->cause && strcmp(follower->cause, "split") != 0;

    if (is_ended) {
        end(follower, follower->cause);
    } else if (!has_ledger(follower)) {
        end(follower, "discarded");
    } else if (!follower->linger_ns) {
        follower->linger_ns = now_ns + FOLLOWER_LINGER_NS;
    } else if (now_ns >= follower->linger_ns) {
        end(follower, "interrupted");
    }
}

static void look_at_part(struct recording_follower *follower, int64_t now_ns)
{
    if (!follower->part)
        return;
    if (!part_file_is_there(follower->part)) {
        drain(follower, now_ns);
        look_at_end(follower, now_ns);
    } else if (now_ns - follower->life_ns >= FOLLOWER_DEAD_NS) {
        end(follower, "interrupted");
    }
}

void recording_follower_work(
    struct recording_follower *follower, int64_t now_ns, int64_t utc_ns)
{
    enum folder_news news = folder_watch_read(follower->watch);

    if (follower->part)
        drain(follower, now_ns);
    if (news == FOLDER_NEW_NAMES || now_ns >= follower->names_ns) {
        follower->names_ns = now_ns + NAMES_NS;
        /* A part that ends is behind one that began before. */
        while (change_part(follower, now_ns, utc_ns)) {
        }
        look_at_part(follower, now_ns);
    }
    follower->deadline_ns = follower->part && !follower->linger_ns
                                ? now_ns + GROWTH_NS
                                : follower->names_ns;
}

void recording_follower_free(struct recording_follower *follower)
{
    if (!follower)
        return;
    part_file_free(follower->part);
    ledger_tail_free(follower->ledger);
    folder_watch_free(follower->watch);
    free(follower);
}
