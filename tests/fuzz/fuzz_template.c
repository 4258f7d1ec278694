/* SPDX-License-Identifier: BSD-2-Clause */
/* Bytes as a template, which is a partial of itself: it ends, it is filled or
 * refused as a mistake in it, and what is escaped stays so. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

#include "feeds/pages/template.h"

static const char *find(const void *user, const char *name)
{
    return strcmp(name, "gone") ? user : NULL;
}

static struct page_data *sample(void)
{
    struct page_data *data = page_data_new();

    page_data_set(data, "a", "<b> & \"c\"");
    page_data_set_flag(data, "yes", true);
    page_data_set(page_data_add(data, "list"), "a", "one");
    page_data_set(page_data_add(page_data_add(data, "list"), "list"), "x", "2");
    return data;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_value(text) copy = {0};
    own_value(text) out = {0};
    own(page_data) data = sample();
    struct err err = {0};

    text_append_bytes(&copy, bytes, length < 4000 ? length : 4000);
    const struct template_library library = {find, text_string(&copy)};
    if (template_render(&library, "page", data, &out, &err))
        return 0;
    assert(err.kind == ERR_CONFIG);
    assert(!strncmp(err.text, "template ", 9));
    assert(out.length == 0);
    return 0;
}
