/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/planner.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/episode_names.h"
#include "publisher/episode/made_print.h"
#include "publisher/episode/try_print.h"
#include "publisher/run/plan_surplus.h"
#include "publisher/run/retention.h"
#include "publisher/spool/spool_sessions.h"
#include "recorder/base/name_map.h"

/* A plan in the making, and what is looked up for it. */
struct planner {
    const struct plan_input *input;
    struct publish_plan plan;
    struct name_map *spool_places; /* of recordings, by id */
    struct name_map *known_places; /* of episodes, by recording */
    struct episode_names *names;
};

static void planner_clear(struct planner *planner)
{
    publish_plan_clear(&planner->plan);
    name_map_free(planner->spool_places);
    name_map_free(planner->known_places);
    episode_names_free(planner->names);
}

static bool planner_begin(struct planner *planner, struct err *err)
{
    const struct spool *spool = planner->input->spool;
    const struct episode_list *known = planner->input->known;

    planner->plan.due = INT64_MAX;
    planner->plan.is_wanted =
        calloc(known->count + 1, sizeof *planner->plan.is_wanted);
    if (!planner->plan.is_wanted)
        return err_no_memory(err);
    if (!(planner->spool_places = name_map_new(err)) ||
        !(planner->known_places = name_map_new(err)) ||
        !(planner->names = episode_names_new(known, err)))
        return false;
    for (size_t i = 0; i < spool->recording_count; i++)
        if (!name_map_set(
                planner->spool_places, spool->recordings[i].facts.id, i, err))
            return false;
    for (size_t i = 0; i < known->count; i++)
        if (!name_map_set(
                planner->known_places, known->items[i].recording, i, err))
            return false;
    return true;
}

static void note_due(struct planner *planner, int64_t due)
{
    if (due < planner->plan.due)
        planner->plan.due = due;
}

static const struct config_show *show_of(
    const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->show_count; i++) {
        if (strcmp(config->shows[i].name, name) == 0)
            return &config->shows[i];
    }
    return NULL;
}

static const struct spool_recording *recording_of(
    const struct planner *planner, const char *id)
{
    size_t at;

    return name_map_find(planner->spool_places, id, &at)
               ? &planner->input->spool->recordings[at]
               : NULL;
}

/* A part that is an episode of its own stays one. */
static bool has_own_episodes(
    const struct planner *planner, const struct spool_recording *recording)
{
    for (size_t i = 1; i < spool_part_count(recording); i++)
        if (name_map_find(
                planner->known_places, spool_part_id(recording, i), NULL))
            return true;
    return false;
}

/* What a known episode can be made from; NULL when not all of it is there. */
static const struct spool_recording *source_of(
    const struct planner *planner, const struct catalogue_episode *known)
{
    const struct part_table *parts = planner->input->parts;
    const struct spool_recording *recording =
        recording_of(planner, known->recording);

    if (!recording || known->state < EPISODE_RENDERED)
        return recording;
    return !has_own_episodes(planner, recording) &&
                   (!parts ||
                       part_table_is_whole(parts, recording, known->recording))
               ? recording
               : NULL;
}

static bool is_held(const struct plan_input *input,
    const struct config_show *show, const struct catalogue_episode *episode)
{
    return episode->state < EPISODE_LISTED &&
           (episode_is_draft(episode, show->is_review) ||
               episode_publish_at(episode) > input->now);
}

/* Before prints were kept nothing could be cut. */
static bool is_made_from_other(const struct catalogue_episode *known)
{
    const struct catalogue_episode uncut = {0};
    char now[FINGERPRINT_BYTES];
    char then[FINGERPRINT_BYTES];

    if (known->state < EPISODE_RENDERED)
        return false;
    made_print_of(known, now);
    made_print_of(&uncut, then);
    return strcmp(known->made_print[0] ? known->made_print : then, now) != 0;
}

/* Without its recording what is damaged stays as it is. */
static bool can_be_mended(const struct plan_input *input,
    const struct catalogue_episode *known, const struct episode_job *job)
{
    return job->recording && input->damaged &&
           name_map_find(input->damaged, known->recording, NULL);
}

/* What has become of a known episode. */
static void judge(const struct plan_input *input,
    const struct config_show *show, const struct catalogue_episode *known,
    struct episode_job *job)
{
    job->has_new_texts = job->recording && strcmp(job->recording->notes_print,
                                               known->notes_print) != 0;
    job->is_remade =
        is_made_from_other(known) || can_be_mended(input, known, job);
    job->is_held = is_held(input, show, known);
}

