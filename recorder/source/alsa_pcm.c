/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/alsa_pcm.h"

#include <alsa/asoundlib.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "recorder/base/clock.h"

#define SILENT_NS (5 * CLOCK_SECOND_NS)
#define BUFFER_US 500000
#define PERIOD_US 10000
#define PREFERRED_HZ 48000
#define PREFERRED_CHANNELS 2

/* A device that has so much more than time can have brought it has no clock;
 * seen within a second, in which no real card runs ahead by that. */
#define AHEAD_NS (100 * CLOCK_MILLISECOND_NS)
#define AHEAD_SEEN_NS CLOCK_SECOND_NS

/* The best first. */
static const struct {
    snd_pcm_format_t alsa;
    enum sample_encoding encoding;
} encodings[] = {
    {SND_PCM_FORMAT_S32_LE, SAMPLE_S32LE},
    {SND_PCM_FORMAT_FLOAT_LE, SAMPLE_F32LE},
    {SND_PCM_FORMAT_S24_3LE, SAMPLE_S24LE},
    {SND_PCM_FORMAT_S16_LE, SAMPLE_S16LE},
    {SND_PCM_FORMAT_S16_BE, SAMPLE_S16BE},
    {SND_PCM_FORMAT_U8, SAMPLE_U8},
};

#define ENCODING_COUNT (sizeof encodings / sizeof encodings[0])

/* Which of ALSA's channels (front, rear, centre, LFE, side) comes where in
 * the order of WAV (front, centre, LFE, rear, side); by their number. */
static const uint8_t wave_orders[SAMPLE_MOST_CHANNELS + 1]
                                [SAMPLE_MOST_CHANNELS] = {
                                    [5] = {0, 1, 4, 2, 3},
                                    [6] = {0, 1, 4, 5, 2, 3},
                                    [8] = {0, 1, 4, 5, 2, 3, 6, 7},
};

struct alsa_pcm {
    snd_pcm_t *handle;
    struct sample_format format;
    int64_t started_ns;
    int64_t heard_ns;
    int64_t frames; /* read since it was started */
    bool has_no_clock;
    snd_pcm_sframes_t most_frames;
    uint8_t *bytes; /* most_frames */
};

/* Libraries never log; what fails is told by its number. */
static void say_nothing(const char *file, int line, const char *function,
    int number, const char *format, ...)
{
    (void)file;
    (void)line;
    (void)function;
    (void)number;
    (void)format;
}

static void silence_library(void)
{
    snd_lib_error_set_handler(say_nothing);
}

static void set_up_library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, silence_library);
}

static enum err_kind kind_of(int code)
{
    switch (-code) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EINVAL:
        return ERR_CONFIG;
    case EBUSY:
        return ERR_BUSY;
    case ENOMEM:
        return ERR_MEMORY;
    default:
        return ERR_IO;
    }
}

static bool fail(int code, struct err *err)
{
    return err_set(err, kind_of(code), "%s",
        code == -EINVAL ? "it does not capture as it would have to"
                        : snd_strerror(code));
}

static int choose_encoding(
    snd_pcm_t *pcm, snd_pcm_hw_params_t *params, struct sample_format *format)
{
    for (size_t i = 0; i < ENCODING_COUNT; i++) {
        if (snd_pcm_hw_params_set_format(pcm, params, encodings[i].alsa) < 0)
            continue;
        format->encoding = encodings[i].encoding;
        return 0;
    }
    return -EINVAL;
}

/* The rate and the channels that are nearest to what *format says. */
static int choose_size(
    snd_pcm_t *pcm, snd_pcm_hw_params_t *params, struct sample_format *format)
{
    unsigned channels = (unsigned)format->channels;
    unsigned rate_hz = (unsigned)format->rate_hz;
    unsigned buffer_us = BUFFER_US;
    unsigned period_us = PERIOD_US;
    int code;

    /* What the hardware has, not what a plugin would make of it. */
    snd_pcm_hw_params_set_rate_resample(pcm, params, 0);
    if ((code = snd_pcm_hw_params_set_channels_near(pcm, params, &channels)) <
            0 ||
        (code = snd_pcm_hw_params_set_rate_near(pcm, params, &rate_hz, NULL)) <
            0)
        return code;
    if (channels > SAMPLE_MOST_CHANNELS || rate_hz < SAMPLE_LEAST_HZ ||
        rate_hz > SAMPLE_MOST_HZ)
        return -EINVAL;
    format->channels = (int)channels;
    format->rate_hz = (int)rate_hz;
    /* A driver that has its own mind about these is welcome to it. */
    snd_pcm_hw_params_set_buffer_time_near(pcm, params, &buffer_us, NULL);
    snd_pcm_hw_params_set_period_time_near(pcm, params, &period_us, NULL);
    return 0;
}

