/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool hear(void *user, const float *pcm, size_t frames, struct err *err)
{
    struct heard *heard = user;
    struct sound_format format;

    if (heard->refuses)
        return err_set(err, ERR_LIMIT, "enough");
    assert_true(source_format(heard->source, &format));
    text_append_bytes(
        &heard->samples, pcm, frames * (size_t)format.channels * sizeof *pcm);
    heard->frames += frames;
    if (frames > heard->largest_block)
        heard->largest_block = frames;
    return true;
}

static void note(void *user, const char *event, const char *text)
{
    struct heard *heard = user;

    assert_string_equal(event, "warning");
    text_appendf(&heard->warnings, "%s;", text);
}

static struct sound_sink sink_of(struct heard *heard, struct source *source)
{
    heard->source = source;
    return (struct sound_sink){.user = heard, .pcm = hear, .event = note};
}

enum source_step heard_step(
    struct heard *heard, struct source *source, struct err *err)
{
    const struct sound_sink sink = sink_of(heard, source);

    return source_read(source, 0, &sink, err);
}

bool heard_stop(struct heard *heard, struct source *source, struct err *err)
{
    const struct sound_sink sink = sink_of(heard, source);

    return source_stop(source, 0, &sink, err);
}

void heard_all(struct heard *heard, struct source *source)
{
    struct err err = {0};
    enum source_step last;

    do
        last = heard_step(heard, source, &err);
    while (last == SOURCE_GOES_ON);
    if (last == SOURCE_FAILED)
        fail_msg("%s", err.text);
}

float heard_sample(const struct heard *heard, size_t index)
{
    float value;

    assert_true((index + 1) * sizeof value <= heard->samples.length);
    memcpy(&value, heard->samples.bytes + index * sizeof value, sizeof value);
    return value;
}

void heard_clear(struct heard *heard)
{
    text_clear(&heard->samples);
    text_clear(&heard->warnings);
}
