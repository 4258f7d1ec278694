/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/plan_ends.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/made_print.h"
#include "publisher/run/retention.h"
#include "recorder/base/own.h"

/* Ends on their way into a plan. */
struct ending {
    const struct plan_input *input;
    const struct plan_sources *sources;
    struct publish_plan *plan;
};

static bool hide(const struct ending *ending, const struct config_show *show,
    const enum retention_reason *reasons, struct err *err)
{
    const struct plan_input *input = ending->input;

    for (size_t i = 0; i < input->known->count; i++) {
        const struct catalogue_episode *episode = &input->known->items[i];
        if (!reasons[i] || strcmp(episode->show, show->name) != 0)
            continue;
        const struct publish_end end = {
            .kind = PUBLISH_HIDE,
            .remove_at = input->now + show->grace_s,
            .reason = retention_reason_text(reasons[i]),
        };
        publish_plan_note_due(ending->plan, end.remove_at);
        if (!publish_plan_add_end(ending->plan, &end, episode, err))
            return false;
    }
    return true;
}

/* What was redacted or cut after it was hidden has no grace: its media go, as
 * long as they can be made anew should it be restored. */
static bool is_taken_back(
    const struct ending *ending, const struct catalogue_episode *episode)
{
    return episode->hidden && !episode->removed && made_print_is_old(episode) &&
           plan_sources_of(ending->sources, episode);
}

/* A recording that an episode is still to be made from stays. */
static bool has_end(const struct ending *ending, const struct config_show *show,
    size_t at, struct publish_end *end)
{
    const struct plan_input *input = ending->input;
    const struct catalogue_episode *episode = &input->known->items[at];

    if (retention_removes(episode, input->now) ||
        is_taken_back(ending, episode)) {
        end->kind = PUBLISH_REMOVE;
        return true;
    }
    end->kind = PUBLISH_FREE_RECORDING;
    return end->recording && input->has_media[at] &&
           !ending->plan->is_wanted[at] &&
           retention_frees_recording(show, episode, input->now);
}

/* What failed waits for its next try as a render does. */
static bool end_one(const struct ending *ending, const struct config_show *show,
    size_t at, struct err *err)
{
    const struct plan_input *input = ending->input;
    const struct catalogue_episode *episode = &input->known->items[at];
    struct publish_end end = {.recording = plan_sources_recording(
                                  ending->sources, episode->recording)};

    publish_plan_note_due(
        ending->plan, retention_due(show, episode, input->now));
    if (!has_end(ending, show, at, &end))
        return true;
    ending->plan->is_wanted[at] = true;
    if (trouble_is_due(&episode->trouble, PUBLISH_END_PRINT, input->now))
        return publish_plan_add_end(ending->plan, &end, episode, err);
    if (!episode->trouble.parked)
        publish_plan_note_due(ending->plan, episode->trouble.next_try);
    return true;
}

static bool end_known(const struct ending *ending,
    const struct config_show *show, struct err *err)
{
    const struct episode_list *known = ending->input->known;

    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->items[i].show, show->name) == 0 &&
            !end_one(ending, show, i, err))
            return false;
    }
    return true;
}

bool plan_ends_add(const struct plan_input *input,
    const struct plan_sources *sources, struct publish_plan *plan,
    struct err *err)
{
    const struct ending ending = {input, sources, plan};
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
        if (!hide(&ending, show, reasons, err) ||
            !end_known(&ending, show, err))
            return false;
    }
    return true;
}
