/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_mending.h"

#include "recorder/base/own.h"

static void on_write(void *user, const char *key)
{
    struct publish_mending *mending = user;

    if (mending->count++ < PUBLISH_MENDING_MOST_NAMES)
        text_appendf(
            &mending->names, "%s%s", mending->names.length ? ", " : "", key);
}

void publish_mending_begin(struct publish_mending *mending)
{
    store_tell_writes(mending->run->store, on_write, mending);
}

static void tell(const struct publish_mending *mending)
{
    own_value(text) line = {0};

    text_append(&line, text_string(&mending->names));
    if (mending->count > PUBLISH_MENDING_MOST_NAMES)
        text_appendf(&line, " and %zu more",
            mending->count - PUBLISH_MENDING_MOST_NAMES);
    text_appendf(&line, ": %s on the site or missing, and %s written again",
        mending->count == 1 ? "was damaged" : "were damaged",
        mending->count == 1 ? "has been" : "have been");
    publish_run_tell(mending->run, PUBLISH_FAILED, "verify", NULL, &line);
}

void publish_mending_end(struct publish_mending *mending)
{
    store_tell_writes(mending->run->store, NULL, NULL);
    if (mending->count > 0)
        tell(mending);
    text_clear(&mending->names);
    mending->count = 0;
}
