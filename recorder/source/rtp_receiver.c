/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_receiver.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recorder/source/rtcp_packet.h"
#include "recorder/source/rtp_packet.h"
#include "recorder/source/rtp_payload.h"
#include "recorder/source/rtp_redundancy.h"
#include "recorder/source/rtp_trouble.h"
#include "recorder/source/sender_reports.h"
#include "recorder/source/sound_gate.h"
#include "recorder/source/stream_lock.h"

/* 20 ms of it; so many packets of that size are no chance. */
#define G711_BYTES 160
#define G711_PACKETS 50

/* Refused by the lock, so many are no stray ones: two seconds of them. */
#define SENDER_PACKETS 100

struct rtp_receiver {
    struct rtp_description description;
    struct secure_rtp *secure; /* NULL: plain RTP */
    struct stream_lock lock;
    struct media_queue room; /* what the lock let in, on its way */
    struct rtp_redundancy redundancy;
    struct sound_gate gate;
    struct sound_evidence evidence; /* of packets that do not authenticate */
    struct sender_reports reports;
    struct rtp_troubles troubles;
    int forged_in_a_row;
    int g711_in_a_row;
    uint16_t last_sequence;
    uint32_t last_timestamp;
    int64_t unauthentic;
    int64_t replayed;
    int64_t garbage;
    int64_t strangers;
};

struct rtp_receiver *rtp_receiver_new(
    const struct rtp_description *description, struct err *err)
{
    own(rtp_receiver) receiver = calloc(1, sizeof *receiver);

    if (!receiver)
        return err_no_memory(err), NULL;
    receiver->description = *description;
    sender_reports_init(&receiver->reports, description->clock_hz);
    if (description->key.suite == SECURE_NONE)
        return take(receiver);
    if (!description->key.secret_bytes)
        return err_set(err, ERR_CONFIG,
                   "srtp=%s: expected its key in srtp-key, srtp-key-file or "
                   "srtp-key-env",
                   secure_suite_name(description->key.suite)),
               NULL;
    receiver->secure = secure_rtp_new(&description->key, err);
    return receiver->secure ? take(receiver) : NULL;
}

static void *refuse(struct rtp_receiver *receiver, enum rtp_trouble trouble,
    const struct sound_sink *sink)
{
    receiver->garbage++;
    rtp_troubles_tell(&receiver->troubles, trouble, sink);
    return NULL;
}

const char *rtp_receiver_refusal(const struct rtp_receiver *receiver)
{
    const char *gravest = rtp_troubles_gravest(&receiver->troubles);

    if (!gravest && receiver->gate.refused)
        return rtp_trouble_text(TROUBLE_ENCRYPTED);
    return gravest;
}

/* It does not authenticate. Is it perhaps not encrypted at all? */
static void note_forged(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, const struct sound_sink *sink)
{
    struct rtp_packet header;
    int ticks = 0;

    receiver->unauthentic++;
    receiver->forged_in_a_row++;
    if (rtp_packet_parse(datagram->bytes, datagram->length, &header))
        ticks = rtp_payload_ticks(
            &receiver->description, header.payload, header.payload_bytes);
    if (ticks) {
        const struct sound_sample sample = {
            header.sequence, header.timestamp, ticks, header.payload[0]};
        sound_evidence_push(
            &receiver->evidence, &receiver->description, &sample);
    }
    if (receiver->forged_in_a_row != RTP_RECEIVER_FORGED)
        return;
    bool is_plain =
        sound_evidence_verdict(&receiver->evidence, true) == SOUND_IS_SOUND;
    rtp_troubles_tell(
        &receiver->troubles, is_plain ? TROUBLE_PLAIN : TROUBLE_KEY, sink);
}

/* The packet in the clear: *datagram's own bytes, or those that were opened.
 * False when it does not authenticate. */
static bool open_datagram(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, struct secure_packet *opened,
    const struct sound_sink *sink)
{
    *opened = (struct secure_packet){datagram->bytes, datagram->length};
    if (!receiver->secure)
        return true;
    switch (secure_rtp_open(receiver->secure, datagram->bytes, datagram->length,
        datagram->arrival_ns, opened)) {
    case SECURE_OPENED:
        receiver->forged_in_a_row = 0;
        receiver->evidence = (struct sound_evidence){0};
        return true;
    case SECURE_REPLAYED:
        receiver->replayed++;
        return false;
    case SECURE_FORGED:
        note_forged(receiver, datagram, sink);
        return false;
    }
    return false;
}

