/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/apple_categories.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MOST_SUBCATEGORIES 16

static const struct category {
    const char *name;
    const char *subcategories[MOST_SUBCATEGORIES];
} categories[] = {
    {"Arts", {"Books", "Design", "Fashion & Beauty", "Food", "Performing Arts",
                 "Visual Arts"}},
    {"Business", {"Careers", "Entrepreneurship", "Investing", "Management",
                     "Marketing", "Non-Profit"}},
    {"Comedy", {"Comedy Interviews", "Improv", "Stand-Up"}},
    {"Education",
        {"Courses", "How To", "Language Learning", "Self-Improvement"}},
    {"Fiction", {"Comedy Fiction", "Drama", "Science Fiction"}},
    {"Government", {NULL}},
    {"History", {NULL}},
    {"Health & Fitness", {"Alternative Health", "Fitness", "Medicine",
                             "Mental Health", "Nutrition", "Sexuality"}},
    {"Kids & Family", {"Education for Kids", "Parenting", "Pets & Animals",
                          "Stories for Kids"}},
    {"Leisure", {"Animation & Manga", "Automotive", "Aviation", "Crafts",
                    "Games", "Hobbies", "Home & Garden", "Video Games"}},
    {"Music", {"Music Commentary", "Music History", "Music Interviews"}},
    {"News", {"Business News", "Daily News", "Entertainment News",
                 "News Commentary", "Politics", "Sports News", "Tech News"}},
    {"Religion & Spirituality",
        {"Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion",
            "Spirituality"}},
    {"Science", {"Astronomy", "Chemistry", "Earth Sciences", "Life Sciences",
                    "Mathematics", "Natural Sciences", "Nature", "Physics",
                    "Social Sciences"}},
    {"Society & Culture", {"Documentary", "Personal Journals", "Philosophy",
                              "Places & Travel", "Relationships"}},
    {"Sports",
        {"Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football",
            "Golf", "Hockey", "Rugby", "Running", "Soccer", "Swimming",
            "Tennis", "Volleyball", "Wilderness", "Wrestling"}},
    {"Technology", {NULL}},
    {"True Crime", {NULL}},
    {"TV & Film", {"After Shows", "Film History", "Film Interviews",
                      "Film Reviews", "TV Reviews"}},
};

#define CATEGORY_COUNT (sizeof categories / sizeof *categories)

static const struct category *find(const char *name)
{
    for (size_t i = 0; i < CATEGORY_COUNT; i++)
        if (!strcasecmp(categories[i].name, name))
            return &categories[i];
    return NULL;
}

const char *apple_category(const char *name)
{
    const struct category *category = find(name);

    return category ? category->name : NULL;
}

const char *apple_subcategory(const char *category_name, const char *name)
{
    const struct category *category = find(category_name);

    for (size_t i = 0; category && i < MOST_SUBCATEGORIES; i++)
        if (category->subcategories[i] &&
            !strcasecmp(category->subcategories[i], name))
            return category->subcategories[i];
    return NULL;
}

static void list_one(
    const struct category *category, apple_category_listener *told, void *user)
{
    told(user, category->name, NULL);
    for (size_t i = 0; i < MOST_SUBCATEGORIES; i++)
        if (category->subcategories[i])
            told(user, category->name, category->subcategories[i]);
}

void apple_categories_list(apple_category_listener *told, void *user)
{
    for (size_t i = 0; i < CATEGORY_COUNT; i++)
        list_one(&categories[i], told, user);
}

#define MOST_ENTRY_BYTES 80

/* What people leave out is likelier than what they put in. */
enum { COST_LEFT_OUT = 1, COST_PUT_IN = 4, COST_OTHER = 5 };

static int least(int one, int other)
{
    return one < other ? one : other;
}

/* The edit distance of Wagner and Fischer, row by row, in any case. */
static int distance(const char *wanted, const char *entry)
{
    int row[MOST_ENTRY_BYTES];
    int count = (int)strlen(entry);

    for (int i = 0; i <= count; i++)
        row[i] = i * COST_LEFT_OUT;
    for (int at = 0; wanted[at] && at < MOST_ENTRY_BYTES; at++) {
        int diagonal = row[0];
        row[0] += COST_PUT_IN;
        for (int i = 1; i <= count; i++) {
            bool is_same = tolower((unsigned char)wanted[at]) ==
                           tolower((unsigned char)entry[i - 1]);
            int other = diagonal + (is_same ? 0 : COST_OTHER);
            diagonal = row[i];
            row[i] = least(
                other, least(row[i] + COST_PUT_IN, row[i - 1] + COST_LEFT_OUT));
        }
    }
    return row[count];
}

struct search {
    const char *wanted;
    int distance; /* of the best, -1: none yet */
    char best[MOST_ENTRY_BYTES];
};

/* By its whole name, and a subcategory by its own. */
static void compare(void *user, const char *category, const char *subcategory)
{
    struct search *search = user;
    char name[MOST_ENTRY_BYTES];

    snprintf(name, sizeof name, "%s%s%s", category, subcategory ? " > " : "",
        subcategory ? subcategory : "");
    int found = distance(search->wanted, name);
    if (subcategory)
        found = least(found, distance(search->wanted, subcategory));
    if (search->distance >= 0 && found >= search->distance)
        return;
    search->distance = found;
    memcpy(search->best, name, sizeof name);
}

void apple_categories_append_nearest(const char *wanted, struct text *out)
{
    struct search search = {.wanted = wanted, .distance = -1};

    apple_categories_list(compare, &search);
    text_append(out, search.best);
}
