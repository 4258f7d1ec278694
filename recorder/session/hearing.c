/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/hearing.h"

#include "recorder/base/split_rule.h"

bool hearing_init(
    struct hearing *hearing, const struct record_job *job, struct err *err)
{
    own_value(split_rule) rule = SPLIT_RULE_NONE;

    if (!split_rule_parse(job->split, &rule, err))
        return false;
    *hearing = (struct hearing){.silence_lufs = job->silence_lufs,
        .is_needed = job->start == CONFIG_START_VOICE || job->silence_ns ||
                     rule.silence_ns != INT64_MAX};
    return true;
}

static enum trigger_sound judge(
    const struct hearing *hearing, const struct sound_piece *piece)
{
    enum voice_heard heard =
        hearing->voice ? voice_hear(hearing->voice, piece) : VOICE_NOTHING;

    if (heard == VOICE_SPEECH)
        return TRIGGER_SPEECH;
    if (heard == VOICE_SOUND)
        return TRIGGER_SOUND;
    return piece->kind == PIECE_GAP ? TRIGGER_GAP : TRIGGER_PACKET;
}

bool hearing_judge(struct hearing *hearing, const struct sound_piece *piece,
    const struct sound_format *format, enum trigger_sound *sound,
    struct err *err)
{
    if (hearing->is_needed && !hearing->voice)
        hearing->voice = voice_new(format, hearing->silence_lufs, err);
    if (hearing->is_needed && !hearing->voice)
        return false;
    *sound = judge(hearing, piece);
    return true;
}

void hearing_reset(struct hearing *hearing)
{
    voice_free(take(hearing->voice));
}
