/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/room_gain.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>

#include "recorder/base/config.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_header.h"

/* Keeps the path of the newest: names begin with the time. */
static void look_in(const char *folder, struct text *newest)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    const char *base = strrchr(text_string(newest), '/');
    own_heap(char) best = strdup(base ? base + 1 : "");

    while (dir && best && (entry = readdir(dir))) {
        if (!text_has_suffix(entry->d_name, RECORDING_SUFFIX) ||
            strcmp(entry->d_name, best) <= 0)
            continue;
        free(best);
        best = strdup(entry->d_name);
        text_reset(newest);
        text_appendf(newest, "%s/%s", folder, entry->d_name);
    }
    if (dir)
        closedir(dir);
}

static int gain_of(const char *path)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stream_header header;
    struct err ignored;

    if (fd < 0 || !recording_header_load(&header, fd, path, &ignored))
        return 0;
    int gain_q8 = header.head.gain_q8;
    stream_header_clear(&header);
    if (gain_q8 > ROOM_GAIN_MOST_Q8)
        return ROOM_GAIN_MOST_Q8;
    return gain_q8 < -ROOM_GAIN_MOST_Q8 ? -ROOM_GAIN_MOST_Q8 : gain_q8;
}

int room_gain_q8(const struct recording_facts *facts,
    const char *const *folders, size_t count)
{
    own_value(text) newest = {0};

    if (facts->normalize != NORMALIZE_GAIN)
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (folders[i])
            look_in(folders[i], &newest);
    }
    return newest.length > 0 ? gain_of(text_string(&newest)) : 0;
}
