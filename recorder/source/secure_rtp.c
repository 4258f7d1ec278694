/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/secure_rtp.h"

#include <arpa/inet.h>
#include <srtp2/srtp.h>
#include <string.h>

#include "recorder/base/clock.h"

/* Packets that come so far out of order are no replay: more than 400 ms of
 * those of 2.5 ms. */
#define WINDOW_PACKETS 1024

#define PACKET_MOST_BYTES 8192
#define RTP_HEADER_BYTES 12
#define RTCP_HEADER_BYTES 8

/* So many packets in a row make a new beginning of a stream. */
#define RESTART_PACKETS 3

/* A session of libsrtp has one stream of an SSRC. There are two, so that a
 * stream that may have begun anew is followed beside the one that was. */
enum { SIDES = 2 };

struct stream {
    bool is_used;
    uint32_t ssrc;
    int side;          /* of the session that opens it */
    uint16_t sequence; /* of the packet opened last */
    uint64_t use;      /* larger is later */
    int restart;       /* packets in a row that the other side opened */
};

/* Where the search for the ROC of an SSRC has come to. */
struct search {
    uint32_t ssrc;
    uint32_t next_roc;
    bool has_tried_hint;
};

struct secure_rtp {
    struct secure_key key;
    srtp_master_key_t master;
    srtp_master_key_t *masters[1];
    srtp_t sessions[SIDES];
    struct stream streams[SECURE_STREAMS];
    struct search search;
    uint64_t uses;
    bool has_hint;
    struct secure_position hint;
    int64_t second_ends_ns;
    int searches; /* in this second */
    /* libsrtp writes in place, even where it refuses. */
    _Alignas(8) uint8_t work[PACKET_MOST_BYTES + SRTP_MAX_TRAILER_LEN];
};

static const srtp_profile_t profiles[] = {
    [SECURE_AES_CM_128_HMAC_SHA1_80] = srtp_profile_aes128_cm_sha1_80,
    [SECURE_AES_CM_128_HMAC_SHA1_32] = srtp_profile_aes128_cm_sha1_32,
    [SECURE_AEAD_AES_128_GCM] = srtp_profile_aead_aes_128_gcm,
};

static uint16_t read_be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t read_be32(const uint8_t *at)
{
    return (uint32_t)read_be16(at) << 16 | read_be16(at + 2);
}

static void make_policy(struct secure_rtp *secure, srtp_policy_t *policy)
{
    srtp_profile_t profile = profiles[secure->key.suite];

    *policy = (srtp_policy_t){
        .ssrc = {.type = ssrc_any_inbound}, .window_size = WINDOW_PACKETS};
    srtp_crypto_policy_set_from_profile_for_rtp(&policy->rtp, profile);
    srtp_crypto_policy_set_from_profile_for_rtcp(&policy->rtcp, profile);
    if (!secure->key.mki_bytes) {
        policy->key = secure->key.secret;
        return;
    }
    secure->master = (srtp_master_key_t){.key = secure->key.secret,
        .mki_id = secure->key.mki,
        .mki_size = (unsigned int)secure->key.mki_bytes};
    secure->masters[0] = &secure->master;
    policy->keys = secure->masters;
    policy->num_master_keys = 1;
}

/* The library refuses to be begun twice, and does not say whether it was. */
static srtp_err_status_t begin_library(void)
{
    static bool is_begun;
    srtp_err_status_t status = is_begun ? srtp_err_status_ok : srtp_init();

    is_begun = status == srtp_err_status_ok;
    return status;
}

static srtp_err_status_t open_sessions(struct secure_rtp *secure)
{
    srtp_policy_t policy;
    srtp_err_status_t status = begin_library();

    make_policy(secure, &policy);
    for (int side = 0; side < SIDES && !status; side++)
        status = srtp_create(&secure->sessions[side], &policy);
    return status;
}

struct secure_rtp *secure_rtp_new(const struct secure_key *key, struct err *err)
{
    own(secure_rtp) secure = calloc(1, sizeof *secure);

    if (!secure)
        return err_no_memory(err), NULL;
    secure->key = *key;
    srtp_err_status_t status = open_sessions(secure);
    if (status)
        return err_set(err, ERR_CONFIG, "SRTP by %s: libsrtp says %d",
                   secure_suite_name(key->suite), (int)status),
               NULL;
    return take(secure);
}

