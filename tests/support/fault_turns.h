/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same again and again, while the first, the second, the third … call of a
 * kind fails.
 *
 *     fault_turns(FAILING_WRITE, EIO, run_turn, folder);
 *
 * For tests of cmocka; see failing_calls.h.
 */
#ifndef ROOMCAST_TESTS_SUPPORT_FAULT_TURNS_H
#define ROOMCAST_TESTS_SUPPORT_FAULT_TURNS_H

#include "tests/support/failing_calls.h"

/* Arms the failure and disarms it again. False when it was not reached. */
typedef bool fault_turn(
    void *user, enum failing_call call, const struct failure *failure);

/* Takes turns until one comes too early to its end for the failure: first with
 * calls that fail once, then with all that follow failing, too. `error` is the
 * errno. The test fails when there is no end to them. */
void fault_turns(
    enum failing_call call, int error, fault_turn *turn, void *user);

#endif
