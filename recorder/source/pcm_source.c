/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/pcm_source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/audio/sample_format.h"
#include "recorder/audio/wav.h"

/* A file's header that is longer than so many reads is read later. */
#define HEADER_READS 16

struct pcm_source {
    struct source source; /* first: the source is this struct */
    char *name;           /* for messages */
    int fd;
    bool is_regular;
    struct wav *wav; /* until its header is complete */
    bool has_format;
    struct sample_format format;
    int64_t left_bytes; /* of sound, -1: until the input ends */
    bool has_ended;
    int64_t missing_bytes; /* when it has ended */
    size_t held_bytes;
    uint8_t held[PCM_SOURCE_READ_BYTES + SAMPLE_MOST_FRAME_BYTES];
    float pcm[PCM_SOURCE_BLOCK_FRAMES * 2];
};

/* What one reading of the descriptor brought. */
enum input { INPUT_SOME, INPUT_NONE_YET, INPUT_ENDED, INPUT_FAILED };

static struct pcm_source *of_source(struct source *source)
{
    return (struct pcm_source *)source;
}

static const struct pcm_source *of_const_source(const struct source *source)
{
    return (const struct pcm_source *)source;
}

/* Whether read() would wait. A FIFO without a writer is not readable until
 * its first one comes, and hung up when its last one has gone. */
static bool is_ready(const struct pcm_source *pcm)
{
    struct pollfd ready = {.fd = pcm->fd, .events = POLLIN};

    return pcm->is_regular || poll(&ready, 1, 0) > 0;
}

static enum input read_input(struct pcm_source *pcm, struct err *err)
{
    size_t room = sizeof pcm->held - pcm->held_bytes;

    if (!is_ready(pcm))
        return INPUT_NONE_YET;
    ssize_t count = read(pcm->fd, pcm->held + pcm->held_bytes,
        room < PCM_SOURCE_READ_BYTES ? room : PCM_SOURCE_READ_BYTES);
    if (count > 0) {
        pcm->held_bytes += (size_t)count;
        return INPUT_SOME;
    }
    if (count == 0)
        return INPUT_ENDED;
    if (errno == EINTR || errno == EAGAIN)
        return INPUT_NONE_YET;
    err_set_errno(err, ERR_IO, "read %s", pcm->name);
    return INPUT_FAILED;
}

static void drop_held(struct pcm_source *pcm, size_t bytes)
{
    pcm->held_bytes -= bytes;
    memmove(pcm->held, pcm->held + bytes, pcm->held_bytes);
}

/* Lets the header have what is held, if there still is one. */
static bool take_header(struct pcm_source *pcm, struct err *err)
{
    struct wav_header header;
    size_t used;

    if (pcm->has_format)
        return true;
    if (!wav_push(pcm->wav, pcm->held, pcm->held_bytes, &used, err))
        return err_prefix(err, "%s", pcm->name);
    drop_held(pcm, used);
    if (wav_header(pcm->wav, &header)) {
        pcm->format = header.format;
        pcm->left_bytes = header.data_bytes;
        pcm->has_format = true;
    }
    return true;
}

static bool hand_over_frames(struct pcm_source *pcm, size_t frames,
    const struct sound_sink *sink, struct err *err)
{
    size_t frame_bytes = sample_format_frame_bytes(&pcm->format);
    const uint8_t *bytes = pcm->held;

    while (frames) {
        size_t block =
            frames < PCM_SOURCE_BLOCK_FRAMES ? frames : PCM_SOURCE_BLOCK_FRAMES;
        sample_format_convert(&pcm->format, bytes, block, pcm->pcm);
        if (!sink->pcm(sink->user, pcm->pcm, block, err))
            return false;
        bytes += block * frame_bytes;
        frames -= block;
    }
    return true;
}

/* Hands over the whole frames that are held and belong to the sound. */
static bool hand_over(
    struct pcm_source *pcm, const struct sound_sink *sink, struct err *err)
{
    if (!pcm->has_format)
        return true;
    size_t frame_bytes = sample_format_frame_bytes(&pcm->format);
    bool is_limited =
        pcm->left_bytes >= 0 && (uint64_t)pcm->left_bytes < pcm->held_bytes;
    size_t bytes = is_limited ? (size_t)pcm->left_bytes : pcm->held_bytes;
    size_t frames = bytes / frame_bytes;

    if (!hand_over_frames(pcm, frames, sink, err))
        return false;
    drop_held(pcm, frames * frame_bytes);
    if (pcm->left_bytes >= 0)
        pcm->left_bytes -= (int64_t)(frames * frame_bytes);
    return true;
}

/* Whether the sound is complete: what the header promised has been handed
 * over, but for bytes that make no frame. */
static bool is_complete(const struct pcm_source *pcm)
{
    if (!pcm->has_format || pcm->left_bytes < 0)
        return false;
    return pcm->left_bytes <= (int64_t)pcm->held_bytes &&
           pcm->left_bytes < (int64_t)sample_format_frame_bytes(&pcm->format);
}

static void warn(const struct sound_sink *sink, int64_t bytes, const char *what)
{
    char text[128];

    snprintf(text, sizeof text, "%" PRId64 " bytes %s", bytes, what);
    sink->event(sink->user, "warning", text);
}

/* Neither is a failure: a recorder that was killed leaves such files, and all
 * that can be heard of them has been handed over. */