void secure_rtp_expect(
    struct secure_rtp *secure, const struct secure_position *position)
{
    secure->hint = *position;
    secure->has_hint = true;
}

/* A packet to be opened, as it came. */
struct closed {
    const uint8_t *bytes;
    size_t length;
    uint32_t ssrc;
};

static srtp_err_status_t open_by(struct secure_rtp *secure, int side,
    const struct closed *closed, struct secure_packet *opened)
{
    int length = (int)closed->length;

    memcpy(secure->work, closed->bytes, closed->length);
    srtp_err_status_t status = srtp_unprotect_mki(secure->sessions[side],
        secure->work, &length, secure->key.mki_bytes != 0);
    if (!status)
        *opened = (struct secure_packet){secure->work, (size_t)length};
    return status;
}

static bool may_search(struct secure_rtp *secure, int64_t now_ns)
{
    if (now_ns >= secure->second_ends_ns) {
        secure->second_ends_ns = now_ns + CLOCK_SECOND_NS;
        secure->searches = 0;
    }
    return secure->searches++ < SECURE_SEARCHES_A_SECOND;
}

/* Makes a stream before any packet of it has authenticated. */
static bool add_stream(struct secure_rtp *secure, int side, uint32_t ssrc)
{
    srtp_policy_t policy;

    make_policy(secure, &policy);
    policy.ssrc = (srtp_ssrc_t){ssrc_specific, ssrc};
    return srtp_add_stream(secure->sessions[side], &policy) ==
           srtp_err_status_ok;
}

/* This one function of libsrtp takes the SSRC as it is on the wire. */
static void remove_stream(struct secure_rtp *secure, int side, uint32_t ssrc)
{
    srtp_remove_stream(secure->sessions[side], htonl(ssrc));
}

/* The n-th ROC to be tried now: that kept and the one after it come first. */
static uint32_t next_roc(struct secure_rtp *secure, int number)
{
    struct search *search = &secure->search;
    bool is_expected = secure->has_hint && secure->hint.ssrc == search->ssrc;

    if (is_expected && !search->has_tried_hint && number < 2)
        return secure->hint.roc + (uint32_t)number;
    uint32_t roc = search->next_roc;
    search->next_roc = roc < SECURE_ROC_MOST ? roc + 1 : 0;
    return roc;
}

/* Tries some ROCs; the stream is there afterwards if one was right. */
static bool search_roc(struct secure_rtp *secure, int side,
    const struct closed *closed, struct secure_packet *opened)
{
    if (secure->search.ssrc != closed->ssrc)
        secure->search = (struct search){.ssrc = closed->ssrc};
    if (!add_stream(secure, side, closed->ssrc))
        return false;
    for (int i = 0; i < SECURE_ROCS_A_SEARCH; i++) {
        uint32_t roc = next_roc(secure, i);
        if (!srtp_set_stream_roc(secure->sessions[side], closed->ssrc, roc) &&
            !open_by(secure, side, closed, opened)) {
            secure->search = (struct search){0};
            return true;
        }
    }
    secure->search.has_tried_hint = true;
    remove_stream(secure, side, closed->ssrc);
    return false;
}

static struct stream *find_stream(struct secure_rtp *secure, uint32_t ssrc)
{
    for (int i = 0; i < SECURE_STREAMS; i++) {
        struct stream *stream = &secure->streams[i];
        if (stream->is_used && stream->ssrc == ssrc)
            return stream;
    }
    return NULL;
}

static void note_use(struct secure_rtp *secure, struct stream *stream,
    const struct closed *closed)
{
    stream->sequence = read_be16(closed->bytes + 2);
    stream->use = ++secure->uses;
}

/* The place of the stream that has been quiet for longest. */
static struct stream *make_room(struct secure_rtp *secure)
{
    struct stream *oldest = &secure->streams[0];

    for (int i = 1; i < SECURE_STREAMS; i++) {
        if (secure->streams[i].use < oldest->use)
            oldest = &secure->streams[i];
    }
    for (int side = 0; side < SIDES && oldest->is_used; side++)
        remove_stream(secure, side, oldest->ssrc);
    *oldest = (struct stream){0};
    return oldest;
}

