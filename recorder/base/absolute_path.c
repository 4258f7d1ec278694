/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/absolute_path.h"

#include <unistd.h>

#include "recorder/base/own.h"

void absolute_path_append(struct text *text, const char *path)
{
    own_heap(char) here = NULL;

    if (path[0] != '/')
        here = getcwd(NULL, 0);
    if (here)
        text_appendf(text, "%s/", here);
    text_append(text, path);
}
