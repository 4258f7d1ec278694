/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes the end off a running recording: silence that turned out to be the
 * end of it.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_CUT_H
#define ROOMCAST_RECORDING_RECORDING_CUT_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"

/* Makes an open file of ours, all written, end at that granule, which must
 * lie behind the pre-skip and before its end. The page that holds it gets EOS
 * and loses the packets that are wholly behind it; what follows is gone.
 * Killed at any point, what is before that page is whole. `path` is for
 * messages. The caller syncs. */
bool recording_cut(int fd, uint32_t serial, int64_t granule, const char *path,
    struct err *err);

#endif
