/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/codec.h"

#include <assert.h>
#include <limits.h>
#include <opus.h>
#include <string.h>

#include "recorder/audio/pcm.h"
#include "recorder/base/unfilled.h"

#define RATE_HZ 48000
#define LEAST_BITRATE 6000
#define MOST_BITRATE 510000

/* TOC byte, RFC 6716 3.1: config, stereo flag, code for the frame count. */
#define TOC_CONFIG_SHIFT 3
#define TOC_STEREO 0x04
#define TOC_CODE_MASK 0x03
#define CONFIG_HYBRID 12
#define CONFIG_CELT 16 /* from there on there is no SILK in it */
#define CONFIG_CELT_FULLBAND_2_5_MS 28 /* 5, 10 and 20 ms follow */
#define SILK_FRAME_48K 960             /* longer frames hold several */
#define FRAME_MOST_BYTES 1275

/* To ask libopus how large a state is takes it a cpuid, which a virtual
 * machine pays 9 us for: a seventh of what coding a packet takes. */
struct decoder {
    OpusDecoder *state; /* owned */
    size_t state_bytes;
    int channels;
};

struct encoder {
    OpusEncoder *state; /* owned */
    size_t state_bytes;
    int channels;
    int lookahead_48k;
};

/* One frame, as nearly all packets have, is valid unless it is too long (RFC
 * 6716 3.2.2), which needs no look at what is in it. */
static int single_frame_48k(uint8_t toc)
{
    static const int16_t silk[] = {480, 960, 1920, 2880};
    int config = toc >> TOC_CONFIG_SHIFT;

    if (config >= CONFIG_CELT)
        return 120 << (config & 3);
    return config >= CONFIG_HYBRID ? 480 << (config & 1) : silk[config & 3];
}

static int many_frames_48k(const uint8_t *packet, int bytes)
{
    opus_int16 sizes[48];
    int count = opus_packet_parse(packet, bytes, NULL, NULL, sizes, NULL);

    if (count <= 0)
        return 0;
    int frames = count * opus_packet_get_samples_per_frame(packet, RATE_HZ);
    return frames <= CODEC_PACKET_MOST_FRAMES_48K ? frames : 0;
}

int codec_packet_frames_48k(const uint8_t *packet, size_t bytes)
{
    if (bytes == 0 || bytes > INT_MAX)
        return 0;
    if (packet[0] & TOC_CODE_MASK)
        return many_frames_48k(packet, (int)bytes);
    return bytes <= 1 + FRAME_MOST_BYTES ? single_frame_48k(packet[0]) : 0;
}

int codec_packet_channels(const uint8_t *packet)
{
    return packet[0] & TOC_STEREO ? 2 : 1;
}

size_t codec_write_silence(int frames_48k, int channels, uint8_t packet[3])
{
    int config = CONFIG_CELT_FULLBAND_2_5_MS;

    for (int frames = 120; frames < frames_48k; frames *= 2)
        config++;
    assert(config <= 31 && frames_48k == 120 << (config - 28));

    /* The first symbol of a CELT frame is its silence flag (RFC 6716 4.3),
     * which these bits of the range coder set. */
    packet[0] = (uint8_t)(config << TOC_CONFIG_SHIFT |
                          (channels == 2 ? TOC_STEREO : 0));
    packet[1] = 0xff;
    packet[2] = 0xfe;
    return 3;
}

int codec_write_concealment(const uint8_t *previous, uint8_t packet[1])
{
    packet[0] = previous[0] & (uint8_t)~TOC_CODE_MASK;
    return opus_packet_get_samples_per_frame(packet, RATE_HZ);
}

/* A SILK frame begins, for each channel, with a bit per SILK frame that tells
 * of a voice, and one that says whether sound is repeated (RFC 6716 4.2.3).
 * All are as likely as not, so the range coder leaves them as they are. */
