/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/slug.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LENGTH_MOST 64

/* What is written without accents, from U+00C0 and from U+0100 on; a space
 * parts words. Two-letter forms are spelled out below. */
static const char latin1[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
                             "aaaaaaaceeeeiiiidnooooo ouuuuyty";
static const char latin_extended_a[] = "aaaaaaccccccccddddeeeeeeeeeegggg"
                                       "gggghhhhiiiiiiiiiiiijjkkklllllll"
                                       "lllnnnnnnnnnoooooooorrrrrrssssss"
                                       "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

struct spelling {
    unsigned code;
    const char *letters;
};

static const struct spelling spellings[] = {
    {0xC6, "ae"},
    {0xDE, "th"},
    {0xDF, "ss"},
    {0xE6, "ae"},
    {0xFE, "th"},
    {0x132, "ij"},
    {0x133, "ij"},
    {0x152, "oe"},
    {0x153, "oe"},
};

/* The next character of UTF-8, or 0xFFFD for a byte that begins none; *at is
 * moved behind it. Longer forms than needed do no harm here. */
static unsigned next_code(const char **at)
{
    unsigned char first = (unsigned char)*(*at)++;
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;

    if (first < 0x80)
        return first;
    if (!more)
        return 0xFFFD;
    unsigned code = first & (0x3Fu >> more);
    for (; more > 0; more--) {
        if (((unsigned char)**at & 0xC0) != 0x80)
            return 0xFFFD;
        code = code << 6 | ((unsigned char)*(*at)++ & 0x3F);
    }
    return code;
}

/* How a character is written in a slug: "" for none, " " between words. */
static void spell(unsigned code, char letters[3])
{
    letters[0] = ' ';
    letters[1] = '\0';
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (spellings[i].code == code) {
            memcpy(letters, spellings[i].letters, 3);
            return;
        }
    }
    if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9'))
        letters[0] = (char)code;
    else if (code >= 'A' && code <= 'Z')
        letters[0] = (char)(code - 'A' + 'a');
    else if (code >= 0xC0 && code < 0x100)
        letters[0] = latin1[code - 0xC0];
    else if (code >= 0x100 && code < 0x180)
        letters[0] = latin_extended_a[code - 0x100];
    else if (code == '\'' || code == 0x2019 || code == 0xAD ||
             (code >= 0x300 && code < 0x370))
        letters[0] = '\0'; /* "don't" is one word; accents on their own */
}

/* Puts "-" and the word behind the slug if there is room for it. */
static bool append_word(char slug[SLUG_BYTES], const char *word)
{
    size_t length = strlen(slug);

    if (length + 1 + strlen(word) > LENGTH_MOST)
        return false;
    snprintf(slug + length, SLUG_BYTES - length, "-%s", word);
    return true;
}

void slug_from_title(
    int64_t utc_seconds, const char *title, char slug[SLUG_BYTES])
{
    time_t seconds = utc_seconds;
    struct tm day = {0};
    char word[LENGTH_MOST] = "";
    char letters[3];
    bool has_room = true;

    gmtime_r(&seconds, &day);
    strftime(slug, SLUG_BYTES, "%Y-%m-%d", &day);
    for (const char *at = title; has_room && *at;) {
        spell(next_code(&at), letters);
        size_t length = strlen(word);
        if (letters[0] != ' ' && length + 3 < sizeof word)
            snprintf(word + length, sizeof word - length, "%s", letters);
        if (word[0] && (letters[0] == ' ' || !*at)) {
            has_room = append_word(slug, word);
            word[0] = '\0';
        }
    }
}

void slug_append_number(char slug[SLUG_BYTES], int number)
{
    size_t length = strlen(slug);

    snprintf(slug + length, SLUG_BYTES - length, "-%d", number);
}

bool is_slug(const char *text)
{
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return length > 0 && length < SLUG_BYTES && !text[length] && text[0] != '-';
}
