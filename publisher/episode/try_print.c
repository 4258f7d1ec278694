/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/try_print.h"

#include <fcntl.h>

#include "recorder/base/file_print.h"

/* By its name and by what it is now. */
static void add_file(struct fingerprint *whole, const char *path)
{
    fingerprint_add_text(whole, path ? path : "");
    fingerprint_add(whole, "", 1);
    if (path)
        file_print_add(whole, AT_FDCWD, path);
}

void try_print_of(const struct config_show *show,
    const struct spool_recording *recording, char print[FINGERPRINT_BYTES])
{
    struct fingerprint whole = {0};

    print[0] = '\0';
    if (!recording)
        return;
    fingerprint_add_text(&whole, recording->print);
    fingerprint_add_text(&whole, recording->notes_print);
    if (show) {
        add_file(&whole, show->intro);
        add_file(&whole, show->outro);
        add_file(&whole, show->cover);
    }
    fingerprint_finish(&whole, print);
}
