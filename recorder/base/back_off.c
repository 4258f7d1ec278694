/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/back_off.h"

int64_t back_off_next_ns(struct back_off *back_off, int64_t now_ns)
{
    int64_t wait_ns = back_off->wait_ns;

    back_off->wait_ns =
        2 * wait_ns < BACK_OFF_MOST_NS ? 2 * wait_ns : BACK_OFF_MOST_NS;
    return now_ns + wait_ns + now_ns % (wait_ns / 4);
}

void back_off_reset(struct back_off *back_off)
{
    back_off->wait_ns = BACK_OFF_LEAST_NS;
}