int codec_packet_repeats_48k(const uint8_t *packet, size_t bytes)
{
    const uint8_t *frames[48];
    opus_int16 sizes[48];

    if (codec_packet_frames_48k(packet, bytes) == 0 ||
        packet[0] >> TOC_CONFIG_SHIFT >= CONFIG_CELT)
        return 0;
    opus_packet_parse(packet, (int)bytes, NULL, frames, sizes, NULL);
    if (sizes[0] == 0)
        return 0;
    int length = opus_packet_get_samples_per_frame(packet, RATE_HZ);
    int voices = length > SILK_FRAME_48K ? length / SILK_FRAME_48K : 1;
    int mask = 0x80 >> voices;
    if (codec_packet_channels(packet) == 2)
        mask |= 0x80 >> (2 * voices + 1);
    return frames[0][0] & mask ? length : 0;
}

struct decoder *decoder_new(int channels, struct err *err)
{
    own(decoder) decoder = calloc(1, sizeof *decoder);

    if (!decoder)
        return err_no_memory(err), NULL;
    decoder->channels = channels;
    decoder->state_bytes = (size_t)opus_decoder_get_size(channels);
    decoder->state = malloc(decoder->state_bytes);
    if (!decoder->state ||
        opus_decoder_init(decoder->state, RATE_HZ, channels) != OPUS_OK)
        return err_no_memory(err), NULL;
    return take(decoder);
}

struct decoder *decoder_clone(const struct decoder *from, struct err *err)
{
    own(decoder) decoder = calloc(1, sizeof *decoder);

    if (!decoder)
        return err_no_memory(err), NULL;
    *decoder = *from;
    decoder->state = malloc(from->state_bytes);
    if (!decoder->state)
        return err_no_memory(err), NULL;
    decoder_copy(decoder, from);
    return take(decoder);
}

/* Silence in place of what a decoder did not give. */
static void complete(
    const struct decoder *decoder, int got, int frames_48k, float *pcm)
{
    size_t channels = (size_t)decoder->channels;

    got = got > 0 ? got : 0;
    memset(pcm + (size_t)got * channels, 0,
        (size_t)(frames_48k - got) * channels * sizeof *pcm);
}

void decoder_conceal(struct decoder *decoder, int frames_48k, float *pcm)
{
    assert(frames_48k > 0 && frames_48k <= CODEC_PACKET_MOST_FRAMES_48K);
    int got = opus_decode_float(decoder->state, NULL, 0, pcm, frames_48k, 0);

    complete(decoder, got, frames_48k, pcm);
}

void decoder_recover(
    struct decoder *decoder, const uint8_t *packet, size_t bytes, float *pcm)
{
    int frames = codec_packet_repeats_48k(packet, bytes);

    assert(frames > 0);
    int got = opus_decode_float(
        decoder->state, packet, (opus_int32)bytes, pcm, frames, 1);
    complete(decoder, got, frames, pcm);
}

/* What a packet that breaks the rules claims to last, by the bytes that can
 * be believed: its frame count, else one frame of its configuration. */
static int claimed_frames(const uint8_t *packet, size_t bytes)
{
    if (bytes == 0)
        return 0;

    int believed = bytes > 1 ? 2 : 1;
    int frames = opus_packet_get_nb_samples(packet, believed, RATE_HZ);
    if (frames > 0)
        return frames;
    return opus_packet_get_samples_per_frame(packet, RATE_HZ);
}

int decoder_decode(
    struct decoder *decoder, const uint8_t *packet, size_t bytes, float *pcm)
{
    int frames = codec_packet_frames_48k(packet, bytes);

    if (frames > 0 && opus_decode_float(decoder->state, packet, (int)bytes, pcm,
                          CODEC_PACKET_MOST_FRAMES_48K, 0) == frames)
        return frames;
    if (frames == 0)
        frames = claimed_frames(packet, bytes);
    if (frames > 0)
        decoder_conceal(decoder, frames, pcm);
    return frames;
}

void decoder_copy(struct decoder *to, const struct decoder *from)
{
    assert(to->channels == from->channels);
    memcpy(to->state, from->state, to->state_bytes);
}

void decoder_free(struct decoder *decoder)
{
    if (!decoder)
        return;
    free(decoder->state);
    free(decoder);
}

/* From there on libopus codes by CELT alone, whatever it hears. */
#define CELT_BITRATE 64000

/* Stereo at 64 kbit/s costs 0.34 % of a core at complexity 6, 0.44 % at 7 and
 * 0.53 to 0.64 % at 10, which differs in little that can be heard. Where SILK
 * may run too, 7 and more cost four to five times 5 (1.1 to 1.5 % at
 * 48 kbit/s). */
