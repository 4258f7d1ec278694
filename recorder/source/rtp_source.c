/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_source.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/unfilled.h"
#include "recorder/source/jitter_buffer.h"
#include "recorder/source/rollover_file.h"
#include "recorder/source/rtp_payload.h"
#include "recorder/source/rtp_receiver.h"
#include "recorder/source/timeline.h"
#include "recorder/source/udp_socket.h"

#define SAVE_NS (10 * CLOCK_SECOND_NS)
#define REPORTS_NS CLOCK_SECOND_NS
#define JUMPS_NS (60 * CLOCK_SECOND_NS)

/* More than the kernel keeps for us; in a flood others get their turn. */
#define MOST_BATCHES 512

/* G.722 makes two samples of a byte. */
#define PACKET_MOST_SAMPLES (2 * UDP_DATAGRAM_MOST_BYTES)

struct rtp_source {
    struct source source;
    struct rtp_description description; /* without its key */
    struct udp_socket *udp;
    struct udp_socket *reports; /* NULL: none come on a port of their own */
    int64_t next_reports_ns;
    struct rtp_receiver *receiver;
    struct jitter_buffer jitter;
    struct timeline line;
    struct wideband_decoder *wideband; /* NULL unless it is G.722 */
    char *state;                       /* NULL: none is kept */
    struct secure_position saved;
    bool has_saved;
    int64_t next_save_ns;
    int64_t jumps; /* of timestamps, that are told */
    int64_t next_jumps_ns;
    int64_t packets;
    int64_t gap_ticks;
};

static struct rtp_source *rtp_of(struct source *source)
{
    return (struct rtp_source *)source;
}

static const struct rtp_source *const_rtp_of(const struct source *source)
{
    return (const struct rtp_source *)source;
}

static int rtp_descriptor(const struct source *source)
{
    return udp_socket_descriptor(const_rtp_of(source)->udp);
}

