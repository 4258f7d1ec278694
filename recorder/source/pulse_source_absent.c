/* SPDX-License-Identifier: BSD-2-Clause */
/* In the place of pulse_source.c when ROOMCAST_PULSE is off. */
#include "recorder/source/pulse_source.h"

struct source *pulse_source_open(const char *name, struct err *err)
{
    err_set(err, ERR_CONFIG,
        "source pulse:%s: this roomcast was built without "
        "libpulse",
        name);
    return NULL;
}

bool pulse_source_list(struct card_list *list, struct err *err)
{
    (void)list;
    return err_set(
        err, ERR_CONFIG, "pulse: this roomcast was built without libpulse");
}
