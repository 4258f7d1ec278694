/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/cover_picture.h"

#include <gd.h>
#include <gdfontg.h>
#include <string.h>

#include "recorder/base/fingerprint.h"
#include "recorder/base/own.h"

#define BEST_QUALITY 90
#define LEAST_QUALITY 60
#define QUALITY_STEP 15

struct picture {
    gdImagePtr image;
};

static void picture_clear(struct picture *picture)
{
    if (picture->image)
        gdImageDestroy(picture->image);
}

static void ignore_report(int priority, const char *format, va_list list)
{
    (void)priority;
    (void)format;
    (void)list;
}

/* Three samples of eight bits: no transparency, no grey, no CMYK. */
bool cover_is_good(const struct cover *cover)
{
    return cover->width == cover->height &&
           cover->width >= COVER_LEAST_PIXELS &&
           cover->width <= COVER_MOST_PIXELS && cover->depth_bits == 24 &&
           cover->length <= COVER_GOOD_BYTES;
}

static gdImagePtr decode(const struct cover *cover, struct err *err)
{
    bool is_png = strcmp(cover->media_type, "image/png") == 0;
    int length = (int)cover->length;
    gdImagePtr image;

    if (cover->width < 1 || cover->height < 1 ||
        cover->width > COVER_MOST_SIDE || cover->height > COVER_MOST_SIDE)
        return err_set(err, ERR_LIMIT, "%d by %d pixels: at most %d each",
                   cover->width, cover->height, COVER_MOST_SIDE),
               NULL;
    gdSetErrorMethod(ignore_report);
    image = is_png ? gdImageCreateFromPngPtr(length, cover->bytes)
                   : gdImageCreateFromJpegPtrEx(length, cover->bytes, 1);
    if (!image)
        err_set(err, ERR_FORMAT, "the picture cannot be decoded");
    return image;
}

static int side_for(const struct cover *cover)
{
    int side = cover->width > cover->height ? cover->width : cover->height;

    side = side < COVER_LEAST_PIXELS ? COVER_LEAST_PIXELS : side;
    return side > COVER_MOST_PIXELS ? COVER_MOST_PIXELS : side;
}

/* Into the middle of a square. What is transparent becomes white. */
static gdImagePtr scale(gdImagePtr from, int side)
{
    int longest =
        gdImageSX(from) > gdImageSY(from) ? gdImageSX(from) : gdImageSY(from);
    int width = (int)((int64_t)gdImageSX(from) * side / longest);
    int height = (int)((int64_t)gdImageSY(from) * side / longest);
    gdImagePtr to = gdImageCreateTrueColor(side, side);

    if (!to)
        return NULL;
    int corner = gdImageGetTrueColorPixel(from, 0, 0);
    int ground = gdTrueColorGetAlpha(corner) == gdAlphaOpaque
                     ? corner
                     : gdTrueColor(255, 255, 255);
    gdImageFilledRectangle(to, 0, 0, side - 1, side - 1, ground);
    gdImageCopyResampled(to, from, (side - width) / 2, (side - height) / 2, 0,
        0, width > 0 ? width : 1, height > 0 ? height : 1, gdImageSX(from),
        gdImageSY(from));
    return to;
}

/* As good as fits into the limit; nothing is appended when nothing does. Never
 * interlaced: some players do not show that. */
static bool encode(gdImagePtr image, struct text *jpeg, struct err *err)
{
    for (int quality = BEST_QUALITY; quality >= LEAST_QUALITY;
         quality -= QUALITY_STEP) {
        int length = 0;
        void *bytes = gdImageJpegPtr(image, &length, quality);
        if (!bytes)
            return err_no_memory(err);
        if (length <= COVER_GOOD_BYTES)
            text_append_bytes(jpeg, bytes, (size_t)length);
        gdFree(bytes);
        if (length <= COVER_GOOD_BYTES)
            break;
    }
    return text_finish(jpeg, err);
}

/* The next smaller one to try; 0 when there is none. */
static int smaller_side(int side)
{
    if (side == COVER_LEAST_PIXELS)
        return 0;
    side = side * 2 / 3;
    return side > COVER_LEAST_PIXELS ? side : COVER_LEAST_PIXELS;
}