/* Whoever expects Opus and is sent G.711 hears noise or nothing: any 160 bytes
 * may be a packet of Opus, and one in two is none. Opus of a constant rate may
 * be of that size too, but its timestamps are true. */
static void note_g711(struct rtp_receiver *receiver,
    const struct rtp_packet *header, int ticks, const struct sound_sink *sink)
{
    uint16_t step = (uint16_t)(header->sequence - receiver->last_sequence);
    uint32_t told = header->timestamp - receiver->last_timestamp;
    bool is_opus = ticks && step == 1 && told == (uint32_t)ticks;

    receiver->last_sequence = header->sequence;
    receiver->last_timestamp = header->timestamp;
    if (header->payload_bytes != G711_BYTES || is_opus)
        receiver->g711_in_a_row = 0;
    else if (++receiver->g711_in_a_row == G711_PACKETS)
        rtp_troubles_tell(&receiver->troubles, TROUBLE_G711, sink);
}

/* The length of the sound, 1 for what has to be unpacked first; 0 when it is
 * none (counted and told). */
static int check_header(struct rtp_receiver *receiver,
    const struct rtp_packet *header, const struct sound_sink *sink)
{
    const struct rtp_description *is = &receiver->description;
    struct red_payload red;

    if (is->red_type && header->payload_type == is->red_type) {
        if (!red_payload_parse(header->payload, header->payload_bytes, &red))
            return refuse(receiver, TROUBLE_PAYLOAD, sink), 0;
        return 1;
    }
    if (!rtp_description_takes_type(is, header->payload_type)) {
        receiver->garbage++;
        rtp_troubles_tell_type(
            &receiver->troubles, is, header->payload_type, sink);
        return 0;
    }
    int ticks = rtp_payload_ticks(is, header->payload, header->payload_bytes);
    if (is->codec == RTP_OPUS)
        note_g711(receiver, header, ticks, sink);
    if (!ticks)
        refuse(receiver, TROUBLE_PAYLOAD, sink);
    return ticks;
}

/* One datagram as a packet of sound, or NULL (counted) when it is none. */
static struct media_packet *read_datagram(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, const struct secure_packet *opened,
    const struct sound_sink *sink)
{
    const struct rtp_description *is = &receiver->description;
    struct rtp_packet header;

    if (!rtp_packet_parse(opened->bytes, opened->length, &header))
        return refuse(receiver, TROUBLE_NO_RTP, sink);
    int ticks = check_header(receiver, &header, sink);
    if (!ticks)
        return NULL;
    struct media_packet *packet =
        media_packet_new(header.payload, header.payload_bytes);
    if (!packet)
        return refuse(receiver, TROUBLE_MEMORY, sink);
    memcpy(packet->origin.address, datagram->address,
        sizeof packet->origin.address);
    packet->origin.port = datagram->port;
    packet->origin.payload_type = (uint8_t)header.payload_type;
    packet->origin.ssrc = header.ssrc;
    packet->arrival_ns = datagram->arrival_ns;
    packet->sequence = header.sequence;
    packet->timestamp = header.timestamp;
    packet->ticks = ticks;
    packet->is_red = is->red_type && header.payload_type == is->red_type;
    /* A sender may change between plain packets and such: one stream. */
    if (packet->is_red && is->payload_type >= 0)
        packet->origin.payload_type = (uint8_t)is->payload_type;
    return packet;
}

static void tell_stream(struct rtp_receiver *receiver,
    const struct media_packet *packet, const struct sound_sink *sink)
{
    char text[128];
    const struct rtp_description *is = &receiver->description;

    snprintf(text, sizeof text,
        "%s%s%s, payload type %d, SSRC %08" PRIx32 ", sequence %d",
        rtp_codec_name(is->codec), receiver->secure ? ", SRTP " : "",
        receiver->secure ? secure_suite_name(is->key.suite) : "",
        packet->origin.payload_type, packet->origin.ssrc, packet->sequence);
    sink->event(sink->user, "source", text);
}

static void let_in(struct rtp_receiver *receiver, struct media_packet *packet,
    const struct sound_sink *sink)
{
    int64_t refused = receiver->gate.refused;

    /* What has authenticated is from the room. */
    if (receiver->secure)
        media_queue_push(&receiver->gate.ready, packet);
    else
        sound_gate_push(&receiver->gate, &receiver->description, packet);
    if (receiver->gate.refused != refused)
        rtp_troubles_tell(&receiver->troubles,
            receiver->g711_in_a_row > 1 ? TROUBLE_G711 : TROUBLE_ENCRYPTED,
            sink);
}

