/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What decides whether an episode can be made: its recording, what lies beside
 * it, and the files that its show adds. When this has become another, what
 * failed may go well, and is tried at once.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_TRY_PRINT_H
#define ROOMCAST_PUBLISHER_EPISODE_TRY_PRINT_H

#include "publisher/spool/spool.h"
#include "recorder/base/config.h"
#include "recorder/base/fingerprint.h"

/* Of a recording that is no longer there (NULL) it is "". A show that is no
 * longer there (NULL) adds nothing. */
void try_print_of(const struct config_show *show,
    const struct spool_recording *recording, char print[FINGERPRINT_BYTES]);

#endif
