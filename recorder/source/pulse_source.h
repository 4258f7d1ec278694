/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sources of a PulseAudio server, or of PipeWire in its stead, by libpulse.
 *
 * A source is captured at its own rate with its own channels (at most 8), as
 * float. When the server or the source goes away both are tried again, for
 * ever; a source that was asked for by its name is never exchanged for
 * another, the default one may be, as the user chooses.
 *
 * The server is found as by every other client: $PULSE_SERVER, client.conf,
 * $XDG_RUNTIME_DIR/pulse/native.
 *
 * Built without libpulse, each of these fails and says so.
 */
#ifndef ROOMCAST_SOURCE_PULSE_SOURCE_H
#define ROOMCAST_SOURCE_PULSE_SOURCE_H

#include "recorder/source/card_list.h"
#include "recorder/source/source.h"

/* `name` is a name of the server's, "alsa_input.usb…" or "SINK.monitor"; ""
 * is its default source. ERR_CONFIG: there is no such, and those that are;
 * ERR_NET: there is no server, or it does not answer within five seconds. */
struct source *pulse_source_open(const char *name, struct err *err);

/* Adds the server's sources, monitors too. */
bool pulse_source_list(struct card_list *list, struct err *err);

#endif