static int complexity_for(int bitrate)
{
    return bitrate >= CELT_BITRATE ? 6 : 5;
}

static bool configure(struct encoder *encoder, int bitrate)
{
    OpusEncoder *state = encoder->state;
    int complexity = complexity_for(bitrate);
    opus_int32 lookahead = 0;

    if (opus_encoder_ctl(state, OPUS_SET_BITRATE(bitrate)) != OPUS_OK ||
        opus_encoder_ctl(state, OPUS_SET_VBR(1)) != OPUS_OK ||
        opus_encoder_ctl(state, OPUS_SET_SIGNAL(OPUS_AUTO)) != OPUS_OK ||
        opus_encoder_ctl(state, OPUS_SET_COMPLEXITY(complexity)) != OPUS_OK ||
        opus_encoder_ctl(state, OPUS_GET_LOOKAHEAD(&lookahead)) != OPUS_OK)
        return false;
    encoder->lookahead_48k = lookahead;
    return true;
}

struct encoder *encoder_new(int channels, int bitrate, struct err *err)
{
    own(encoder) encoder = calloc(1, sizeof *encoder);

    /* libopus would quietly take another rate. */
    if (bitrate < LEAST_BITRATE || bitrate > MOST_BITRATE)
        return err_set(err, ERR_CONFIG, "bitrate %d: expected %d to %d",
                   bitrate, LEAST_BITRATE, MOST_BITRATE),
               NULL;
    if (!encoder)
        return err_no_memory(err), NULL;
    encoder->channels = channels;
    encoder->state_bytes = (size_t)opus_encoder_get_size(channels);
    encoder->state = malloc(encoder->state_bytes);
    if (!encoder->state || opus_encoder_init(encoder->state, RATE_HZ, channels,
                               OPUS_APPLICATION_AUDIO) != OPUS_OK)
        return err_no_memory(err), NULL;
    if (!configure(encoder, bitrate))
        return err_set(
                   err, ERR_CONFIG, "%s refuses its settings", codec_version()),
               NULL;
    return take(encoder);
}

struct encoder *encoder_clone(const struct encoder *from, struct err *err)
{
    own(encoder) encoder = calloc(1, sizeof *encoder);

    if (!encoder)
        return err_no_memory(err), NULL;
    *encoder = *from;
    encoder->state = malloc(from->state_bytes);
    if (!encoder->state)
        return err_no_memory(err), NULL;
    encoder_copy(encoder, from);
    return take(encoder);
}

int encoder_lookahead_48k(const struct encoder *encoder)
{
    return encoder->lookahead_48k;
}

size_t encoder_encode_short(
    struct encoder *encoder, const float *pcm, int frames_48k, uint8_t *packet)
{
    UNFILLED float finite[2 * CODEC_FRAME_48K];

    pcm_copy_finite(
        finite, pcm, (size_t)frames_48k * (size_t)encoder->channels);
    int bytes = opus_encode_float(
        encoder->state, finite, frames_48k, packet, CODEC_PACKET_MOST_BYTES);

    assert(bytes > 0);
    if (bytes > 0)
        return (size_t)bytes;
    return codec_write_silence(frames_48k, encoder->channels, packet);
}

size_t encoder_encode(
    struct encoder *encoder, const float *pcm, uint8_t *packet)
{
    return encoder_encode_short(encoder, pcm, CODEC_FRAME_48K, packet);
}

/* States are contiguous and may be copied (opus.h). */
void encoder_copy(struct encoder *to, const struct encoder *from)
{
    assert(to->channels == from->channels);
    memcpy(to->state, from->state, to->state_bytes);
}

void encoder_set_bitrate(struct encoder *encoder, int bitrate)
{
    opus_encoder_ctl(encoder->state,
        OPUS_SET_BITRATE(bitrate < MOST_BITRATE ? bitrate : MOST_BITRATE));
}

void encoder_free(struct encoder *encoder)
{
    if (!encoder)
        return;
    free(encoder->state);
    free(encoder);
}

const char *codec_version(void)
{
    return opus_get_version_string();
}
