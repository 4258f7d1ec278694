/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_config.h"

#include "feeds/apple_categories.h"
#include "feeds/checker/feed_checker.h"
#include "feeds/email_address.h"
#include "feeds/feed_address.h"
#include "feeds/language_tag.h"
#include "publisher/media/cover.h"
#include "publisher/media/jingle.h"
#include "publisher/show/show_parts.h"
#include "publisher/show/template_folder.h"
#include "publisher/texts/person_list.h"
#include "publisher/texts/title_template.h"
#include "recorder/base/config_file.h"
#include "recorder/base/identifier.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static bool check_url(const struct config *config, struct err *err)
{
    return config->url ||
           err_set(err, ERR_CONFIG,
               "%s:%d: [roomcast]: \"url\" is missing: expected the address "
               "where %s is served, such as "
               "https://radio.example.org/podcasts",
               config->path, config->line ? config->line : 1, config->site);
}

static bool check_category(const struct config_show *show, struct err *err)
{
    own_value(text) nearest = {0};
    const char *category;
    const char *subcategory;

    if (feed_split_category(show->category, &category, &subcategory))
        return true;
    apple_categories_append_nearest(show->category, &nearest);
    return err_set(err, ERR_CONFIG,
        "category: \"%s\" is not on the list of Apple Podcasts; expected a "
        "category or CATEGORY > SUBCATEGORY of it; the nearest is \"%s\"",
        show->category, text_string(&nearest));
}

static bool check_language(const struct config_show *show, struct err *err)
{
    return is_language_tag(show->language) ||
           err_set(err, ERR_CONFIG,
               "language: \"%s\": expected a code such as en or en-GB",
               show->language);
}

static bool check_email(const struct config_show *show, struct err *err)
{
    return !show->email || is_email_address(show->email) ||
           err_set(err, ERR_CONFIG,
               "email: \"%s\": expected an address such as "
               "podcast@example.org",
               show->email);
}

static bool check_link(const struct config_show *show, struct err *err)
{
    return !show->link ||
           (feed_address_is_absolute(show->link) &&
               feed_address_is_encoded(show->link)) ||
           err_set(err, ERR_CONFIG,
               "link: \"%s\": expected an address such as "
               "https://radio.example.org/weekly, with %%XX for all but plain "
               "letters",
               show->link);
}

static bool check_guid(const struct config_show *show, struct err *err)
{
    return !show->guid || is_identifier(show->guid) ||
           err_set(err, ERR_CONFIG,
               "guid: \"%s\": expected a UUID in lower case, such as "
               "917393e3-1b1e-5cef-ace4-edaa54e1f810",
               show->guid);
}

/* One of any size and shape is made good; see cover_picture.h. */
static bool check_cover(const struct config_show *show, struct err *err)
{
    own_value(cover) cover = {0};

    if (!show->cover || cover_read(&cover, show->cover, err))
        return true;
    err->kind = ERR_CONFIG;
    return false;
}

static bool check_title(const struct config_show *show, struct err *err)
{
    return !show->episode_title ||
           title_template_check(show->episode_title, err) ||
           err_prefix(err, "episode-title");
}

static bool check_persons(const struct config_show *show, struct err *err)
{
    own_value(person_list) persons = {0};

    return !show->persons || person_list_parse(&persons, show->persons, err) ||
           err_prefix(err, "persons");
}

static bool check_jingle(const char *key, const char *path, struct err *err)
{
    if (!path || jingle_check(path, err))
        return true;
    err->kind = ERR_CONFIG;
    return err_prefix(err, "%s", key);
}

static bool check_intro(const struct config_show *show, struct err *err)
{
    return check_jingle("intro", show->intro, err);
}

static bool check_outro(const struct config_show *show, struct err *err)
{
    return check_jingle("outro", show->outro, err);
}

static bool check_alone(const struct config_show *alone, struct err *err)
{
    own(show_parts) parts = show_parts_new(alone, err);

    return parts != NULL;
}

static bool check_license(const struct config_show *show, struct err *err)
{
    return check_alone(&(struct config_show){.license = show->license}, err);
}

static bool check_funding(const struct config_show *show, struct err *err)
{
    return check_alone(&(struct config_show){.funding = show->funding}, err);
}

static bool check_podroll(const struct config_show *show, struct err *err)
{
    return check_alone(&(struct config_show){.podroll = show->podroll}, err);
}

static bool check_publisher(const struct config_show *show, struct err *err)
{
    return check_alone(
        &(struct config_show){.publisher = show->publisher}, err);
}

static bool check_social(const struct config_show *show, struct err *err)
{
    return check_alone(&(struct config_show){.social = show->social}, err);
}

static bool check_chat(const struct config_show *show, struct err *err)
{
    return check_alone(&(struct config_show){.chat = show->chat}, err);
}

static bool check_block(const struct config_show *show, struct err *err)
{
    return check_alone(&(struct config_show){.block = show->block}, err);
}

static const struct {
    const char *key;
    bool (*check)(const struct config_show *show, struct err *err);
} checks[] = {
    {"category", check_category},
    {"language", check_language},
    {"email", check_email},
    {"link", check_link},
    {"guid", check_guid},
    {"cover", check_cover},
    {"license", check_license},
    {"funding", check_funding},
    {"podroll", check_podroll},
    {"publisher", check_publisher},
    {"social", check_social},
    {"chat", check_chat},
    {"block", check_block},
    {"episode-title", check_title},
    {"persons", check_persons},
    {"intro", check_intro},
    {"outro", check_outro},
};

static bool check_show(const struct config *config,
    const struct config_show *show, struct err *err)
{
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (!checks[i].check(show, err))
            return err_prefix(err, "%s:%d: [show %s]", config->path,
                config_show_line(show, checks[i].key), show->name);
    return true;
}

static bool check_templates(const struct config *config, struct err *err)
{
    own(template_folder) folder = template_folder_new(config->templates, err);

    return (folder && template_folder_check(folder, err)) ||
           err_prefix(err, "%s: [roomcast]", config->path);
}

bool publish_config_check(const struct config *config, struct err *err)
{
    if (config->show_count == 0)
        return err_set(err, ERR_CONFIG,
            "%s: expected a section [show NAME]: there is nothing to publish "
            "to",
            config->path);
    if (!check_url(config, err) || !check_templates(config, err))
        return false;
    for (size_t i = 0; i < config->show_count; i++)
        if (!check_show(config, &config->shows[i], err))
            return false;
    return true;
}