static bool is_nothing_to_do(const struct episode_job *job,
    const struct catalogue_episode *known, bool has_media)
{
    if (job->has_new_texts || job->is_remade)
        return false;
    if (known->state == EPISODE_LISTED)
        return has_media;
    /* Nothing was ever made of an episode that was only found: when its
     * recording has been taken away, so has the wish to publish it. */
    if (known->state == EPISODE_FINISHED)
        return !job->recording;
    return job->is_held;
}

/* Of a scheduled one whose time has come, and of one that a person has let
 * out: that time is its date. */
static bool date_again(
    struct planner *planner, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;
    int64_t wanted = episode_publish_at(episode);

    if (episode->state == EPISODE_LISTED || job->is_held ||
        wanted <= episode->published)
        return true;
    job->has_new_texts = true;
    return episode_names_date(
        planner->names, episode, planner->input->now, err);
}

static bool may_be_tried(const struct config_show *show,
    const struct episode_job *job, const struct catalogue_trouble *trouble,
    int64_t now)
{
    char print[FINGERPRINT_BYTES];

    try_print_of(show, job->recording, print);
    return trouble_is_due(trouble, print, now);
}

/* Until they are read: a title that they said before is theirs no more. */
static bool take_notes(
    struct planner *planner, struct episode_job *job, struct err *err)
{
    struct catalogue_episode *episode = &job->episode;

    job->has_plain_title = episode->notes_print[0] != '\0';
    memcpy(episode->notes_print, job->recording->notes_print,
        sizeof episode->notes_print);
    return !job->has_plain_title ||
           episode_names_title(planner->names, job->recording, episode, err);
}

static bool go_on(struct planner *planner, size_t at, struct err *err)
{
    const struct plan_input *input = planner->input;
    const struct catalogue_episode *known = &input->known->items[at];
    const struct config_show *show = show_of(input->config, known->show);
    struct episode_job wanted = {.recording = source_of(planner, known)};

    if (!show || known->hidden)
        return true;
    judge(input, show, known, &wanted);
    if (is_nothing_to_do(&wanted, known, input->has_media[at]))
        return true;
    planner->plan.is_wanted[at] = true;
    if (!may_be_tried(show, &wanted, &known->trouble, input->now)) {
        if (!known->trouble.parked)
            note_due(planner, known->trouble.next_try);
        return true;
    }
    struct episode_job *job = publish_plan_add_job(&planner->plan, err);
    if (!job)
        return false;
    *job = wanted;
    if (!catalogue_episode_copy(&job->episode, known))
        return err_no_memory(err);
    if (job->has_new_texts && !take_notes(planner, job, err))
        return false;
    return date_again(planner, job, err);
}

static bool add_new(struct planner *planner,
    const struct spool_recording *recording, struct err *err)
{
    const struct config_show *show =
        show_of(planner->input->config, recording->room->show);
    struct episode_job *job;

    if (!(job = publish_plan_add_job(&planner->plan, err)) ||
        !episode_names_give(
            planner->names, show, recording, &job->episode, err))
        return false;
    memcpy(job->episode.notes_print, recording->notes_print,
        sizeof job->episode.notes_print);
    job->recording = recording;
    job->is_new = true;
    job->is_held = is_held(planner->input, show, &job->episode);
    /* A second file with the same id is the same recording. */
    return name_map_set(
        planner->known_places, recording->facts.id, SIZE_MAX, err);
}

/* As an episode, or as a part of one that has been made. */
static bool is_known(
    const struct planner *planner, const struct spool_recording *recording)
{
    const struct plan_input *input = planner->input;
    const char *id = recording->facts.id;
    size_t at;

    if (name_map_find(planner->known_places, id, NULL))
        return true;
    const char *owner =
        input->parts ? part_table_episode(input->parts, id) : NULL;
    return owner && name_map_find(planner->known_places, owner, &at) &&
           at < input->known->count &&
           input->known->items[at].state >= EPISODE_RENDERED;
}

static bool add_all_new(struct planner *planner, struct err *err)
{
    const struct spool *spool = planner->input->spool;

    for (size_t i = 0; i < spool->recording_count; i++) {
        const struct spool_recording *recording = &spool->recordings[i];
        if (!is_known(planner, recording) && !add_new(planner, recording, err))
            return false;
    }
    return true;
}

/* From the last on: where dates collide, the earlier recording keeps the
 * earlier date. */
static bool date_new(struct planner *planner, struct err *err)
{
    struct publish_plan *plan = &planner->plan;

    for (size_t i = plan->count; i-- > 0;) {
        if (plan->jobs[i].is_new &&
            !episode_names_date(planner->names, &plan->jobs[i].episode,
                planner->input->now, err))
            return false;
    }
    return true;
}