static void take_room(
    struct rtp_receiver *receiver, const struct sound_sink *sink)
{
    struct media_packet *packet;

    while ((packet = media_queue_pop(&receiver->room))) {
        struct media_queue unpacked = {0};
        if (packet->begins_stream)
            tell_stream(receiver, packet, sink);
        if (!rtp_redundancy_unpack(&receiver->redundancy,
                &receiver->description, packet, &unpacked))
            refuse(receiver, TROUBLE_PAYLOAD, sink);
        while ((packet = media_queue_pop(&unpacked)))
            let_in(receiver, packet, sink);
    }
}

/* False when it is no report. One that does not authenticate may have come
 * before its room was known. */
static bool take_report(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, int64_t utc_less_ns,
    const struct sound_sink *sink)
{
    const struct media_origin *room = &receiver->lock.room;
    struct secure_packet opened = {datagram->bytes, datagram->length};
    struct rtcp_packet report;

    if (receiver->secure &&
        secure_rtp_open_report(receiver->secure, datagram->bytes,
            datagram->length, &opened) != SECURE_OPENED)
        return true;
    if (!rtcp_packet_parse(opened.bytes, opened.length, &report))
        return false;
    if (receiver->lock.is_locked && report.ssrc == room->ssrc &&
        memcmp(room->address, datagram->address, sizeof room->address) == 0)
        sender_reports_take(&receiver->reports, &report, datagram->arrival_ns,
            datagram->arrival_ns + utc_less_ns, sink);
    return true;
}

void rtp_receiver_report(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, int64_t utc_less_ns,
    const struct sound_sink *sink)
{
    if (!datagram->is_cut && !datagram->is_stranger)
        take_report(receiver, datagram, utc_less_ns, sink);
}

void rtp_receiver_push(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, int64_t utc_less_ns,
    const struct sound_sink *sink)
{
    struct secure_packet opened;

    if (datagram->is_stranger) {
        receiver->strangers++;
        return;
    }
    if (datagram->is_cut) {
        refuse(receiver, TROUBLE_NO_RTP, sink);
        return;
    }
    if (rtcp_packet_is(datagram->bytes, datagram->length)) {
        if (!take_report(receiver, datagram, utc_less_ns, sink))
            refuse(receiver, TROUBLE_NO_RTP, sink);
        return;
    }
    if (!open_datagram(receiver, datagram, &opened, sink))
        return;
    struct media_packet *packet =
        read_datagram(receiver, datagram, &opened, sink);
    if (!packet)
        return;
    stream_lock_push(&receiver->lock, packet, &receiver->room);
    if (receiver->lock.strangers >= SENDER_PACKETS)
        rtp_troubles_tell(&receiver->troubles, TROUBLE_SENDER, sink);
    take_room(receiver, sink);
}

struct media_packet *rtp_receiver_pull(
    struct rtp_receiver *receiver, int64_t now_ns)
{
    return sound_gate_pull(&receiver->gate, now_ns);
}

int64_t rtp_receiver_deadline_ns(const struct rtp_receiver *receiver)
{
    return sound_gate_deadline_ns(&receiver->gate);
}

void rtp_receiver_flush(struct rtp_receiver *receiver)
{
    sound_gate_flush(&receiver->gate);
}

bool rtp_receiver_position(
    const struct rtp_receiver *receiver, struct secure_position *position)
{
    return receiver->secure && secure_rtp_position(receiver->secure, position);
}

void rtp_receiver_expect(
    struct rtp_receiver *receiver, const struct secure_position *position)
{
    if (receiver->secure)
        secure_rtp_expect(receiver->secure, position);
}

void rtp_receiver_count(
    const struct rtp_receiver *receiver, struct source_counters *counters)
{
    counters->duplicates += receiver->replayed;
    counters->strangers += receiver->lock.strangers + receiver->strangers;
    counters->garbage += receiver->garbage + receiver->gate.refused;
    counters->unauthentic += receiver->unauthentic;
    counters->recovered += receiver->redundancy.recovered;
    counters->sender_reports = receiver->reports.clock.reports;
    counters->sender_offset_s = receiver->reports.clock.offset_s;
    counters->sender_drift_ppm = receiver->reports.clock.drift_ppm;
}

void rtp_receiver_free(struct rtp_receiver *receiver)
{
    if (!receiver)
        return;
    secure_rtp_free(receiver->secure);
    stream_lock_clear(&receiver->lock);
    media_queue_clear(&receiver->room);
    sound_gate_clear(&receiver->gate);
    secure_key_wipe(&receiver->description.key);
    free(receiver);
}