static void warn_of_end(struct pcm_source *pcm, const struct sound_sink *sink)
{
    int64_t held_bytes = (int64_t)pcm->held_bytes;
    bool is_short = pcm->left_bytes > held_bytes;
    bool is_limited = pcm->left_bytes >= 0 && !is_short;
    int64_t tail_bytes = is_limited ? pcm->left_bytes : held_bytes;

    if (tail_bytes)
        warn(sink, tail_bytes, "at the end make no whole frame, left out");
    if (!is_short)
        return;
    pcm->missing_bytes = pcm->left_bytes - held_bytes;
    warn(sink, pcm->missing_bytes, "are missing that the header promises");
}

/* Nothing more will come, or nothing more belongs to the sound. */
static enum source_step finish(
    struct pcm_source *pcm, const struct sound_sink *sink, struct err *err)
{
    if (!pcm->has_format) {
        wav_finish(pcm->wav, err);
        err_prefix(err, "%s", pcm->name);
        return SOURCE_FAILED;
    }
    warn_of_end(pcm, sink);
    pcm->has_ended = true;
    return SOURCE_ENDED;
}

static enum source_step pcm_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct pcm_source *pcm = of_source(source);

    (void)now_ns;
    if (pcm->has_ended)
        return SOURCE_ENDED;
    enum input input = read_input(pcm, err);
    if (input == INPUT_FAILED || !take_header(pcm, err) ||
        !hand_over(pcm, sink, err))
        return SOURCE_FAILED;
    if (input == INPUT_ENDED || is_complete(pcm))
        return finish(pcm, sink, err);
    return SOURCE_GOES_ON;
}

static bool pcm_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    (void)now_ns;
    return hand_over(of_source(source), sink, err);
}

static int pcm_descriptor(const struct source *source)
{
    return of_const_source(source)->fd;
}

static bool pcm_format(const struct source *source, struct sound_format *format)
{
    const struct pcm_source *pcm = of_const_source(source);

    if (!pcm->has_format)
        return false;
    *format = (struct sound_format){
        .kind = SOUND_PCM,
        .rate_hz = pcm->format.rate_hz,
        .channels = sample_format_mixed_channels(&pcm->format),
    };
    return true;
}

static int64_t pcm_deadline_ns(const struct source *source)
{
    (void)source;
    return INT64_MAX;
}

static void pcm_count(
    const struct source *source, struct source_counters *counters)
{
    *counters = (struct source_counters){.drift_ppm = NAN,
        .missing_bytes = of_const_source(source)->missing_bytes};
}

static void pcm_source_free(struct pcm_source *pcm)
{
    if (!pcm)
        return;
    if (pcm->fd >= 0)
        close(pcm->fd);
    wav_free(pcm->wav);
    free(pcm->name);
    free(pcm);
}
OWNED(pcm_source)

static void pcm_free(struct source *source)
{
    pcm_source_free(of_source(source));
}

static const struct source_type pcm_type = {
    .descriptor = pcm_descriptor,
    .format = pcm_format,
    .deadline_ns = pcm_deadline_ns,
    .read = pcm_read,
    .stop = pcm_stop,
    .count = pcm_count,
    .free = pcm_free,
};

/* Without blocking, or a FIFO would hold us until its first writer comes. */
static int open_address(const char *address)
{
    if (strcmp(address, "-") == 0)
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    return open(address, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

static bool open_input(
    struct pcm_source *pcm, const char *address, struct err *err)
{
    struct stat status;

    pcm->fd = open_address(address);
    if (pcm->fd < 0 || fstat(pcm->fd, &status) < 0)
        return err_set_errno(err, ERR_CONFIG, "open %s", pcm->name);
    if (S_ISDIR(status.st_mode))
        return err_set(err, ERR_CONFIG,
            "%s is a folder: expected a file or a FIFO", pcm->name);
    if (isatty(pcm->fd))
        return err_set(err, ERR_CONFIG,
            "%s is a terminal: expected WAV or PCM from a pipe or a file",
            pcm->name);
    pcm->is_regular = S_ISREG(status.st_mode);
    return true;
}

/* What is wrong with a file's header is said before anything is recorded. */
static bool read_header(struct pcm_source *pcm, struct err *err)
{
    for (int i = 0; i < HEADER_READS && !pcm->has_format; i++) {
        enum input input = read_input(pcm, err);
        if (input == INPUT_FAILED || !take_header(pcm, err))
            return false;
        if (input == INPUT_ENDED && !pcm->has_format)
            return wav_finish(pcm->wav, err) ||
                   err_prefix(err, "%s", pcm->name);
    }
    return true;
}

static bool set_up(struct pcm_source *pcm, const char *address,
    const char *format, struct err *err)
{
    pcm->name = strdup(strcmp(address, "-") == 0 ? "standard input" : address);
    if (!pcm->name)
        return err_no_memory(err);
    if (format) {
        pcm->has_format = true;
        if (!sample_format_parse(format, &pcm->format, err))
            return false;
    } else {
        pcm->wav = wav_new(err);
        if (!pcm->wav)
            return false;
    }
    return open_input(pcm, address, err) &&
           (!pcm->is_regular || read_header(pcm, err));
}

struct source *pcm_source_open(
    const char *address, const char *format, struct err *err)
{
    own(pcm_source) pcm = calloc(1, sizeof *pcm);

    if (!pcm) {
        err_no_memory(err);
        return NULL;
    }
    pcm->source.type = &pcm_type;
    pcm->fd = -1;
    pcm->left_bytes = -1;
    if (!set_up(pcm, address, format, err))
        return NULL;
    return (struct source *)take(pcm);
}
