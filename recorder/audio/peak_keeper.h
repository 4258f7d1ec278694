/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An encoder whose decoded sound keeps below a ceiling.
 *
 *     keeper = peak_keeper_new(2, 64000, err);
 *     peak_keeper_set_ceiling(keeper, -2.6);
 *     bytes = peak_keeper_encode(keeper, pcm, packet);   0: none yet
 *
 * Coding adds peaks: mostly 1 to 2 dB at 64 kbit/s, now and then up to 7, and
 * a single one of them would lower the header gain of a whole recording. So
 * each packet is decoded before it is given out. One that decodes to a true
 * peak (interpolator.h) above the ceiling is coded again, with more bits and
 * then a little softer; when that does not help, the peak began in the packet
 * before, which is therefore held back and is coded again too. What is below
 * the ceiling is coded as ever. The ceiling should be a dB above what the
 * input is limited to.
 */
#ifndef ROOMCAST_AUDIO_PEAK_KEEPER_H
#define ROOMCAST_AUDIO_PEAK_KEEPER_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct peak_keeper;

/* Channels and bit rate as encoder_new() takes them. */
struct peak_keeper *peak_keeper_new(int channels, int bitrate, struct err *err);

/* For the packets to come; 0 dBTP before it is set. */
void peak_keeper_set_ceiling(struct peak_keeper *keeper, double ceiling_dbtp);

/* As encoder_lookahead_48k(). */
int peak_keeper_lookahead_48k(const struct peak_keeper *keeper);

/* Encodes 960 frames and gives the packet of the 960 before, into room for
 * CODEC_PACKET_MOST_BYTES. Returns its size, 0 at the first call; the last
 * packet comes by encoding silence behind it. NaN and infinite samples are
 * taken for silence. */
size_t peak_keeper_encode(
    struct peak_keeper *keeper, const float *pcm, uint8_t *packet);

/* What the packet given last decodes to, 960 frames; valid until the next
 * call. */
const float *peak_keeper_heard(const struct peak_keeper *keeper);

/* NULL is fine. */
void peak_keeper_free(struct peak_keeper *keeper);
OWNED(peak_keeper)

#endif
