/* SPDX-License-Identifier: BSD-2-Clause */
/* What the configuration says of a room, as a job. */
#include "recorder/session/record_job.h"

#include <stdlib.h>

#include "recorder/base/clock.h"
#include "recorder/base/config_file.h"
#include "recorder/base/follow_mark.h"
#include "recorder/base/text.h"
#include "recorder/source/source.h"

/* Where pre-roll and post-roll are not given: as much as the first word needs
 * to be heard as one, and as a speaker needs for a breath. */
#define VOICE_PRE_ROLL_NS (2 * CLOCK_SECOND_NS)
#define SILENCE_POST_ROLL_NS (2 * CLOCK_SECOND_NS)

static int64_t or_ns(int64_t ns, int64_t otherwise_ns)
{
    return ns == CONFIG_ROLL_AUTO ? otherwise_ns : ns;
}

/* No more than what ends the recording. */
static int64_t silence_post_roll_ns(const struct config_room *room)
{
    int64_t ns = SILENCE_POST_ROLL_NS;

    if (!room->silence_ns)
        return 0;
    if (room->idle_ns && room->idle_ns < ns)
        ns = room->idle_ns;
    return room->silence_ns < ns ? room->silence_ns : ns;
}

/* A room whose keys say when recordings begin or end has one after the other.
 */
static bool has_ends_of_its_own(const struct config_room *room)
{
    return room->start != CONFIG_START_PACKET || room->schedule ||
           room->duration_ns || room->idle_ns || room->silence_ns ||
           room->is_sender_split;
}

static void take_rules(struct record_job *job, const struct config_room *room)
{
    bool is_by_sound = room->start == CONFIG_START_VOICE || room->silence_ns;

    job->start = room->start;
    job->schedule = room->schedule;
    if (room->duration_ns)
        job->duration_ns = room->duration_ns;
    job->idle_ns = room->idle_ns;
    job->silence_ns = room->silence_ns;
    job->silence_lufs = room->silence_lufs;
    job->pre_roll_ns =
        or_ns(room->pre_roll_ns, is_by_sound ? VOICE_PRE_ROLL_NS : 0);
    job->post_roll_ns = or_ns(room->post_roll_ns, silence_post_roll_ns(room));
    job->least_ns = room->least_ns;
    job->is_sender_split = room->is_sender_split;
    job->split = room->split;
    job->resume_ns = room->resume_ns;
    job->is_pause_kept = room->is_pause_silence;
    job->keeps_on = has_ends_of_its_own(room);
}

bool record_job_take_room(struct record_job *job, const struct config *config,
    const struct config_room *room, struct err *err)
{
    own_value(text) place = {0};

    text_appendf(
        &place, "%s:%d: [room %s]", config->path, room->line, room->name);
    job->place = text_take(&place);
    job->room = room->name;
    job->source = room->source;
    job->format = room->format;
    job->title = room->title;
    job->normalize = room->normalize;
    job->target_lufs = room->target_lufs;
    job->bitrate = room->bitrate;
    take_rules(job, room);
    return job->place || err_no_memory(err);
}

/* --- Secrets ------------------------------------------------------------ */

static bool warn(
    struct record_job *job, const char *file, const char *what, struct err *err)
{
    own_value(text) warning = {0};

    if (job->warning)
        text_appendf(&warning, "%s; ", job->warning);
    text_appendf(&warning, "%s: others can read %s", file, what);
    free(job->warning);
    job->warning = text_take(&warning);
    return job->warning || err_no_memory(err);
}

struct wanted_secret {
    const struct secret_place *place;
    const char *kind;
    char **secret; /* where it goes */
};

/* Where others can read it, that becomes a warning. */
static bool take_secret(
    struct record_job *job, const struct wanted_secret *wanted, struct err *err)
{
    own_value(text) what = {0};
    bool is_exposed;

    if (!secret_load(wanted->place, wanted->secret, &is_exposed, err))
        return false;
    text_appendf(&what, "this %s", wanted->kind);
    return !is_exposed ||
           warn(job, wanted->place->file, text_string(&what), err);
}

/* The same for one that the configuration itself may hold. */
static bool take_configured(struct record_job *job, const struct config *config,
    const struct wanted_secret *wanted, struct err *err)
{
    own_value(text) what = {0};

    if (!take_secret(job, wanted, err))
        return false;
    text_appendf(&what, "it, and %s is in it", wanted->place->name);
    return !wanted->place->value || !config->exposed_key ||
           warn(job, config->path, text_string(&what), err);
}