static bool rtp_format(const struct source *source, struct sound_format *format)
{
    const struct rtp_description *is = &const_rtp_of(source)->description;

    *format = (struct sound_format){
        .kind = is->codec == RTP_OPUS ? SOUND_OPUS : SOUND_PCM,
        .rate_hz = is->sample_hz,
        .channels = is->channels};
    return true;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t rtp_deadline_ns(const struct source *source)
{
    const struct rtp_source *rtp = const_rtp_of(source);
    int64_t held_ns = earlier(rtp_receiver_deadline_ns(rtp->receiver),
        jitter_buffer_deadline_ns(&rtp->jitter));

    return earlier(held_ns, timeline_deadline_ns(&rtp->line));
}

static int64_t rtp_start_ns(const struct source *source)
{
    const struct timeline *line = &const_rtp_of(source)->line;

    return line->has_begun ? line->start_ns : INT64_MAX;
}

static bool hand_over_packet(struct rtp_source *rtp,
    struct media_packet *packet, const struct sound_sink *sink, struct err *err)
{
    own(media_packet) held = packet;

    rtp->packets++;
    if (rtp->description.codec == RTP_OPUS)
        return sink->opus(
            sink->user, held->payload, held->bytes, held->ticks, err);

    UNFILLED float pcm[PACKET_MOST_SAMPLES];
    if (held->begins_stream && rtp->wideband)
        wideband_decoder_reset(rtp->wideband);
    rtp_payload_decode(
        &rtp->description, rtp->wideband, held->payload, held->bytes, pcm);
    int64_t frames = rtp_payload_frames(&rtp->description, held->ticks);
    return sink->pcm(sink->user, pcm, (size_t)frames, err);
}

static bool hand_over_gap(struct rtp_source *rtp,
    const struct timeline_step *step, const struct sound_sink *sink,
    struct err *err)
{
    rtp->gap_ticks += step->gap;
    return sink->gap(sink->user,
        rtp_payload_frames(&rtp->description, step->gap), step->lost, err);
}

/* From the receiver through jitter buffer and timeline to the sink. */
static bool hand_over(struct rtp_source *rtp, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct media_packet *packet;
    struct timeline_step step;

    while ((packet = rtp_receiver_pull(rtp->receiver, now_ns)))
        jitter_buffer_push(&rtp->jitter, packet);
    while ((packet = jitter_buffer_pull(&rtp->jitter, now_ns)))
        timeline_push(&rtp->line, packet);
    for (;;) {
        switch (timeline_pull(&rtp->line, now_ns, &step)) {
        case TIMELINE_NONE:
            return true;
        case TIMELINE_PACKET:
            if (!hand_over_packet(rtp, step.packet, sink, err))
                return false;
            break;
        case TIMELINE_GAP:
            if (!hand_over_gap(rtp, &step, sink, err))
                return false;
            break;
        }
    }
}

static bool receive_all(
    struct rtp_source *rtp, const struct sound_sink *sink, struct err *err)
{
    const struct udp_datagram *datagrams;
    int64_t less_ns = clock_utc_less_monotonic_ns();
    int count = UDP_BATCH;

    for (int left = MOST_BATCHES; left > 0 && count == UDP_BATCH; left--) {
        count = udp_socket_receive(rtp->udp, &datagrams, err);
        for (int i = 0; i < count; i++)
            rtp_receiver_push(rtp->receiver, &datagrams[i], less_ns, sink);
        /* Time goes by arrivals here, and memory stays bounded, even if we
         * were stopped for long. */
        if (count > 0 &&
            !hand_over(rtp, datagrams[count - 1].arrival_ns, sink, err))
            return false;
    }
    return count >= 0;
}

/* Reports come every five seconds or so, and the first with the first packet:
 * it waits until the room is known. */
static void receive_reports(
    struct rtp_source *rtp, int64_t now_ns, const struct sound_sink *sink)
{
    const struct udp_datagram *datagrams;
    struct err ignored;

    if (!rtp->reports || !rtp->line.has_begun || now_ns < rtp->next_reports_ns)
        return;
    rtp->next_reports_ns = now_ns + REPORTS_NS;
    int count = udp_socket_receive(rtp->reports, &datagrams, &ignored);
    for (int i = 0; i < count; i++)
        rtp_receiver_report(
            rtp->receiver, &datagrams[i], clock_utc_less_monotonic_ns(), sink);
}

/* The counter goes up every 20 minutes or so: there is little to write. */
static void save_state(
    struct rtp_source *rtp, bool is_end, const struct sound_sink *sink)
{
    struct secure_position position;
    struct err why;

    if (!rtp->state || !rtp_receiver_position(rtp->receiver, &position))
        return;
    bool is_news = !rtp->has_saved || position.ssrc != rtp->saved.ssrc ||
                   position.roc != rtp->saved.roc;
    if (!is_news && !is_end)
        return;
    if (!rollover_file_save(rtp->state, &position, &why) && !rtp->has_saved)
        sink->event(sink->user, "warning", why.text);
    rtp->saved = position;
    rtp->has_saved = true;
}

/* For the ledger, once a minute: a broken sender may have many. */
static void tell_jumps(
    struct rtp_source *rtp, int64_t now_ns, const struct sound_sink *sink)
{
    char text[128];
    int64_t jumps = rtp->line.jumps - rtp->jumps;

    if (!jumps || now_ns < rtp->next_jumps_ns)
        return;
    rtp->jumps += jumps;
    rtp->next_jumps_ns = now_ns + JUMPS_NS;
    snprintf(text, sizeof text,
        "jumped %" PRId64 " times, by %+.3f s at last: not believed", jumps,
        (double)rtp->line.last_jump / rtp->description.clock_hz);
    sink->event(sink->user, "timestamps", text);
}

static enum source_step rtp_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct rtp_source *rtp = rtp_of(source);

    if (rtp->description.is_key_exposed) {
        rtp->description.is_key_exposed = false;
        sink->event(sink->user, "warning",
            "others can read the description that the key is in");
    }
    if (!receive_all(rtp, sink, err) || !hand_over(rtp, now_ns, sink, err))
        return SOURCE_FAILED;
    receive_reports(rtp, now_ns, sink);
    tell_jumps(rtp, now_ns, sink);
    if (now_ns >= rtp->next_save_ns) {
        rtp->next_save_ns = now_ns + SAVE_NS;
        save_state(rtp, false, sink);
    }
    return SOURCE_GOES_ON;
}

/* A room that was never heard though something came: it is said what. */
static bool check_heard(const struct rtp_source *rtp, struct err *err)
{
    const char *why = rtp_receiver_refusal(rtp->receiver);

    if (rtp->line.has_begun || !why)
        return true;
    return err_set(err, ERR_FORMAT, "no sound came to port %d: %s",
        rtp->description.port, why);
}

