/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A live room over HTTP: Ogg/Opus from Icecast or any other server, at
 * http://… and https://…; see source.h for how sources are used. Behind the
 * connection (http_stream) stand live_ogg, live_edge and the timeline.
 *
 * It begins with the sound of the moment when the server first answered; the
 * burst of older sound that Icecast sends first is left out. From there on it
 * is as long as the time that passed. A connection that is lost, refused or
 * silent, and a stream of no use, is tried again for ever after 1, 2, 4 … 60
 * seconds and up to a quarter more; what the burst then brings of what was
 * missed is recorded, and nothing twice.
 *
 * Before the first sound some failures end it instead, because time will not
 * mend them: what http_stream calls ERR_CONFIG (of 401 the third), and a
 * stream that is not Ogg/Opus of one or two channels (ERR_FORMAT, naming what
 * it is).
 *
 * Events: "source" for each link of the stream, "title" where a new one
 * begins, "warning" and "reconnect" for what went wrong.
 */
#ifndef ROOMCAST_SOURCE_HTTP_SOURCE_H
#define ROOMCAST_SOURCE_HTTP_SOURCE_H

#include "recorder/source/source.h"

/* The connection begins at the first source_read(). ERR_CONFIG for an address
 * that is none, or that holds a user or a password. Those are given apart;
 * NULL: none. All is copied. */
struct source *http_source_open(const char *address, const char *user,
    const char *password, struct err *err);

#endif
