/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a recording is what its ledger says: the stream, its header, its
 * tags, its chapters, its length.
 */
#ifndef ROOMCAST_RECORDER_REPORT_LEDGER_AGREEMENT_H
#define ROOMCAST_RECORDER_REPORT_LEDGER_AGREEMENT_H

#include "recorder/report/verification.h"

/* Notes each difference. The ledger must have a "begin". ERR_IO or ERR_MEMORY;
 * a header that cannot be read is a finding of the conformance. */
bool ledger_agreement_check(
    struct verification *verification, int fd, struct err *err);

#endif
