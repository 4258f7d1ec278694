/* SPDX-License-Identifier: BSD-2-Clause */
/* In the place of alsa_source.c when ROOMCAST_ALSA is off. */
#include "recorder/source/alsa_source.h"

struct source *alsa_source_open(const char *device, struct err *err)
{
    err_set(err, ERR_CONFIG,
        "source alsa:%s: this roomcast was built without "
        "ALSA",
        device);
    return NULL;
}

bool alsa_source_list(struct card_list *list, struct err *err)
{
    (void)list;
    return err_set(
        err, ERR_CONFIG, "alsa: this roomcast was built without ALSA");
}