static enum secure_outcome open_newcomer(struct secure_rtp *secure,
    const struct closed *closed, int64_t now_ns, struct secure_packet *opened)
{
    if (open_by(secure, 0, closed, opened) &&
        (!may_search(secure, now_ns) || !search_roc(secure, 0, closed, opened)))
        return SECURE_FORGED;
    struct stream *stream = make_room(secure);
    *stream = (struct stream){.is_used = true, .ssrc = closed->ssrc};
    note_use(secure, stream, closed);
    return SECURE_OPENED;
}

/* The stream's own packets come: it did not begin anew. */
static void forget_restart(struct secure_rtp *secure, struct stream *stream)
{
    if (stream->restart)
        remove_stream(secure, 1 - stream->side, stream->ssrc);
    stream->restart = 0;
    if (secure->search.ssrc == stream->ssrc)
        secure->search = (struct search){0};
}

static bool open_restarted(struct secure_rtp *secure, struct stream *stream,
    const struct closed *closed, int64_t now_ns, struct secure_packet *opened)
{
    int side = 1 - stream->side;
    bool is_open = !open_by(secure, side, closed, opened);

    if (!is_open && !stream->restart && may_search(secure, now_ns))
        is_open = search_roc(secure, side, closed, opened);
    stream->restart += is_open;
    if (stream->restart < RESTART_PACKETS)
        return false;
    remove_stream(secure, stream->side, stream->ssrc);
    stream->side = side;
    stream->restart = 0;
    return is_open;
}

static enum secure_outcome open_known(struct secure_rtp *secure,
    struct stream *stream, const struct closed *closed, int64_t now_ns,
    struct secure_packet *opened)
{
    srtp_err_status_t status = open_by(secure, stream->side, closed, opened);

    if (!status)
        forget_restart(secure, stream);
    else if (!open_restarted(secure, stream, closed, now_ns, opened))
        return status == srtp_err_status_replay_fail ||
                       status == srtp_err_status_replay_old || stream->restart
                   ? SECURE_REPLAYED
                   : SECURE_FORGED;
    note_use(secure, stream, closed);
    return SECURE_OPENED;
}

enum secure_outcome secure_rtp_open(struct secure_rtp *secure,
    const uint8_t *packet, size_t length, int64_t now_ns,
    struct secure_packet *opened)
{
    struct closed closed = {packet, length, 0};

    if (length < RTP_HEADER_BYTES || length > PACKET_MOST_BYTES ||
        packet[0] >> 6 != 2)
        return SECURE_FORGED;
    closed.ssrc = read_be32(packet + 8);
    struct stream *stream = find_stream(secure, closed.ssrc);
    return stream ? open_known(secure, stream, &closed, now_ns, opened)
                  : open_newcomer(secure, &closed, now_ns, opened);
}

enum secure_outcome secure_rtp_open_report(struct secure_rtp *secure,
    const uint8_t *report, size_t length, struct secure_packet *opened)
{
    int bytes = (int)length;

    if (length < RTCP_HEADER_BYTES || length > PACKET_MOST_BYTES)
        return SECURE_FORGED;
    struct stream *stream = find_stream(secure, read_be32(report + 4));
    if (!stream)
        return SECURE_FORGED;
    memcpy(secure->work, report, length);
    srtp_err_status_t status =
        srtp_unprotect_rtcp_mki(secure->sessions[stream->side], secure->work,
            &bytes, secure->key.mki_bytes != 0);
    if (status == srtp_err_status_replay_fail ||
        status == srtp_err_status_replay_old)
        return SECURE_REPLAYED;
    if (status)
        return SECURE_FORGED;
    *opened = (struct secure_packet){secure->work, (size_t)bytes};
    return SECURE_OPENED;
}

bool secure_rtp_position(
    const struct secure_rtp *secure, struct secure_position *position)
{
    const struct stream *latest = NULL;
    uint32_t roc;

    for (int i = 0; i < SECURE_STREAMS; i++) {
        const struct stream *stream = &secure->streams[i];
        if (stream->is_used && (!latest || stream->use > latest->use))
            latest = stream;
    }
    if (!latest ||
        srtp_get_stream_roc(secure->sessions[latest->side], latest->ssrc, &roc))
        return false;
    *position = (struct secure_position){latest->ssrc, roc, latest->sequence};
    return true;
}

void secure_rtp_free(struct secure_rtp *secure)
{
    if (!secure)
        return;
    for (int side = 0; side < SIDES; side++) {
        if (secure->sessions[side])
            srtp_dealloc(secure->sessions[side]);
    }
    explicit_bzero(secure, sizeof *secure);
    free(secure);
}
