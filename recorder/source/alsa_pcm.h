/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One open device of ALSA's, without waiting: the wrapper of libasound.
 *
 *     struct sample_format format = {0};
 *     pcm = alsa_pcm_open("hw:1,0", &format, err);
 *     switch (alsa_pcm_read(pcm, &bytes, &frames, err)) …   at least five
 *                                                           times a second
 *     alsa_pcm_free(pcm);
 *
 * The library may be used by several threads, a device by one at a time.
 */
#ifndef ROOMCAST_SOURCE_ALSA_PCM_H
#define ROOMCAST_SOURCE_ALSA_PCM_H

#include "recorder/audio/sample_format.h"
#include "recorder/source/card_list.h"

struct alsa_pcm;

/* Opens and starts it. A zeroed *format becomes the best that it has: 48 kHz
 * or its nearest rate, two channels or its nearest number, the widest
 * samples. Any other must be met. ERR_CONFIG: there is no such device, or it
 * does not capture so; ERR_BUSY: another program has it; ERR_IO. Opening may
 * wait for a plugin's server. */
struct alsa_pcm *alsa_pcm_open(
    const char *device, struct sample_format *format, struct err *err);

enum alsa_pcm_outcome {
    ALSA_PCM_READ, /* *bytes are *frames, maybe none: the pcm's, until the
                      next call */
    ALSA_PCM_LOST, /* *err: sound was lost; it runs again */
    ALSA_PCM_GONE  /* *err: to be freed */
};

/* Takes what is there, with channels in the order of WAV. Of a device without
 * a clock (it has more than time can have brought: the null and file plugins)
 * only what the monotonic clock grants. A device that gives nothing for five
 * seconds is as good as gone. */
enum alsa_pcm_outcome alsa_pcm_read(struct alsa_pcm *pcm, const uint8_t **bytes,
    size_t *frames, struct err *err);

/* NULL is fine. */
void alsa_pcm_free(struct alsa_pcm *pcm);
OWNED(alsa_pcm)

/* Adds the hardware and the named devices that capture. */
bool alsa_pcm_list(struct card_list *list, struct err *err);

#endif