static bool rtp_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct rtp_source *rtp = rtp_of(source);

    if (!receive_all(rtp, sink, err))
        return false;
    save_state(rtp, true, sink);
    tell_jumps(rtp, INT64_MAX - JUMPS_NS, sink);
    rtp_receiver_flush(rtp->receiver);
    if (!hand_over(rtp, now_ns, sink, err))
        return false;
    jitter_buffer_flush(&rtp->jitter);
    if (!hand_over(rtp, now_ns, sink, err))
        return false;
    timeline_stop(&rtp->line, now_ns);
    return hand_over(rtp, now_ns, sink, err) && check_heard(rtp, err);
}

static void rtp_count(
    const struct source *source, struct source_counters *counters)
{
    const struct rtp_source *rtp = const_rtp_of(source);

    *counters = (struct source_counters){.packets = rtp->packets,
        .lost = rtp->jitter.lost,
        .late = rtp->jitter.late,
        .duplicates = rtp->jitter.duplicates,
        .gap_ms = rtp->gap_ticks * 1000 / rtp->description.clock_hz,
        .drift_ppm = timeline_fast_ppm(&rtp->line)};
    rtp_receiver_count(rtp->receiver, counters);
}

static void rtp_expected(
    const struct source *source, char text[SOURCE_EXPECTED_BYTES])
{
    char name[RTP_DESCRIPTION_NAME_BYTES];

    rtp_description_format_name(&const_rtp_of(source)->description, name);
    snprintf(text, SOURCE_EXPECTED_BYTES, "%s", name);
}

static void rtp_free(struct source *source)
{
    struct rtp_source *rtp = rtp_of(source);

    udp_socket_free(rtp->udp);
    udp_socket_free(rtp->reports);
    rtp_receiver_free(rtp->receiver);
    jitter_buffer_clear(&rtp->jitter);
    timeline_clear(&rtp->line);
    wideband_decoder_free(rtp->wideband);
    free(rtp->state);
    free(rtp);
}

static const struct source_type rtp_type = {
    .descriptor = rtp_descriptor,
    .format = rtp_format,
    .deadline_ns = rtp_deadline_ns,
    .start_ns = rtp_start_ns,
    .read = rtp_read,
    .stop = rtp_stop,
    .count = rtp_count,
    .expected = rtp_expected,
    .free = rtp_free,
    .is_stamped = true,
};

static bool open_sockets(struct rtp_source *rtp, struct err *err)
{
    const struct rtp_description *is = &rtp->description;
    struct err ignored;
    struct udp_settings settings = {.address = is->address,
        .port = is->port,
        .interface = is->interface,
        .sender_count = is->sender_count};

    for (size_t i = 0; i < is->sender_count; i++)
        settings.senders[i] = is->senders[i];
    rtp->udp = udp_socket_new(&settings, err);
    if (!rtp->udp)
        return false;
    settings.port =
        is->rtcp_port == RTP_RTCP_NEXT ? is->port + 1 : is->rtcp_port;
    settings.is_yielding = true;
    if (settings.port > 0 && settings.port <= 65535)
        rtp->reports = udp_socket_new(&settings, &ignored);
    return true;
}

static bool open_decoder(struct rtp_source *rtp, struct err *err)
{
    if (rtp->description.codec != RTP_G722)
        return true;
    rtp->wideband = wideband_decoder_new(err);
    return rtp->wideband;
}

/* Where the stream stood when it was last heard. */
static bool open_state(
    struct rtp_source *rtp, const char *state, struct err *err)
{
    if (!state)
        return true;
    rtp->state = strdup(state);
    if (!rtp->state)
        return err_no_memory(err);
    if (rollover_file_load(state, &rtp->saved))
        rtp_receiver_expect(rtp->receiver, &rtp->saved);
    return true;
}

struct source *rtp_source_open(const struct rtp_description *description,
    const char *state, struct err *err)
{
    struct rtp_source *rtp = calloc(1, sizeof *rtp);

    if (!rtp)
        return err_no_memory(err), NULL;
    rtp->source.type = &rtp_type;
    rtp->description = *description;
    secure_key_wipe(&rtp->description.key);
    timeline_init(&rtp->line, description->clock_hz,
        description->codec == RTP_OPUS ? 120 : 1);
    int64_t wait_ns = description->reorder_ms
                          ? description->reorder_ms * CLOCK_MILLISECOND_NS
                          : JITTER_BUFFER_WAIT_NS;
    jitter_buffer_init(&rtp->jitter, wait_ns);
    timeline_expect_waits(&rtp->line, wait_ns);
    rtp->receiver = rtp_receiver_new(description, err);
    if (rtp->receiver && open_decoder(rtp, err) &&
        open_state(rtp, state, err) && open_sockets(rtp, err))
        return &rtp->source;
    rtp_free(&rtp->source);
    return NULL;
}