static int choose_all(
    snd_pcm_t *pcm, snd_pcm_hw_params_t *params, struct sample_format *format)
{
    int code;

    if ((code = snd_pcm_hw_params_any(pcm, params)) < 0 ||
        (code = snd_pcm_hw_params_set_access(
             pcm, params, SND_PCM_ACCESS_RW_INTERLEAVED)) < 0 ||
        (code = choose_encoding(pcm, params, format)) < 0 ||
        (code = choose_size(pcm, params, format)) < 0)
        return code;
    return snd_pcm_hw_params(pcm, params);
}

/* *format says what is preferred, and then what it is. */
static int configure(snd_pcm_t *pcm, struct sample_format *format)
{
    snd_pcm_hw_params_t *params;
    int code = snd_pcm_hw_params_malloc(&params);

    if (code < 0)
        return code;
    code = choose_all(pcm, params, format);
    snd_pcm_hw_params_free(params);
    return code;
}

static bool is_same(
    const struct sample_format *a, const struct sample_format *b)
{
    return a->encoding == b->encoding && a->rate_hz == b->rate_hz &&
           a->channels == b->channels;
}

static int start(struct alsa_pcm *pcm)
{
    int code = snd_pcm_start(pcm->handle);

    pcm->started_ns = clock_monotonic_ns();
    pcm->heard_ns = pcm->started_ns;
    pcm->frames = 0;
    pcm->has_no_clock = false;
    return code;
}

static int64_t frames_in(const struct alsa_pcm *pcm, int64_t ns)
{
    return ns * pcm->format.rate_hz / CLOCK_SECOND_NS;
}

/* The preferred format, or the one it had before. */
static int open_handle(
    struct alsa_pcm *pcm, const char *device, const struct sample_format *had)
{
    struct sample_format *format = &pcm->format;
    int code = snd_pcm_open(
        &pcm->handle, device, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);

    if (code < 0) {
        pcm->handle = NULL;
        return code;
    }
    *format = (struct sample_format){
        .rate_hz = had->rate_hz ? had->rate_hz : PREFERRED_HZ,
        .channels = had->rate_hz ? had->channels : PREFERRED_CHANNELS};
    code = configure(pcm->handle, format);
    if (code >= 0 && had->rate_hz && !is_same(format, had))
        code = -EINVAL;
    return code < 0 ? code : start(pcm);
}

struct alsa_pcm *alsa_pcm_open(
    const char *device, struct sample_format *format, struct err *err)
{
    own(alsa_pcm) pcm = calloc(1, sizeof *pcm);

    set_up_library();
    if (!pcm)
        return err_no_memory(err), NULL;
    int code = open_handle(pcm, device, format);
    if (code < 0)
        return fail(code, err), NULL;
    pcm->most_frames =
        (snd_pcm_sframes_t)frames_in(pcm, BUFFER_US * INT64_C(1000));
    pcm->bytes = calloc(
        (size_t)pcm->most_frames, sample_format_frame_bytes(&pcm->format));
    if (!pcm->bytes)
        return err_no_memory(err), NULL;
    *format = pcm->format;
    return take(pcm);
}

/* How many frames to read of those that are there. */
static snd_pcm_sframes_t due_frames(
    struct alsa_pcm *pcm, snd_pcm_sframes_t there, int64_t now_ns)
{
    int64_t elapsed_ns = now_ns - pcm->started_ns;
    int64_t due = frames_in(pcm, elapsed_ns) - pcm->frames;

    if (elapsed_ns < AHEAD_SEEN_NS && there > due + frames_in(pcm, AHEAD_NS))
        pcm->has_no_clock = true;
    if (pcm->has_no_clock && there > due)
        there = due > 0 ? (snd_pcm_sframes_t)due : 0;
    return there < pcm->most_frames ? there : pcm->most_frames;
}

static void put_in_wave_order(struct alsa_pcm *pcm, size_t frames)
{
    const struct sample_format *format = &pcm->format;
    const uint8_t *order = wave_orders[format->channels];
    size_t channels = (size_t)format->channels;
    size_t frame_bytes = sample_format_frame_bytes(format);
    size_t bytes = frame_bytes / channels;
    uint8_t frame[SAMPLE_MOST_FRAME_BYTES];

    if (!order[1])
        return;
    for (uint8_t *at = pcm->bytes; frames > 0; frames--, at += frame_bytes) {
        memcpy(frame, at, frame_bytes);
        for (size_t i = 0; i < channels; i++)
            memcpy(at + i * bytes, frame + order[i] * bytes, bytes);
    }
}

