/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/show_parts.h"

#include <string.h>

#include "feeds/feed_address.h"
#include "publisher/show/show_circle.h"

struct show_parts {
    const struct config_show *config;
    struct podcast_link funding;
    struct podcast_license license;
    struct podcast_location location;
    struct podcast_txt txts[3]; /* for Apple, for others, of machines */
    size_t txt_count;
    struct show_circle *circle;
    char *funding_url;  /* owned */
    char *license_name; /* owned */
};

/* The first word, and what follows it: NULL when nothing does. */
static bool split(
    const char *value, char **word, const char **rest, struct err *err)
{
    size_t length = strcspn(value, " \t");

    *word = strndup(value, length);
    if (!*word)
        return err_no_memory(err);
    value += length;
    value += strspn(value, " \t");
    *rest = *value ? value : NULL;
    return true;
}

static bool check_address(const char *key, const char *address, struct err *err)
{
    return (feed_address_is_absolute(address) &&
               feed_address_is_encoded(address)) ||
           err_set(err, ERR_CONFIG,
               "%s: \"%s\": expected an address that begins with https://", key,
               address);
}

/* "https://radio.example.org/give Keep the lights on" */
static bool set_funding(struct show_parts *parts, struct err *err)
{
    const char *text;

    if (!parts->config->funding)
        return true;
    if (!split(parts->config->funding, &parts->funding_url, &text, err))
        return false;
    parts->funding.url = parts->funding_url;
    parts->funding.text = text ? text : "Support the show";
    return check_address("funding", parts->funding_url, err);
}

/* "cc-by-4.0", or a name and an address */
static bool set_license(struct show_parts *parts, struct err *err)
{
    if (!parts->config->license)
        return true;
    if (!split(parts->config->license, &parts->license_name,
            &parts->license.url, err))
        return false;
    parts->license.name = parts->license_name;
    return !parts->license.url ||
           check_address("license", parts->license.url, err);
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
    free(parts->funding_url);
    free(parts->license_name);
    free(parts);
}
