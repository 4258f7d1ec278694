/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/text/commonmark.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/base/own.h"

void commonmark_append_html(struct text *html, const char *notes)
{
    own_heap(char) bytes = cmark_markdown_to_html(
        notes, strlen(notes), CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8);

    if (bytes)
        text_append(html, bytes);
    else
        html->has_failed = true;
}
