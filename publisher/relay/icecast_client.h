/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One source connection to an Icecast server, without waiting for anything:
 *
 *     own(icecast_client) client = icecast_client_new(&target, &facts, err);
 *     loop:
 *         poll(icecast_client_descriptor(client), POLLIN …
 *             until icecast_client_deadline_ns(client))
 *         switch (icecast_client_step(client, now_ns))
 *         case ICECAST_ON_AIR:    icecast_client_push(client, &page)
 *         case ICECAST_FAILED:    icecast_client_failure(), …_error()
 *     icecast_client_finish(client)       the last page goes out, then CLOSED
 *
 * A connection lives once: whoever wants another makes another client.
 *
 * - HTTP PUT with "Expect: 100-continue" (Icecast 2.4 and later), over a
 *   connection that libcurl makes: names are looked up in a thread, every
 *   address is tried, IPv6 and IPv4 at once, certificate and name are checked
 *   before anything is said. With TLS asked for nothing is ever sent in plain.
 *   libshout 2.4.6 was tried for this and is not used: it aborts the process
 *   at descriptor 1024, tries one address, waits for DNS, queues without
 *   limit, falls back to plain text by default, dies of SIGPIPE and tells a
 *   wrong password from a taken mount in no way.
 * - Ten seconds from the first step to the server's consent. Ten without a
 *   byte taken while there is one to send end it.
 * - Five seconds of sound wait at most; what is more is not taken, whole pages
 *   at a time.
 * - The server's words are bounded and shown without control characters.
 *   User and password appear in no message and are wiped when done with.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ICECAST_CLIENT_H
#define ROOMCAST_PUBLISHER_RELAY_ICECAST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Where to; all of it is copied. */
struct icecast_target {
    const char *host; /* a name or an address; IPv6 with or without brackets */
    int port;
    bool is_tls;
    const char *mount;    /* "/townhall.opus" */
    const char *user;     /* NULL: "source" */
    const char *password; /* NULL: "" */
    const char *ca_file;  /* PEM, for is_tls; NULL: those of the system */
};

/* What the server tells listeners and directories; strings may be NULL. Line
 * ends and control characters in them become spaces. */
struct icecast_facts {
    const char *name;
    const char *description;
    const char *genre;
    const char *url;
    const char *content_type; /* "application/ogg", "audio/mpeg"; needed */
    bool is_public;           /* may be listed in directories */
    int bitrate_kbps;         /* 0: not said */
    int channels;             /* 0: not said */
};

enum icecast_state {
    ICECAST_CONNECTING,
    ICECAST_ON_AIR, /* takes pages: the headers first */
    ICECAST_FAILED,
    ICECAST_CLOSED /* by us, after icecast_client_finish() */
};

enum icecast_failure {
    ICECAST_NO_FAILURE,
    ICECAST_DNS,         /* the name is unknown, or nobody tells */
    ICECAST_CONNECT,     /* no address takes a connection */
    ICECAST_TLS,         /* certificate, name or handshake */
    ICECAST_PASSWORD,    /* 401 */
    ICECAST_MOUNT_TAKEN, /* 403 or 409: another source has the mount */
    ICECAST_FULL,        /* 403: the server has all the sources it may have */
    ICECAST_REFUSED,     /* any other answer */
    ICECAST_STALLED,     /* nothing said or taken for ten seconds */
    ICECAST_LOST         /* the server closed the connection */
};

struct icecast_page {
    const void *bytes;
    size_t length;
    int64_t frames_48k; /* of sound in it; 0 for headers */
};

struct icecast_figures {
    int64_t sent_bytes; /* of sound and headers */
    int64_t sent_pages;
    int64_t dropped_pages;
    int64_t queued_frames_48k; /* not yet given to the system */
};

struct icecast_client;

/* Connects at the first step. ERR_CONFIG for a host, mount or user that
 * cannot be in a request, or a ca_file that cannot be read. */
struct icecast_client *icecast_client_new(const struct icecast_target *target,
    const struct icecast_facts *facts, struct err *err);

/* An epoll descriptor, readable when there is something to do; the same until
 * it failed or is closed, then -1. */
int icecast_client_descriptor(const struct icecast_client *client);

/* When to step though nothing came; INT64_MAX: never. */
int64_t icecast_client_deadline_ns(const struct icecast_client *client);

/* Does what can be done without waiting. */
enum icecast_state icecast_client_step(
    struct icecast_client *client, int64_t now_ns);

enum icecast_state icecast_client_state(const struct icecast_client *client);

/* Why it failed, and in words, without the password: "radio.example.org:8000:
 * the server answered 403: Mountpoint in use". The kind is ERR_CONFIG for a
 * password or a certificate, else ERR_NET. */
enum icecast_failure icecast_client_failure(
    const struct icecast_client *client);
const struct err *icecast_client_error(const struct icecast_client *client);

/* Takes a copy of a page. False when it is not on the air or the queue is
 * full: the page is dropped, and counted. */
bool icecast_client_push(
    struct icecast_client *client, const struct icecast_page *page);

/* No page comes any more: what waits is sent, for ten seconds at most, and
 * then the connection closed. */
void icecast_client_finish(struct icecast_client *client);

struct icecast_figures icecast_client_figures(
    const struct icecast_client *client);

/* Closes at once. NULL is fine. */
void icecast_client_free(struct icecast_client *client);
OWNED(icecast_client)

#endif
