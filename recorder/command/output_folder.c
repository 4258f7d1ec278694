/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/command/output_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* The folder of STEM, with its slash; "./" without one. */
static void append_folder_of(struct text *folder, const char *stem)
{
    const char *slash = strrchr(stem, '/');

    if (slash)
        text_append_bytes(folder, stem, (size_t)(slash - stem + 1));
    else
        text_append(folder, "./");
}

/* Whoever names a folder on the command line can name a better one. A disk
 * that fails or is full is the machine's affair. */
static bool refuse(const char *folder, bool is_given, struct err *err)
{
    static const int mistakes[] = {ENOENT, ENOTDIR, EACCES, EPERM, EROFS};
    bool is_mistake = false;

    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        is_mistake |= errno == mistakes[i];
    err_set_errno(err, is_given && is_mistake ? ERR_CONFIG : ERR_IO,
        "cannot write into %s", folder);
    return is_given ? err_prefix(err, "--output") : false;
}

static bool try_folder(const char *folder, bool is_given, struct err *err)
{
    own_value(text) path = {0};

    text_appendf(&path, "%s" DURABLE_TEMPORARY_MARK "XXXXXX", folder);
    own_heap(char) name = text_take(&path);
    if (!name)
        return err_no_memory(err);
    own_fd int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return refuse(folder, is_given, err);
    unlink(name);
    return true;
}

bool output_folder_try(const struct record_job *job, struct err *err)
{
    own_value(text) folder = {0};

    if (job->stem)
        append_folder_of(&folder, job->stem);
    else
        text_appendf(&folder, "%s/", job->folder);
    if (!text_finish(&folder, err))
        return false;
    if (!job->stem && !durable_make_folder(job->folder, 0755, err))
        return false;
    return try_folder(text_string(&folder), job->stem, err);
}
