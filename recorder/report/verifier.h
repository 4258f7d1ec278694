/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a recording is whole: its container, its packets, its ledger, and
 * that they agree. Any other Ogg/Opus file is judged by its container.
 *
 *     own_value(verification) verification = {0};
 *     if (!verifier_check(&verification, path, err)) …      cannot be read
 *     verification_append_text(&verification, &text);
 */
#ifndef ROOMCAST_RECORDER_REPORT_VERIFIER_H
#define ROOMCAST_RECORDER_REPORT_VERIFIER_H

#include "recorder/report/verification.h"

/* ERR_IO or ERR_MEMORY only: what is in the file is never a failure. */
bool verifier_check(
    struct verification *verification, const char *path, struct err *err);

#endif
