/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Large arrays on the stack that are written before they are read.
 *
 *     UNFILLED float pcm[CODEC_PACKET_MOST_FRAMES_48K * 2];
 *     int frames = decoder_decode(decoder, packet, bytes, pcm);
 *
 * The release build fills every other variable with zeros when its scope is
 * entered. For sound that is tens of kilobytes a packet, which costs more than
 * the loops that work on it and drives all else out of the processor's cache.
 * Only for what a function fills before it is looked at, and looks at no
 * further than it was filled.
 */
#ifndef ROOMCAST_BASE_UNFILLED_H
#define ROOMCAST_BASE_UNFILLED_H

#define UNFILLED __attribute__((uninitialized))

#endif
