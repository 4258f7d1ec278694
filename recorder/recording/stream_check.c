/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/stream_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/stream_head.h"
#include "recorder/recording/stream_tags.h"

/* OpusTags may hold a cover picture. */
#define PACKET_MOST_BYTES (16 << 20)

/* No real stream comes near; it keeps sums from overflowing. */
#define GRANULE_MOST (INT64_MAX / 4)

/* The page in hand. */
struct sound_page {
    const struct page *page;
    struct conformance_place place;
    int64_t frames_48k;      /* of the packets that end on it */
    int64_t last_frames_48k; /* of the last one */
    bool is_uncertain;       /* packets may be missing before or on it */
};

static void check_header_granule(struct stream_check *check,
    const struct page *page, const struct conformance_place *place)
{
    if (page->granule != 0)
        conformance_findings_add(check->findings, CONFORMANCE_HEADER_GRANULE,
            place, "granule 0 where a header ends", "granule %" PRId64,
            page->granule);
}

static size_t count_pieces(const struct page *page)
{
    struct page_piece piece;
    size_t segment = 0;
    size_t count = 0;

    while (page_next_piece(page, &segment, &piece))
        count++;
    return count;
}

static void check_alone(struct stream_check *check, const struct page *page,
    const struct conformance_place *place, enum conformance_rule rule)
{
    size_t pieces = count_pieces(page);

    if (pieces != 1)
        conformance_findings_add(check->findings, rule, place,
            "a header packet and nothing behind it on its page",
            "a page with %zu packets", pieces);
}

/* --- Headers ----------------------------------------------------------- */

/* False when the page is not for this stage: what should be there is lost. */
static bool take_head(struct stream_check *check, const struct page *page,
    const struct conformance_place *place, bool has_jumped)
{
    const struct joined_packet *packet = &check->joiner.packets[0];
    struct stream_head head = {0};
    struct err why;

    check->stage = STREAM_CHECK_TAGS;
    if (check->joiner.count == 0 ||
        !is_stream_head(packet->bytes, packet->length)) {
        if (has_jumped)
            return false;
        conformance_findings_add(check->findings, CONFORMANCE_HEAD, place,
            "OpusHead in the first packet", "something else");
        return true;
    }
    if (!stream_head_parse(packet->bytes, packet->length, &head, &why))
        conformance_findings_add(check->findings, CONFORMANCE_HEAD, place,
            "version 1, one or two channels", "%s", why.text);
    check->preskip_48k = head.preskip_48k;
    check_alone(check, page, place, CONFORMANCE_HEAD_ALONE);
    check_header_granule(check, page, place);
    return true;
}

/* Sets `why` when they are wrong, and when they could not be looked at. */
static bool take_tags(struct stream_check *check, const struct page *page,
    const struct conformance_place *place, bool has_jumped, struct err *why)
{
    const struct joined_packet *packet = &check->joiner.packets[0];
    bool is_tags = check->joiner.count > 0 && packet->length >= 8 &&
                   memcmp(packet->bytes, "OpusTags", 8) == 0;

    if (check->joiner.count == 0)
        return true; /* they go on on the next page */
    check->stage = STREAM_CHECK_SOUND;
    if (!is_tags && (has_jumped || check->joiner.has_lost))
        return false;
    own(stream_tags) tags =
        stream_tags_parse(packet->bytes, packet->length, why);
    if (!tags && why->kind != ERR_MEMORY)
        conformance_findings_add(check->findings, CONFORMANCE_TAGS, place,
            "OpusTags in the second packet", "%s", why->text);
    check->is_ours = tags && stream_tags_get(tags, "ROOMCAST_ID");
    check_alone(check, page, place, CONFORMANCE_TAGS_ALONE);
    check_header_granule(check, page, place);
    return true;
}

/* --- Sound ------------------------------------------------------------- */

static void count_packets(struct stream_check *check, struct sound_page *sound)
{
    for (size_t i = 0; i < check->joiner.count; i++) {
        const struct joined_packet *packet = &check->joiner.packets[i];
        int frames = codec_packet_frames_48k(packet->bytes, packet->length);
        if (frames == 0) {
            conformance_findings_add(check->findings, CONFORMANCE_PACKET,
                &sound->place, "a packet of Opus",
                "packet %zu of %zu bytes, which is none", i + 1,
                packet->length);
            sound->is_uncertain = true;
        }
        sound->frames_48k += frames;
        sound->last_frames_48k = frames;
        check->packets++;
    }
}

static void complain(struct stream_check *check, enum conformance_rule rule,
    const struct sound_page *sound, int64_t expected_48k)
{
    char expected[96];

    snprintf(expected, sizeof expected,
        "granule %" PRId64 ", as its packets last %" PRId64, expected_48k,
        sound->frames_48k);
    conformance_findings_add(check->findings, rule, &sound->place, expected,
        "granule %" PRId64, sound->page->granule);
}

static void go_to(struct stream_check *check, int64_t granule)
{
    check->counted_48k = granule;
    check->stated_48k = granule;
}

