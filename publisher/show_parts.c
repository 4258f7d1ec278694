/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show_parts.h"

#include <string.h>

#include "feeds/feed_address.h"

struct show_parts {
    const struct config_show *config;
    struct podcast_link funding;
    struct podcast_license license;
    struct podcast_location location;
    struct podcast_txt proof;
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

struct show_parts *show_parts_new(
    const struct config_show *config, struct err *err)
{
    own(show_parts) parts = calloc(1, sizeof *parts);

    if (!parts)
        return err_no_memory(err), NULL;
    parts->config = config;
    parts->location.name = config->location;
    parts->proof.purpose = "applepodcastsverify";
    parts->proof.text = config->apple_verify;
    if (!set_funding(parts, err) || !set_license(parts, err))
        return NULL;
    return take(parts);
}

void show_parts_fill(const struct show_parts *parts, struct podcast_show *show)
{
    show->license = parts->license;
    show->fundings = &parts->funding;
    show->funding_count = parts->funding.url != NULL;
    show->locations = &parts->location;
    show->location_count = parts->location.name != NULL;
    show->txts = &parts->proof;
    show->txt_count = parts->proof.text != NULL;
    show->frequency.text = parts->config->updates;
}

void show_parts_free(struct show_parts *parts)
{
    if (!parts)
        return;
    free(parts->funding_url);
    free(parts->license_name);
    free(parts);
}
