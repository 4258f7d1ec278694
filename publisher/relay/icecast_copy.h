/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Targets and facts that own their strings, for those who keep them: the
 * records of icecast_client.h with copies in them.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ICECAST_COPY_H
#define ROOMCAST_PUBLISHER_RELAY_ICECAST_COPY_H

#include "publisher/relay/icecast_client.h"

/* Into a zeroed record; false when out of memory, and then what is there is
 * to be cleared too. */
bool icecast_target_copy(
    struct icecast_target *copy, const struct icecast_target *from);
bool icecast_facts_copy(
    struct icecast_facts *copy, const struct icecast_facts *from);

/* Only of what was copied. The password is wiped. */
void icecast_target_clear(struct icecast_target *copy);
void icecast_facts_clear(struct icecast_facts *copy);

#endif
