/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/cue_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/base/text.h"

static bool check_text(const char *text, struct err *err)
{
    if (strlen(text) > CUE_TEXT_MOST_BYTES)
        return err_set(err, ERR_CONFIG, "expected a text of at most %d bytes",
            CUE_TEXT_MOST_BYTES);
    return text_is_utf8(text) ||
           err_set(err, ERR_CONFIG, "expected a text in UTF-8");
}

static bool is_same_mark(
    const struct cue_list *list, int64_t at_ns, const char *text)
{
    return list->mark.at_ns && at_ns - list->mark.at_ns < CUE_SAME_MARK_NS &&
           strcmp(list->mark.text, text) == 0;
}

/* Is it so already, or asked for? */
static bool is_repeated(const struct cue_list *list, enum room_command command,
    int64_t at_ns, const char *text)
{
    switch (command) {
    case ROOM_MARK:
        return is_same_mark(list, at_ns, text);
    case ROOM_PAUSE:
        return list->is_pause_wanted;
    case ROOM_RESUME:
        return !list->is_pause_wanted;
    default:
        return false;
    }
}

static void remember(struct cue_list *list, const struct cue *cue)
{
    if (cue->command == ROOM_MARK)
        list->mark = *cue;
    if (cue->command == ROOM_PAUSE || cue->command == ROOM_RESUME)
        list->is_pause_wanted = cue->command == ROOM_PAUSE;
}

bool cue_list_push(struct cue_list *list, enum room_command command,
    int64_t at_ns, const char *text, struct err *err)
{
    if (text && !check_text(text, err))
        return false;
    if (is_repeated(list, command, at_ns, text))
        return true;
    if (list->count == CUE_LIST_MOST)
        return err_set(err, ERR_LIMIT, "%d commands are waiting", list->count);
    if (!list->cues)
        list->cues = calloc(CUE_LIST_MOST, sizeof *list->cues);
    if (!list->cues)
        return err_no_memory(err);
    struct cue *cue =
        &list->cues[(list->first + list->count++) % CUE_LIST_MOST];
    *cue = (struct cue){.command = command, .at_ns = at_ns};
    snprintf(cue->text, sizeof cue->text, "%s", text ? text : "");
    remember(list, cue);
    return true;
}

const struct cue *cue_list_first(const struct cue_list *list)
{
    return list->count > 0 ? &list->cues[list->first] : NULL;
}

void cue_list_pop(struct cue_list *list)
{
    if (list->count == 0)
        return;
    list->first = (list->first + 1) % CUE_LIST_MOST;
    list->count--;
}

void cue_list_clear(struct cue_list *list)
{
    free(list->cues);
    *list = (struct cue_list){0};
}
