/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/fault_turns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST_TURNS 2000

static void take_turns(enum failing_call call, struct failure failure,
    fault_turn *turn, void *user)
{
    do {
        failure.nth++;
        assert_in_range(failure.nth, 1, MOST_TURNS);
    } while (turn(user, call, &failure));
    if (failure.nth > 1)
        print_message("%s, %s: each of %d\n", failing_call_name(call),
            failure.is_for_ever ? "for ever" : "once", failure.nth - 1);
}

void fault_turns(
    enum failing_call call, int error, fault_turn *turn, void *user)
{
    take_turns(call, (struct failure){0, false, error}, turn, user);
    take_turns(call, (struct failure){0, true, error}, turn, user);
}
