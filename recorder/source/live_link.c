/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/live_link.h"

#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/stream_head.h"

/* Tags may hold a picture; of a longer packet nothing is kept. */
#define MOST_PACKET_BYTES 1048576
/* No link that goes on has lost more. */
#define MOST_LOST 100000
/* Beyond it a granule is nonsense, and sums could overflow. */
#define MOST_GRANULE (INT64_MAX / 4)

#define TAGS_MAGIC "OpusTags"

/* The packets of one page that are sound. */
struct sound {
    struct joined_packet packet;
    int ticks;
    bool is_good;
};
struct sounds {
    struct sound list[PAGE_MOST_SEGMENTS];
    size_t count;
    int total; /* ticks */
};

void live_link_start(struct live_link *link, const struct page *page)
{
    packet_joiner_clear(&link->joiner);
    link->joiner.most_bytes = MOST_PACKET_BYTES;
    link->serial = page->serial;
    link->number++;
    link->begins = true;
    link->next_page = page->number + 1;
    link->is_granule_known = false;
    link->tags.bytes = NULL;
}

static bool is_tags(const struct joined_packet *packet)
{
    size_t length = strlen(TAGS_MAGIC);

    return packet->length >= length &&
           memcmp(packet->bytes, TAGS_MAGIC, length) == 0;
}

/* A packet that Opus cannot have made keeps the place of one that it could. */
static void add_sound(struct live_link *link, struct sounds *sounds,
    const struct joined_packet *packet)
{
    int ticks = codec_packet_frames_48k(packet->bytes, packet->length);
    bool is_good = ticks > 0;

    if (is_good)
        link->last_ticks = ticks;
    else
        link->garbage++;
    sounds->list[sounds->count++] =
        (struct sound){*packet, link->last_ticks, is_good};
    sounds->total += link->last_ticks;
}

/* Headers in the middle of a link are none of its sound, nor is the empty
 * packet that some end it with. */
static void sort_packets(
    struct live_link *link, const struct page *page, struct sounds *sounds)
{
    sounds->count = 0;
    sounds->total = 0;
    for (size_t i = 0; i < link->joiner.count; i++) {
        const struct joined_packet *packet = &link->joiner.packets[i];
        if (is_tags(packet))
            link->tags = *packet;
        else if (!is_stream_head(packet->bytes, packet->length) &&
                 (packet->length || !page->is_last))
            add_sound(link, sounds, packet);
    }
}

/* The granule at the end of the page's packets. What the last page trims off
 * a link is sound that came all the same. */
static int64_t end_of(const struct live_link *link, const struct page *page,
    const struct sounds *sounds)
{
    int64_t expected =
        (link->is_granule_known ? link->granule : 0) + sounds->total;

    if (page->granule < 0 || page->granule > MOST_GRANULE ||
        (page->is_last && page->granule < expected))
        return expected;
    return page->granule;
}

/* How many packets the hole before `begin` may have been. */
static int lost_before(
    const struct live_link *link, int64_t begin, uint32_t missing_pages)
{
    int64_t hole = begin - link->granule;

    if (missing_pages == 0 || !link->is_granule_known || link->last_ticks == 0)
        return 0;
    int64_t lost = hole > 0 ? hole / link->last_ticks : 0;
    return lost < 1 ? 1 : lost > MOST_LOST ? MOST_LOST : (int)lost;
}

/* Where the next sound of a page stands. */
struct place {
    int64_t arrival_ns;
    int64_t granule;
    int behind;
    int lost; /* packets missing before it */
};

static bool queue_sound(struct live_link *link, const struct sound *sound,
    const struct place *place, struct media_queue *packets, struct err *err)
{
    struct media_packet *packet =
        media_packet_new(sound->packet.bytes, sound->packet.length);

    if (!packet)
        return err_no_memory(err);
    packet->origin.ssrc = link->serial;
    packet->sequence = link->number;
    packet->arrival_ns = place->arrival_ns;
    packet->timestamp = (uint32_t)(uint64_t)place->granule;
    packet->ticks = sound->ticks;
    packet->behind = place->behind;
    packet->lost = place->lost;
    packet->begins_stream = link->begins;
    link->begins = false;
    media_queue_push(packets, packet);
    return true;
}

static bool queue_sounds(struct live_link *link, const struct sounds *sounds,
    struct place *place, struct media_queue *packets, struct err *err)
{
    for (size_t i = 0; i < sounds->count; i++) {
        const struct sound *sound = &sounds->list[i];
        place->behind -= sound->ticks;
        if (!sound->is_good) {
            place->lost++;
            link->lost++;
        } else if (queue_sound(link, sound, place, packets, err)) {
            place->lost = 0;
        } else {
            return false;
        }
        place->granule += sound->ticks;
    }
    return true;
}

/* How many pages of the link are missing before this one. */
static uint32_t count_missing(struct live_link *link, const struct page *page)
{
    uint32_t missing = page->number - link->next_page;

    link->next_page = page->number + 1;
    if (missing < UINT32_MAX / 2)
        return missing;
    /* Back to earlier numbers: another stream under the same serial. */
    link->is_granule_known = false;
    link->begins = true;
    return 0;
}

bool live_link_push(struct live_link *link, const struct page *page,
    int64_t arrival_ns, struct media_queue *packets, struct err *err)
{
    struct sounds sounds;
    uint32_t missing = count_missing(link, page);

    link->tags.bytes = NULL;
    if (!packet_joiner_push(&link->joiner, page, err))
        return false;
    sort_packets(link, page, &sounds);
    if (sounds.count == 0)
        return true;
    int64_t end = end_of(link, page, &sounds);
    struct place place = {.arrival_ns = arrival_ns,
        .granule = end - sounds.total,
        .behind = sounds.total};
    place.lost = lost_before(link, place.granule, missing);
    link->lost += place.lost;
    link->granule = end;
    link->is_granule_known = true;
    return queue_sounds(link, &sounds, &place, packets, err);
}

void live_link_clear(struct live_link *link)
{
    packet_joiner_clear(&link->joiner);
    *link = (struct live_link){0};
}
