/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/page_templates.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Made from feeds/templates/ when the build is configured. */
#include "feeds/page_files.h"

static const struct {
    const char *name;
    const char *stem;
    const char *extension;
} assets[PAGE_ASSET_COUNT] = {
    [PAGE_STYLE] = {"style.css", "style", "css"},
    [PAGE_SCRIPT] = {"player.js", "player", "js"},
    [PAGE_ICON] = {"icon.svg", "icon", "svg"},
};

static const struct page_template *built_in_templates(size_t *count)
{
    *count = sizeof page_files / sizeof *page_files;
    return page_files;
}

static const char *find_among(
    const struct page_template *items, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(items[i].name, name))
            return items[i].text;
    return NULL;
}

const char *page_template_find(
    const struct page_templates *templates, const char *name)
{
    size_t count;
    const struct page_template *built_in = built_in_templates(&count);
    const char *text = NULL;

    if (templates)
        text = find_among(templates->items, templates->count, name);
    return text ? text : find_among(built_in, count, name);
}

static const char *find_in(const void *user, const char *name)
{
    return page_template_find(user, name);
}

struct template_library page_templates_library(
    const struct page_templates *templates)
{
    return (struct template_library){find_in, templates};
}

/* FNV-1a. */
static uint32_t hash_of(const char *text)
{
    uint32_t hash = UINT32_C(2166136261);

    for (const char *at = text; *at; at++)
        hash = (hash ^ (uint8_t)*at) * UINT32_C(16777619);
    return hash;
}

const char *page_asset(const struct page_templates *templates,
    enum page_asset asset, char name[PAGE_ASSET_NAME_BYTES])
{
    const char *text = page_template_find(templates, assets[asset].name);

    snprintf(name, PAGE_ASSET_NAME_BYTES, "%s-%08" PRIx32 ".%s",
        assets[asset].stem, hash_of(text), assets[asset].extension);
    return text;
}