/* The number of frames that were there, or what went wrong. */
static snd_pcm_sframes_t read_frames(struct alsa_pcm *pcm)
{
    snd_pcm_sframes_t there = snd_pcm_avail(pcm->handle);
    int64_t now_ns = clock_monotonic_ns();

    if (there < 0)
        return there;
    there = due_frames(pcm, there, now_ns);
    if (there > 0)
        there =
            snd_pcm_readi(pcm->handle, pcm->bytes, (snd_pcm_uframes_t)there);
    if (there < 0 && there != -EAGAIN)
        return there;
    if (there <= 0)
        return now_ns - pcm->heard_ns > SILENT_NS ? -ETIMEDOUT : 0;
    pcm->heard_ns = now_ns;
    pcm->frames += there;
    return there;
}

enum alsa_pcm_outcome alsa_pcm_read(struct alsa_pcm *pcm, const uint8_t **bytes,
    size_t *frames, struct err *err)
{
    snd_pcm_sframes_t count = read_frames(pcm);

    if (count >= 0) {
        put_in_wave_order(pcm, (size_t)count);
        *bytes = pcm->bytes;
        *frames = (size_t)count;
        return ALSA_PCM_READ;
    }
    fail((int)count, err);
    /* After an overrun, or when the machine has slept. */
    if ((count == -EPIPE || count == -ESTRPIPE) &&
        snd_pcm_prepare(pcm->handle) >= 0 && start(pcm) >= 0)
        return ALSA_PCM_LOST;
    return ALSA_PCM_GONE;
}

void alsa_pcm_free(struct alsa_pcm *pcm)
{
    if (!pcm)
        return;
    if (pcm->handle)
        snd_pcm_close(pcm->handle);
    free(pcm->bytes);
    free(pcm);
}

static void fill_range(snd_pcm_t *pcm, struct card_range *range)
{
    snd_pcm_hw_params_t *params;

    if (snd_pcm_hw_params_malloc(&params) < 0)
        return;
    if (snd_pcm_hw_params_any(pcm, params) >= 0) {
        snd_pcm_hw_params_set_rate_resample(pcm, params, 0);
        snd_pcm_hw_params_get_rate_min(params, &range->least_hz, NULL);
        snd_pcm_hw_params_get_rate_max(params, &range->most_hz, NULL);
        snd_pcm_hw_params_get_channels_min(params, &range->least_channels);
        snd_pcm_hw_params_get_channels_max(params, &range->most_channels);
    }
    snd_pcm_hw_params_free(params);
}

/* One that another program has is listed too; one that fails is not. */
static void list_device(
    struct card_list *list, const char *device, const char *name)
{
    struct card_range range = {0};
    snd_pcm_t *pcm;
    int code =
        snd_pcm_open(&pcm, device, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);

    if (code < 0 && code != -EBUSY)
        return;
    if (code >= 0) {
        fill_range(pcm, &range);
        snd_pcm_close(pcm);
    }
    card_list_add(list, "alsa", device, name, &range);
}

/* "front:CARD=PCH", "surround51:…" and so on are the same hardware again;
 * the plugins that are always named are no cards, and that of JACK talks to
 * the terminal. */
static bool is_worth_listing(const char *device, const char *direction)
{
    return (!direction || strcmp(direction, "Input") == 0) &&
           (!strchr(device, ':') || strncmp(device, "hw:", 3) == 0) &&
           strcmp(device, "null") != 0 && strcmp(device, "jack") != 0;
}

static void list_hint(struct card_list *list, const void *hint)
{
    own_heap(char) device = snd_device_name_get_hint(hint, "NAME");
    own_heap(char) name = snd_device_name_get_hint(hint, "DESC");
    own_heap(char) direction = snd_device_name_get_hint(hint, "IOID");

    if (device && is_worth_listing(device, direction))
        list_device(list, device, name ? name : "");
}

bool alsa_pcm_list(struct card_list *list, struct err *err)
{
    void **hints;
    int code;

    set_up_library();
    code = snd_device_name_hint(-1, "pcm", &hints);
    if (code < 0)
        return err_set(
            err, ERR_IO, "list ALSA devices: %s", snd_strerror(code));
    for (void **hint = hints; *hint; hint++)
        list_hint(list, *hint);
    snd_device_name_free_hint(hints);
    return true;
}
