/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far an SRTP stream has come, kept on disk: a recorder that is started
 * again after the sequence number has wrapped would otherwise have to search
 * for the rollover counter.
 *
 * One line of JSON, replaced durably. It holds no secret.
 */
#ifndef ROOMCAST_SOURCE_ROLLOVER_FILE_H
#define ROOMCAST_SOURCE_ROLLOVER_FILE_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "recorder/source/secure_rtp.h"

/* False, without a failure, when there is none or it makes no sense: then
 * nothing is known. */
bool rollover_file_load(const char *path, struct secure_position *position);

/* Makes the file's folder too when that is missing. */
bool rollover_file_save(
    const char *path, const struct secure_position *position, struct err *err);

#endif
