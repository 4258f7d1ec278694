/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is asked of an Icecast server beside the stream, over connections of
 * their own that hold up nothing: the title that is on, and how many listen.
 * One question at a time; the last title wins.
 *
 *     own(icecast_admin) admin = icecast_admin_new(&target, has_titles, err);
 *     icecast_admin_set_title(admin, "…");
 *     poll(icecast_admin_descriptor(admin) … deadline)
 *     icecast_admin_step(admin, now_ns);
 *     icecast_admin_listeners(admin)
 *
 * Titles: /admin/metadata?mode=updinfo, which Icecast takes for MP3 ("Metadata
 * update successful") and refuses for Ogg ("Mountpoint will not accept URL
 * updates"). Listeners: /admin/stats?mount=, which source credentials open in
 * Icecast 2.4, or else /status-json.xsl, which is for everybody; each ten
 * seconds, and a server that refuses both once an hour.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ICECAST_ADMIN_H
#define ROOMCAST_PUBLISHER_RELAY_ICECAST_ADMIN_H

#include "publisher/relay/icecast_client.h"

struct icecast_admin;

/* Strings are copied. Without has_titles only listeners are asked for, without
 * has_listeners only titles are told. */
struct icecast_admin *icecast_admin_new(const struct icecast_target *target,
    bool has_titles, bool has_listeners, struct err *err);

/* An epoll descriptor, the same all the time. */
int icecast_admin_descriptor(const struct icecast_admin *admin);
int64_t icecast_admin_deadline_ns(const struct icecast_admin *admin);
void icecast_admin_step(struct icecast_admin *admin, int64_t now_ns);

/* Told at the next step, and again until the server took it. */
void icecast_admin_set_title(struct icecast_admin *admin, const char *title);

/* -1: not known, or no longer. */
int64_t icecast_admin_listeners(const struct icecast_admin *admin);

/* NULL is fine. */
void icecast_admin_free(struct icecast_admin *admin);
OWNED(icecast_admin)

#endif
