/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/alsa_source.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>

#include "recorder/base/clock.h"
#include "recorder/source/alsa_pcm.h"
#include "recorder/source/card_source.h"

/* How long to sleep between rounds: from 12 to 27 ms, never twice the same. A
 * card that counts whole periods of its own would beat with an even pace,
 * and the slow beat look like drift. */
#define ROUND_LEAST_MS 12
#define ROUND_STEPS 16
#define ROUND_STRIDE 11

/* A device that hangs in the kernel or in a plugin is left to hang. */
#define END_MS 3000

struct alsa_card {
    struct card card; /* first: the card is this struct */
    char *device;
    int stop_fd;  /* readable: the thread is to end */
    int ended_fd; /* readable: it has */
    bool has_thread;
    pthread_t thread;
    /* These are the thread's while there is one. */
    struct alsa_pcm *pcm; /* NULL: gone */
    int failures;         /* to open it, in a row */
    unsigned rounds;
};

/* False when the source is freed meanwhile. */
static bool sleep_ns(const struct alsa_card *alsa, int64_t ns)
{
    struct pollfd stop = {.fd = alsa->stop_fd, .events = POLLIN};

    return poll(&stop, 1, (int)(ns / CLOCK_MILLISECOND_NS)) <= 0;
}

static void tell_break(
    struct alsa_card *alsa, const char *what, const struct err *why)
{
    char text[256];

    snprintf(text, sizeof text, "alsa:%.80s %s: %.120s", alsa->device, what,
        why->text);
    capture_queue_break(alsa->card.queue, "source", text);
}

static void capture(struct alsa_card *alsa)
{
    const uint8_t *bytes;
    size_t frames;
    struct err why;

    switch (alsa_pcm_read(alsa->pcm, &bytes, &frames, &why)) {
    case ALSA_PCM_READ:
        if (frames > 0)
            capture_queue_push(
                alsa->card.queue, bytes, frames, clock_monotonic_ns());
        break;
    case ALSA_PCM_LOST:
        tell_break(alsa, "lost sound", &why);
        break;
    case ALSA_PCM_GONE:
        tell_break(alsa, "is gone", &why);
        alsa_pcm_free(take(alsa->pcm));
        break;
    }
}

static void bring_back(struct alsa_card *alsa)
{
    struct sample_format format = alsa->card.format;
    char text[128];
    struct err ignored;

    alsa->pcm = alsa_pcm_open(alsa->device, &format, &ignored);
    if (!alsa->pcm) {
        alsa->failures++;
        return;
    }
    alsa->failures = 0;
    snprintf(text, sizeof text, "alsa:%.80s is back", alsa->device);
    capture_queue_tell(alsa->card.queue, "source", text);
}

static int64_t pause_ns(struct alsa_card *alsa)
{
    unsigned step = alsa->rounds++ * ROUND_STRIDE % ROUND_STEPS;

    return alsa->pcm ? (ROUND_LEAST_MS + step) * CLOCK_MILLISECOND_NS
                     : card_retry_ns(alsa->failures);
}

static void *run(void *user)
{
    struct alsa_card *alsa = user;

    while (sleep_ns(alsa, pause_ns(alsa))) {
        if (alsa->pcm)
            capture(alsa);
        else
            bring_back(alsa);
    }
    eventfd_write(alsa->ended_fd, 1);
    return NULL;
}

/* True when the thread has ended. */
static bool end_thread(struct alsa_card *alsa)
{
    struct pollfd ended = {.fd = alsa->ended_fd, .events = POLLIN};

    if (!alsa->has_thread)
        return true;
    eventfd_write(alsa->stop_fd, 1);
    return poll(&ended, 1, END_MS) > 0 && pthread_join(alsa->thread, NULL) == 0;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void alsa_card_free(struct alsa_card *alsa)
{
    if (!alsa || !end_thread(alsa))
        return;
    alsa_pcm_free(alsa->pcm);
    close_fd(alsa->stop_fd);
    close_fd(alsa->ended_fd);
    capture_queue_free(alsa->card.queue);
    free(alsa->device);
    free(alsa);
}
OWNED(alsa_card)

static void free_card(struct card *card)
{
    alsa_card_free((struct alsa_card *)card);
}

/* With the devices that are there, if it may be a matter of names. */
static bool open_first(struct alsa_card *alsa, struct err *err)
{
    own_value(card_list) list = {0};
    struct err ignored;

    alsa->pcm = alsa_pcm_open(alsa->device, &alsa->card.format, err);
    if (alsa->pcm)
        return true;
    err_prefix(err, "alsa:%s", alsa->device);
    if (err->kind != ERR_CONFIG)
        return false;
    alsa_pcm_list(&list, &ignored);
    return card_list_name_all(&list, "sound cards", err);
}

static bool start_thread(struct alsa_card *alsa, struct err *err)
{
    alsa->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    alsa->ended_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (alsa->stop_fd < 0 || alsa->ended_fd < 0)
        return err_set_errno(err, ERR_IO, "make an eventfd");
    errno = pthread_create(&alsa->thread, NULL, run, alsa);
    alsa->has_thread = errno == 0;
    return alsa->has_thread || err_set_errno(err, ERR_IO, "start a thread");
}

struct source *alsa_source_open(const char *device, struct err *err)
{
    own(alsa_card) alsa = calloc(1, sizeof *alsa);

    if (!alsa)
        return err_no_memory(err), NULL;
    alsa->stop_fd = -1;
    alsa->ended_fd = -1;
    alsa->card.free = free_card;
    alsa->device = strdup(device);
    if (!alsa->device)
        return err_no_memory(err), NULL;
    if (!open_first(alsa, err))
        return NULL;
    alsa->card.queue = card_queue_new(&alsa->card.format, err);
    if (!alsa->card.queue || !start_thread(alsa, err))
        return NULL;
    return card_source_new(&take(alsa)->card, err);
}

bool alsa_source_list(struct card_list *list, struct err *err)
{
    return alsa_pcm_list(list, err);
}
