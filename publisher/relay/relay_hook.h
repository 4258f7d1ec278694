/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells somebody when a session is not on the air: the room's hook-alarm, in
 * the way of the recorder's alarms, with
 *
 *     ROOMCAST_EVENT=alarm ROOMCAST_ROOM=… ROOMCAST_ALARM=relay
 *     ROOMCAST_ALARM_STATE=raised|cleared ROOMCAST_TEXT=…
 *
 * and of our own environment only what programs need to run. It is raised once
 * when a session has not been on the air for RELAY_ALARM_NS, and cleared once
 * when it is again, or is over.
 *
 *     relay_hook_update(hook, is_missing, text, now_ns);     now and then
 *     relay_hook_free(hook);           a command that runs is left to itself
 *
 * One command at a time, and news waits for the one before; one that takes
 * longer than its limit is killed with its process group.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_HOOK_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_HOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define RELAY_ALARM_NS INT64_C(60000000000)

struct relay_hook;

/* `command` is for command_words_parse(); NULL: none is run. Both are
 * borrowed. */
struct relay_hook *relay_hook_new(
    const char *command, const char *room, int64_t limit_ns, struct err *err);

enum relay_alarm { RELAY_ALARM_SAME, RELAY_ALARM_RAISED, RELAY_ALARM_CLEARED };

/* `is_missing`: there is a session, and it is not on the air. `text` is for
 * people. Tells what has become of the alarm. */
enum relay_alarm relay_hook_update(
    struct relay_hook *hook, bool is_missing, const char *text, int64_t now_ns);

/* NULL is fine. */
void relay_hook_free(struct relay_hook *hook);
OWNED(relay_hook)

#endif
