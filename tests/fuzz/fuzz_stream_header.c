/* SPDX-License-Identifier: BSD-2-Clause */
/* OpusHead and OpusTags: what is read, written and read again is the same. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "recorder/recording/recording_tags.h"
#include "recorder/recording/stream_head.h"
#include "recorder/recording/stream_tags.h"

static void try_head(const uint8_t *bytes, size_t length)
{
    struct stream_head head;
    struct stream_head again;
    uint8_t formatted[STREAM_HEAD_BYTES];
    struct err err;

    if (!stream_head_parse(bytes, length, &head, &err))
        return;
    stream_head_format(&head, formatted);
    assert(stream_head_parse(formatted, sizeof formatted, &again, &err));
    assert(memcmp(&head, &again, sizeof head) == 0);
}

static void try_tags(const uint8_t *bytes, size_t length)
{
    struct recording_facts facts;
    struct loudness loudness;
    struct err err;
    own_value(text) once = {0};
    own_value(text) twice = {0};
    own(stream_tags) tags = stream_tags_parse(bytes, length, &err);

    if (!tags)
        return;
    recording_tags_facts(tags, &facts, &err);
    recording_tags_loudness(tags, &loudness);
    stream_tags_set(tags, "TITLE", "x");
    assert(strcmp(stream_tags_get(tags, "title"), "x") == 0);
    assert(stream_tags_format(tags, 0, &once, &err));
    own(stream_tags) again =
        stream_tags_parse((const uint8_t *)once.bytes, once.length, &err);
    assert(again && stream_tags_format(again, 0, &twice, &err));
    assert(once.length == twice.length);
    assert(memcmp(once.bytes, twice.bytes, once.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    try_head(bytes, length);
    try_tags(bytes, length);
    return 0;
}
