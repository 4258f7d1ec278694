/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_parts.h"

#include <string.h>

#include "publisher/show/show_circle.h"
#include "publisher/texts/tag_lines.h"

struct show_parts {
    const struct config_show *config;
    struct podcast_link funding;
    struct podcast_license license;
    struct podcast_location location;
    struct podcast_txt txts[3]; /* for Apple, for others, of machines */
    size_t txt_count;
    struct show_circle *circle;
    char *funding_line; /* owned; what the records point into */
    char *license_line;
};

/* "https://radio.example.org/give Keep the lights on" */
static bool set_funding(struct show_parts *parts, struct err *err)
{
    if (!parts->config->funding)
        return true;
    parts->funding_line = strdup(parts->config->funding);
    if (!parts->funding_line)
        return err_no_memory(err);
    if (!tag_line_link(parts->funding_line, &parts->funding, err))
        return err_prefix(err, "funding");
    if (!parts->funding.text)
        parts->funding.text = "Support the show";
    return true;
}

/* "cc-by-4.0", or a name and an address */
static bool set_license(struct show_parts *parts, struct err *err)
{
    if (!parts->config->license)
        return true;
    parts->license_line = strdup(parts->config->license);
    if (!parts->license_line)
        return err_no_memory(err);
    return tag_line_license(parts->license_line, &parts->license, err) ||
           err_prefix(err, "license");
}

static void set_txt(
    struct show_parts *parts, const char *purpose, const char *text)
{
    if (text)
        parts->txts[parts->txt_count++] =
            (struct podcast_txt){.purpose = purpose, .text = text};
}

struct show_parts *show_parts_new(
    const struct config_show *config, struct err *err)
{
    own(show_parts) parts = calloc(1, sizeof *parts);

    if (!parts)
        return err_no_memory(err), NULL;
    parts->config = config;
    parts->location.name = config->location;
    set_txt(parts, "applepodcastsverify", config->apple_verify);
    set_txt(parts, "verify", config->verify);
    set_txt(parts, "ai-content", config->is_machine_made ? "true" : NULL);
    if (!set_funding(parts, err) || !set_license(parts, err))
        return NULL;
    parts->circle = show_circle_new(config, err);
    if (!parts->circle)
        return NULL;
    return take(parts);
}

void show_parts_fill(const struct show_parts *parts, struct podcast_show *show)
{
    const struct config_show *config = parts->config;

    if (parts->license.name)
        show->license = parts->license;
    if (parts->funding.url) {
        show->fundings = &parts->funding;
        show->funding_count = 1;
    }
    if (parts->location.name) {
        show->locations = &parts->location;
        show->location_count = 1;
    }
    if (parts->txt_count) {
        show->txts = parts->txts;
        show->txt_count = parts->txt_count;
    }
    if (config->updates)
        show->frequency = (struct podcast_frequency){
            .text = config->updates, .rrule = config->updates_rule};
    if (config->medium)
        show->medium = config->medium;
    show_circle_fill(parts->circle, show);
}

void show_parts_free(struct show_parts *parts)
{
    if (!parts)
        return;
    show_circle_free(parts->circle);
    free(parts->funding_line);
    free(parts->license_line);
    free(parts);
}