bool cover_picture_fit(
    const struct cover *cover, struct text *jpeg, struct err *err)
{
    own_value(picture) from = {.image = decode(cover, err)};

    if (!from.image)
        return false;
    for (int side = side_for(cover); side; side = smaller_side(side)) {
        own_value(picture) to = {.image = scale(from.image, side)};
        if (!to.image)
            return err_no_memory(err);
        if (!encode(to.image, jpeg, err))
            return false;
        if (jpeg->length)
            return true;
    }
    return err_set(err, ERR_LIMIT,
        "it does not fit into %d KiB: take a simpler one",
        COVER_GOOD_BYTES >> 10);
}

/* --- One for those that have none --------------------------------------- */

#define SIDE COVER_LEAST_PIXELS
#define BAR_COUNT 28
#define BAR_BASE (SIDE * 7 / 10)
#define BAR_MOST (SIDE / 3)
#define LETTER_SCALE 7
#define MOST_LINES 3
#define LINE_LETTERS 20
#define TITLE_TOP (SIDE * 3 / 4)

/* Numbers that follow from the title. */
static uint64_t seed_of(const char *title)
{
    char print[FINGERPRINT_BYTES];

    fingerprint_make(title, strlen(title), print);
    return strtoull(print, NULL, 16);
}

static int next_number(uint64_t *seed, int most)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (int)((*seed >> 33) % (uint64_t)most);
}

/* Dark enough for white letters. */
static int ground_of(uint64_t *seed)
{
    int red = 20 + next_number(seed, 90);
    int green = 20 + next_number(seed, 70);
    int blue = 40 + next_number(seed, 110);

    return gdTrueColor(red, green, blue);
}

static void draw_bars(gdImagePtr image, uint64_t *seed)
{
    int step = SIDE / (BAR_COUNT + 4);

    for (int i = 0; i < BAR_COUNT; i++) {
        int height = BAR_MOST / 8 + next_number(seed, BAR_MOST * 7 / 8);
        int left = 2 * step + i * step;
        gdImageFilledRectangle(image, left, BAR_BASE - height,
            left + step * 2 / 3, BAR_BASE, gdTrueColor(255, 255, 255));
    }
}

/* One line of the title in small letters, enlarged. */
static void draw_line(gdImagePtr image, const char *letters, int line)
{
    gdFontPtr font = gdFontGetGiant();
    int width = (int)strlen(letters) * font->w;
    gdImagePtr small = width ? gdImageCreateTrueColor(width, font->h) : NULL;

    if (!small)
        return;
    int ground = gdImageGetTrueColorPixel(image, 0, 0);
    gdImageFilledRectangle(small, 0, 0, width, font->h, ground);
    gdImageString(small, font, 0, 0, (unsigned char *)letters,
        gdTrueColor(255, 255, 255));
    gdImageCopyResampled(image, small, (SIDE - width * LETTER_SCALE) / 2,
        TITLE_TOP + line * font->h * LETTER_SCALE, 0, 0, width * LETTER_SCALE,
        font->h * LETTER_SCALE, width, font->h);
    gdImageDestroy(small);
}

static size_t copy_ascii(const char *text, char *out, size_t room)
{
    size_t length = 0;

    for (; *text && length + 1 < room; text++) {
        bool is_letter = *text > ' ' && *text < 0x7f;
        if (is_letter || (*text == ' ' && length && out[length - 1] != ' '))
            out[length++] = *text;
    }
    out[length] = '\0';
    return length;
}

/* As many whole words as fit in a line. */
static void draw_title(gdImagePtr image, const char *title)
{
    char letters[MOST_LINES * LINE_LETTERS + 1];
    const char *at = letters;

    copy_ascii(title, letters, sizeof letters);
    for (int line = 0; line < MOST_LINES && *at; line++) {
        char part[LINE_LETTERS + 1];
        size_t length = strlen(at);
        if (length > LINE_LETTERS) {
            length = LINE_LETTERS;
            while (length > 0 && at[length] != ' ')
                length--;
            length = length ? length : LINE_LETTERS;
        }
        memcpy(part, at, length);
        part[length] = '\0';
        draw_line(image, part, line);
        at += length;
        at += *at == ' ';
    }
}

bool cover_picture_make(const char *title, struct text *jpeg, struct err *err)
{
    uint64_t seed = seed_of(title);
    own_value(picture) picture = {.image = gdImageCreateTrueColor(SIDE, SIDE)};

    if (!picture.image)
        return err_no_memory(err);
    gdImageFilledRectangle(
        picture.image, 0, 0, SIDE - 1, SIDE - 1, ground_of(&seed));
    draw_bars(picture.image, &seed);
    draw_title(picture.image, title);
    return encode(picture.image, jpeg, err);
}
