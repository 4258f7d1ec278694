/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/media_key.h"

#include "recorder/base/text.h"

char *media_key(const struct catalogue_episode *episode, const char *suffix)
{
    struct text key = {0};

    text_appendf(&key, "%s/%s/%s%s", episode->show, episode->slug,
        episode->slug, suffix);
    return text_take(&key);
}