static bool take_password(struct record_job *job, const struct config *config,
    const struct config_room *room, struct err *err)
{
    const struct secret_place place = {.name = "source-password",
        .value = room->source_password,
        .file = room->source_password_file,
        .environment = room->source_password_env};
    const struct wanted_secret password = {&place, "password", &job->password};

    if (!take_configured(job, config, &password, err))
        return false;
    if (job->password && !room->source_user)
        return err_set(
            err, ERR_CONFIG, "source-password: expected source-user too");
    job->user = room->source_user;
    return true;
}

bool record_job_take_credentials(struct record_job *job,
    const struct config *config, const struct config_room *room,
    struct err *err)
{
    return take_password(job, config, room, err) ||
           err_prefix(err, "%s", job->place);
}

bool record_job_take_key(
    struct record_job *job, const struct secret_place *place, struct err *err)
{
    const struct wanted_secret key = {place, "key", &job->srtp_key};

    return take_secret(job, &key, err);
}

bool record_job_take_room_key(struct record_job *job,
    const struct config *config, const struct config_room *room,
    struct err *err)
{
    const struct secret_place place = {.name = "srtp-key",
        .value = room->srtp_key,
        .file = room->srtp_key_file,
        .environment = room->srtp_key_env};
    const struct wanted_secret key = {&place, "key", &job->srtp_key};

    return take_configured(job, config, &key, err);
}

/* --- A job of a room ---------------------------------------------------- */

bool record_job_take_folder(
    struct record_job *job, const struct config *config, struct err *err)
{
    own_value(text) folder = {0};
    own_value(text) second = {0};
    own_value(text) state = {0};
    own_value(text) level = {0};

    job->disk_least_bytes = config->disk_least_bytes;
    if (config->second_spool) {
        text_appendf(&second, "%s/%s", config->second_spool, job->room);
        job->second_folder = text_take(&second);
    }
    text_appendf(&folder, "%s/%s", config->spool, job->room);
    text_appendf(&level, "%s/%s.level.json", config->state, job->room);
    text_appendf(&state, "%s/%s.srtp", config->state, job->room);
    job->folder = text_take(&folder);
    job->srtp_state = text_take(&state);
    job->level_state = text_take(&level);
    job->follow_mark = follow_mark_path(config->state, job->room);
    return (job->folder && job->srtp_state && job->level_state &&
               job->follow_mark &&
               (job->second_folder || !config->second_spool)) ||
           err_no_memory(err);
}

bool record_job_has_room(const struct record_job *all, size_t number)
{
    return number % (size_t)all->shard_count == (size_t)all->shard - 1;
}

static bool fill(struct record_job *job, const struct config *config,
    const struct config_room *room, struct err *err)
{
    return record_job_take_room(job, config, room, err) &&
           record_job_take_credentials(job, config, room, err) &&
           record_job_take_room_key(job, config, room, err) &&
           record_job_take_folder(job, config, err);
}

bool record_job_for_room(const struct record_job *all,
    const struct config_room *room, struct record_job *job, struct err *err)
{
    struct record_job found = {
        .duration_ns = INT64_MAX, .is_verbose = all->is_verbose};

    if (!fill(&found, all->config, room, err)) {
        record_job_clear(&found);
        return false;
    }
    found.keeps_on = true;
    *job = found;
    return true;
}

struct source *record_job_open_source(
    const struct record_job *job, struct err *err)
{
    const struct source_options options = {.pcm_format = job->format,
        .srtp_key = job->srtp_key,
        .srtp_state = job->srtp_state,
        .user = job->user,
        .password = job->password};
    struct source *source = source_open(job->source, &options, err);

    if (!source && err->kind == ERR_CONFIG && job->place)
        err_prefix(err, "%s: source", job->place);
    return source;
}

void record_job_clear(struct record_job *job)
{
    secret_free(job->password);
    config_free(job->config);
    free(job->stem);
    free(job->folder);
    free(job->second_folder);
    secret_free(job->srtp_key);
    free(job->level_state);
    free(job->follow_mark);
    free(job->srtp_state);
    free(job->warning);
    free(job->place);
    *job = (struct record_job){0};
}
