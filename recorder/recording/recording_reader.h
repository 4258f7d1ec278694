/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads an Ogg/Opus file packet by packet, in constant memory: ours, or any
 * other with mapping family 0 (RFC 7845).
 *
 *     own(recording_reader) reader = recording_reader_new(path, err);
 *     while ((step = recording_reader_next(reader, &packet, err)) ==
 *         RECORDING_PACKET)
 *         …
 *
 * Other streams multiplexed with the first Opus stream are passed over, and
 * so are packets that break RFC 6716 3.4. What follows the end of the stream,
 * as the next link of a chain, is not read, but by
 * recording_reader_next_link(); a link that begins without it is
 * RECORDING_TORN. Granules that go back are taken for a muxer's mistake.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_READER_H
#define ROOMCAST_RECORDING_RECORDING_READER_H

#include "recorder/base/own.h"
#include "recorder/recording/page.h"
#include "recorder/recording/recording.h"

struct recording_reader;

struct recording_packet {
    const uint8_t *bytes; /* borrowed until the next call */
    size_t length;
    int frames_48k;
    int64_t lost_48k; /* missing in the file before it, as granules tell */
    /* The part of it that is to be heard, after pre-skip and end trimming:
     * `heard_from` frames are passed over, then `heard` are played. */
    int heard_from;
    int heard;
};

enum recording_step {
    RECORDING_PACKET, /* *packet is filled */
    RECORDING_END,    /* a proper end (EOS) */
    RECORDING_TORN,   /* *err (ERR_FORMAT) says what: damage was passed over,
                         told once and reading goes on; or the file ends
                         without EOS, told by every call from there on. So a
                         second one is always the end. */
    RECORDING_FAILED  /* *err: ERR_IO or ERR_FORMAT */
};

/* ERR_IO if it cannot be read, ERR_FORMAT if it is not Ogg/Opus. */
struct recording_reader *recording_reader_new(
    const char *path, struct err *err);

enum recording_step recording_reader_next(struct recording_reader *reader,
    struct recording_packet *packet, struct err *err);

/* The page that began with the packet that was given last, if it can be copied
 * as it is: its packets all begin and end on it and are valid, nothing of it
 * is trimmed off the end, and its checksum was right. False otherwise. Lent
 * until the next recording_reader_next(). */
struct recording_page {
    const struct page *page;
    int64_t frames_48k;
    size_t packet_bytes;
};
bool recording_reader_page(
    const struct recording_reader *reader, struct recording_page *page);

/* Then: the next packet is the first one behind it. */
void recording_reader_pass_page(struct recording_reader *reader);

/* Behind the end, or what is torn for good: a reader of the next link of the
 * chain (RFC 3533 4), to be freed, NULL if none follows. ERR_FORMAT when that
 * one is not Ogg/Opus. */
bool recording_reader_next_link(struct recording_reader *reader,
    struct recording_reader **link, struct err *err);

int recording_reader_channels(const struct recording_reader *reader);
int recording_reader_preskip_48k(const struct recording_reader *reader);
int recording_reader_gain_q8(const struct recording_reader *reader);

/* The value of a tag by name (any case), NULL when it is not there. */
const char *recording_reader_tag(
    const struct recording_reader *reader, const char *name);

/* What ours say of themselves; ERR_FORMAT when it lacks ROOMCAST_ID, which
 * means that it is not one of ours. */
bool recording_reader_facts(const struct recording_reader *reader,
    struct recording_facts *facts, struct err *err);

/* The loudness its tags state (after the header gain); false if none do. The
 * momentary and short-term loudness are not kept: -HUGE_VAL. */
bool recording_reader_loudness(
    const struct recording_reader *reader, struct loudness *loudness);

/* The length heard, from the first and the last page, without reading the
 * rest. */
bool recording_duration_48k(
    const char *path, int64_t *frames_48k, struct err *err);

/* The same, and whether the last page is an end (EOS): it is missing in what
 * was cut short, or is being copied. */
bool recording_extent_48k(
    const char *path, int64_t *frames_48k, bool *has_end, struct err *err);

void recording_reader_free(struct recording_reader *reader);
OWNED(recording_reader)

#endif
