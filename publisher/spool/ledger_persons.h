/* SPDX-License-Identifier: BSD-2-Clause */
/* Who was to be heard in a recording, as somebody said while it ran: the lines
 * "person" of the ledgers of its parts. */
#ifndef ROOMCAST_PUBLISHER_SPOOL_LEDGER_PERSONS_H
#define ROOMCAST_PUBLISHER_SPOOL_LEDGER_PERSONS_H

#include "publisher/spool/spool.h"
#include "publisher/texts/person_list.h"
#include "recorder/base/err.h"

/* Adds those whose names are not in the list. What is no person, and a ledger
 * that is not there, are passed over. Fails when out of memory. */
bool ledger_persons_add(struct person_list *persons,
    const struct spool_recording *recording, struct err *err);

#endif