static bool hide(struct planner *planner, const struct config_show *show,
    const enum retention_reason *reasons, struct err *err)
{
    const struct plan_input *input = planner->input;

    for (size_t i = 0; i < input->known->count; i++) {
        const struct catalogue_episode *episode = &input->known->items[i];
        if (!reasons[i] || strcmp(episode->show, show->name) != 0)
            continue;
        const struct publish_end end = {
            .kind = PUBLISH_HIDE,
            .remove_at = input->now + show->grace_s,
            .reason = retention_reason_text(reasons[i]),
        };
        note_due(planner, end.remove_at);
        if (!publish_plan_add_end(&planner->plan, &end, episode, err))
            return false;
    }
    return true;
}

/* What was redacted or cut after it was hidden has no grace: its media go, as
 * long as they can be made anew should it be restored. */
static bool is_taken_back(
    const struct planner *planner, const struct catalogue_episode *episode)
{
    return episode->hidden && !episode->removed &&
           is_made_from_other(episode) && source_of(planner, episode);
}

/* A recording that an episode is still to be made from stays. */
static bool has_end(const struct planner *planner,
    const struct config_show *show, size_t at, struct publish_end *end)
{
    const struct plan_input *input = planner->input;
    const struct catalogue_episode *episode = &input->known->items[at];

    if (retention_removes(episode, input->now) ||
        is_taken_back(planner, episode)) {
        end->kind = PUBLISH_REMOVE;
        return true;
    }
    end->kind = PUBLISH_FREE_RECORDING;
    return end->recording && input->has_media[at] &&
           !planner->plan.is_wanted[at] &&
           retention_frees_recording(show, episode, input->now);
}

/* What failed waits for its next try as a render does. */
static bool end_one(struct planner *planner, const struct config_show *show,
    size_t at, struct err *err)
{
    const struct plan_input *input = planner->input;
    const struct catalogue_episode *episode = &input->known->items[at];
    struct publish_end end = {
        .recording = recording_of(planner, episode->recording)};

    note_due(planner, retention_due(show, episode, input->now));
    if (!has_end(planner, show, at, &end))
        return true;
    planner->plan.is_wanted[at] = true;
    if (trouble_is_due(&episode->trouble, PUBLISH_END_PRINT, input->now))
        return publish_plan_add_end(&planner->plan, &end, episode, err);
    if (!episode->trouble.parked)
        note_due(planner, episode->trouble.next_try);
    return true;
}

static bool end_known(
    struct planner *planner, const struct config_show *show, struct err *err)
{
    const struct episode_list *known = planner->input->known;

    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->items[i].show, show->name) == 0 &&
            !end_one(planner, show, i, err))
            return false;
    }
    return true;
}

/* Hidden ones first: the feed goes before the media. */
static bool end_all(struct planner *planner, struct err *err)
{
    const struct plan_input *input = planner->input;
    own_heap(enum retention_reason) reasons =
        calloc(input->known->count + 1, sizeof *reasons);

    if (!reasons)
        return err_no_memory(err);
    for (size_t i = 0; i < input->config->show_count; i++) {
        const struct config_show *show = &input->config->shows[i];
        const struct retention_input retention = {
            .show = show,
            .episodes = input->known,
            .has_media = input->has_media,
            .free_bytes = input->free_bytes,
            .now = input->now,
        };
        retention_decide(&retention, reasons);
        if (!hide(planner, show, reasons, err) ||
            !end_known(planner, show, err))
            return false;
    }
    return true;
}

/* Oldest first, so that numbers rise with dates. */
static int by_show_and_date(const void *left, const void *right)
{
    const struct catalogue_episode *one =
        &((const struct episode_job *)left)->episode;
    const struct catalogue_episode *other =
        &((const struct episode_job *)right)->episode;
    int order = strcmp(one->show, other->show);

    if (order == 0)
        order = (one->published > other->published) -
                (one->published < other->published);
    return order;
}

static bool fill_plan(struct planner *planner, struct err *err)
{
    for (size_t i = 0; i < planner->input->known->count; i++)
        if (!go_on(planner, i, err))
            return false;
    return add_all_new(planner, err) && date_new(planner, err) &&
           plan_surplus_leave(planner->input, &planner->plan, err) &&
           end_all(planner, err);
}

bool planner_make(
    const struct plan_input *input, struct publish_plan *plan, struct err *err)
{
    own_value(planner) planner = {.input = input};

    if (!planner_begin(&planner, err) || !fill_plan(&planner, err))
        return false;
    *plan = planner.plan;
    planner.plan = (struct publish_plan){0};
    if (plan->count)
        qsort(plan->jobs, plan->count, sizeof *plan->jobs, by_show_and_date);
    return true;
}