/* Where the stream counts from: ours from 0; one that was joined in the
 * middle, or cropped, from where its first page says (RFC 7845 4.3, 4.5). */
static void begin_sound(
    struct stream_check *check, const struct sound_page *sound)
{
    int64_t begin = sound->page->granule - sound->frames_48k;

    if (begin < 0 && !sound->page->is_last)
        complain(check, CONFORMANCE_FIRST_GRANULE, sound, sound->frames_48k);
    else if (begin > 0 && !check->is_ours)
        check->origin_48k = begin;
    go_to(check, check->origin_48k);
    check->has_sound = true;
    if (begin < 0 && !sound->page->is_last) {
        go_to(check, sound->frames_48k);
        check->stated_48k = sound->page->granule;
    }
}

/* The pages before it are missing. */
static void jump(struct stream_check *check, const struct sound_page *sound)
{
    int64_t begin = sound->page->granule - sound->frames_48k;

    if (begin > check->counted_48k)
        check->lost_48k += begin - check->counted_48k;
    go_to(check, sound->page->granule);
}

/* After a page that states a wrong granule, the next may count on from it or
 * from the right one. */
static void place_page(
    struct stream_check *check, const struct sound_page *sound)
{
    int64_t granule = sound->page->granule;
    int64_t expected = check->counted_48k + sound->frames_48k;

    if (granule == expected) {
        go_to(check, granule);
    } else if (sound->is_uncertain ||
               granule == check->stated_48k + sound->frames_48k) {
        jump(check, sound);
    } else {
        complain(check, CONFORMANCE_GRANULE, sound, expected);
        check->counted_48k = expected;
        check->stated_48k = granule;
    }
}

static void trim(struct stream_check *check, const struct sound_page *sound)
{
    int64_t granule = sound->page->granule;
    int64_t full = check->counted_48k + sound->frames_48k;
    int64_t cut = full - granule;

    if (sound->is_uncertain) {
        jump(check, sound);
        return;
    }
    if (cut < 0 && granule > check->stated_48k + sound->frames_48k)
        complain(check, CONFORMANCE_GRANULE, sound, full);
    else if (granule < check->counted_48k)
        conformance_findings_add(check->findings, CONFORMANCE_TRIM,
            &sound->place, "an end behind the page before",
            "granule %" PRId64 ", before %" PRId64, granule,
            check->counted_48k);
    else if (cut > sound->last_frames_48k)
        conformance_findings_add(check->findings, CONFORMANCE_LONG_TRIM,
            &sound->place, "an end within the last packet",
            "%" PRId64 " frames cut off, of a last packet of %" PRId64, cut,
            sound->last_frames_48k);
    go_to(check, granule);
}

static void take_sound(struct stream_check *check, const struct page *page,
    const struct conformance_place *place, bool has_jumped)
{
    struct sound_page sound = {.page = page,
        .place = *place,
        .is_uncertain = has_jumped || check->joiner.has_lost};

    count_packets(check, &sound);
    if (page->granule < 0 || page->granule > GRANULE_MOST) {
        if (page->granule > GRANULE_MOST)
            complain(check, CONFORMANCE_GRANULE, &sound,
                check->counted_48k + sound.frames_48k);
        go_to(check, check->counted_48k + sound.frames_48k);
        return;
    }
    if (check->joiner.count == 0 && !page->is_last)
        return;
    bool was_first = !check->has_sound;
    if (was_first)
        begin_sound(check, &sound);
    if (page->is_last)
        trim(check, &sound);
    else if (!was_first || page->granule >= sound.frames_48k)
        place_page(check, &sound);
}

bool stream_check_push(struct stream_check *check, const struct page *page,
    bool has_jumped, struct err *err)
{
    struct conformance_place place = {page->offset, page->number};
    bool is_taken = false;
    struct err why = {0};

    check->last = place;
    check->joiner.most_bytes = PACKET_MOST_BYTES;
    if (!packet_joiner_push(&check->joiner, page, err))
        return false;
    if (check->stage == STREAM_CHECK_HEAD)
        is_taken = take_head(check, page, &place, has_jumped);
    if (!is_taken && check->stage == STREAM_CHECK_TAGS)
        is_taken = take_tags(check, page, &place, has_jumped, &why);
    if (why.kind == ERR_MEMORY)
        return err_no_memory(err);
    if (!is_taken)
        take_sound(check, page, &place, has_jumped);
    check->end_48k = check->counted_48k;
    return true;
}

void stream_check_end(struct stream_check *check)
{
    if (check->has_sound &&
        check->end_48k - check->origin_48k < check->preskip_48k)
        conformance_findings_add(check->findings, CONFORMANCE_PRESKIP,
            &check->last, "a pre-skip that leaves something to be heard",
            "a pre-skip of %d in %" PRId64 " frames", check->preskip_48k,
            check->end_48k - check->origin_48k);
}

int64_t stream_check_frames_48k(const struct stream_check *check)
{
    int64_t frames = check->end_48k - check->origin_48k - check->preskip_48k;

    return frames > 0 ? frames : 0;
}

void stream_check_clear(struct stream_check *check)
{
    packet_joiner_clear(&check->joiner);
}
