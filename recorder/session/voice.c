/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/voice.h"

#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/k_weighting.h"
#include "recorder/audio/pcm.h"
#include "recorder/audio/resampler.h"
#include "recorder/audio/speech_detector.h"
#include "recorder/base/unfilled.h"

#define STEP_FRAMES 480     /* 10 ms at 48 kHz */
#define MOMENTARY_STEPS 40  /* 400 ms */
#define SPEECH_STEPS 50     /* of these … */
#define SPEECH_AT_LEAST 20  /* … speech: a word, not a click */
#define GAP_MOST_STEPS 1000 /* all has been forgotten by then */

struct voice {
    struct sound_format format;
    double silence_lufs;
    struct decoder *decoder;     /* of Opus, else NULL */
    struct resampler *resampler; /* of PCM, else NULL */
    struct k_weighting weighting;
    struct speech_detector speech;
    float step[STEP_FRAMES * 2];
    size_t step_frames;
    double energy[MOMENTARY_STEPS];
    int energy_at;
    bool is_speech[SPEECH_STEPS];
    int speech_at;
    int speech_count;
    enum voice_heard most; /* in the piece at hand */
};

struct voice *voice_new(
    const struct sound_format *format, double silence_lufs, struct err *err)
{
    own(voice) voice = calloc(1, sizeof *voice);

    if (!voice)
        return err_no_memory(err), NULL;
    voice->format = *format;
    voice->silence_lufs = silence_lufs;
    voice->weighting.channels = (size_t)format->channels;
    if (format->kind == SOUND_OPUS)
        voice->decoder = decoder_new(format->channels, err);
    else
        voice->resampler =
            resampler_new(format->channels, format->rate_hz, err);
    return voice->decoder || voice->resampler ? take(voice) : NULL;
}

static double momentary_lufs(const struct voice *voice)
{
    double sum = 0;

    for (int i = 0; i < MOMENTARY_STEPS; i++)
        sum += voice->energy[i];
    return k_weighting_lufs(sum / MOMENTARY_STEPS);
}

/* Takes the step. */
static void take_step(struct voice *voice)
{
    size_t channels = voice->weighting.channels;
    double energy =
        k_weighting_energy(&voice->weighting, voice->step, STEP_FRAMES);
    bool is_speech = speech_detector_push(&voice->speech, energy, voice->step,
                         channels) == HEARD_SPEECH;
    enum voice_heard heard = VOICE_NOTHING;

    voice->energy[voice->energy_at] = energy;
    voice->energy_at = (voice->energy_at + 1) % MOMENTARY_STEPS;
    voice->speech_count += is_speech - voice->is_speech[voice->speech_at];
    voice->is_speech[voice->speech_at] = is_speech;
    voice->speech_at = (voice->speech_at + 1) % SPEECH_STEPS;
    if (momentary_lufs(voice) >= voice->silence_lufs)
        heard =
            voice->speech_count >= SPEECH_AT_LEAST ? VOICE_SPEECH : VOICE_SOUND;
    if (heard > voice->most)
        voice->most = heard;
}

/* Sound at 48 kHz. */
static void take_sound(struct voice *voice, const float *pcm, size_t frames)
{
    size_t channels = voice->weighting.channels;

    while (frames > 0) {
        size_t room = STEP_FRAMES - voice->step_frames;
        size_t part = frames < room ? frames : room;
        pcm_copy_finite(
            voice->step + voice->step_frames * channels, pcm, part * channels);
        voice->step_frames += part;
        pcm += part * channels;
        frames -= part;
        if (voice->step_frames < STEP_FRAMES)
            return;
        voice->step_frames = 0;
        take_step(voice);
    }
}

static void take_opus(struct voice *voice, const struct sound_piece *piece)
{
    UNFILLED float pcm[CODEC_PACKET_MOST_FRAMES_48K * 2];
    int frames =
        decoder_decode(voice->decoder, piece->packet, piece->bytes, pcm);

    take_sound(voice, pcm, (size_t)frames);
}

static void take_pcm(struct voice *voice, const struct sound_piece *piece)
{
    UNFILLED float out[RESAMPLER_MOST_OUT * 2];
    size_t most = resampler_most_in(voice->resampler);
    const float *pcm = piece->pcm;

    for (size_t left = (size_t)piece->frames; left > 0;) {
        size_t part = left < most ? left : most;
        take_sound(
            voice, out, resampler_push(voice->resampler, pcm, part, out));
        pcm += part * voice->weighting.channels;
        left -= part;
    }
}

static void take_gap(struct voice *voice, const struct sound_piece *piece)
{
    static const float silence[STEP_FRAMES * 2];
    int64_t steps = piece->frames * 100 / voice->format.rate_hz;

    for (int64_t i = 0; i < steps && i < GAP_MOST_STEPS; i++)
        take_sound(voice, silence, STEP_FRAMES);
}

enum voice_heard voice_hear(
    struct voice *voice, const struct sound_piece *piece)
{
    voice->most = VOICE_NOTHING;
    switch (piece->kind) {
    case PIECE_OPUS:
        take_opus(voice, piece);
        break;
    case PIECE_PCM:
        take_pcm(voice, piece);
        break;
    case PIECE_GAP:
        take_gap(voice, piece);
        break;
    }
    return voice->most;
}

void voice_free(struct voice *voice)
{
    if (!voice)
        return;
    decoder_free(voice->decoder);
    resampler_free(voice->resampler);
    free(voice);
}
