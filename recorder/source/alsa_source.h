/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sound cards by ALSA, and whatever else libasound calls a PCM.
 *
 * A card is captured at 48 kHz if it can, else at its own nearest rate, in
 * stereo if it can, else with the channels it has (at most 8), in the widest
 * samples it has. Its buffer is emptied some fifty times a second by the
 * clock, whatever its periods. After an overrun it goes on at once; when it is
 * unplugged, or gives no sound for five seconds, it is opened anew, for ever.
 *
 * A device without a clock (the "null" plugin, and "file" upon it) is read at
 * the pace of ours.
 *
 * Built without ALSA, each of these fails and says so.
 */
#ifndef ROOMCAST_SOURCE_ALSA_SOURCE_H
#define ROOMCAST_SOURCE_ALSA_SOURCE_H

#include "recorder/source/card_list.h"
#include "recorder/source/source.h"

/* `device` is a name of ALSA's: "default", "hw:1,0", "plughw:CARD=USB". It is
 * open when this returns. ERR_CONFIG: there is no such, and those that are;
 * ERR_BUSY: another program has it; ERR_IO: it does not work. */
struct source *alsa_source_open(const char *device, struct err *err);

/* Adds the hardware and the named devices that capture. */
bool alsa_source_list(struct card_list *list, struct err *err);

#endif
