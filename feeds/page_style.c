/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/page_style.h"

#include <stdio.h>

#include "recorder/base/own.h"

#define BARS 15

/* Dark enough for a light page, light enough for a dark one. */
static const struct accent {
    const char *light;
    const char *dark;
} accents[] = {
    {"#4338ca", "#a5b4fc"},
    {"#0f766e", "#5eead4"},
    {"#be123c", "#fda4af"},
    {"#9a4a06", "#fcd34d"},
    {"#047857", "#6ee7b7"},
    {"#6d28d9", "#c4b5fd"},
    {"#0369a1", "#7dd3fc"},
    {"#a21caf", "#f0abfc"},
};

/* No character here may need escaping in XML. */
static const char stylesheet[] =
    "*,*::before,*::after{box-sizing:border-box}\n"
    ":root{color-scheme:light dark;--page:#faf9f6;--card:#ffffff;"
    "--ink:#1c1b19;--soft:#5d5a54;--line:#e4e1da;--on-accent:#ffffff;"
    "--serif:\"Iowan Old Style\",Charter,\"Bitstream Charter\","
    "\"Source Serif 4\",Georgia,\"DejaVu Serif\",serif}\n"
    "@media (prefers-color-scheme:dark){:root{--page:#14151a;--card:#1d1f26;"
    "--ink:#ecebe7;--soft:#a9a8a3;--line:#31343d;--on-accent:#14151a;"
    "--accent:var(--accent-dark)}}\n"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
    "body{margin:0;background:var(--page);color:var(--ink);"
    "font:1.0625rem/1.6 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Noto Sans\",\"DejaVu Sans\",sans-serif;overflow-wrap:anywhere}\n"
    ".wrap{max-width:46rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}\n"
    "a{color:var(--accent);text-underline-offset:.18em;"
    "text-decoration-thickness:.07em}\n"
    "a:hover{text-decoration-thickness:.14em}\n"
    ":focus-visible{outline:3px solid var(--accent);outline-offset:3px;"
    "border-radius:.3rem}\n"
    "h1,h2,h3{font-family:var(--serif);line-height:1.2;font-weight:600;"
    "letter-spacing:-.01em;text-wrap:balance;margin:0}\n"
    "h1{font-size:clamp(1.9rem,1.3rem + 3vw,2.9rem)}\n"
    "h2{font-size:1.45rem}\n"
    "main h2{margin-bottom:1rem}\n"
    "h3{font-size:1.3rem}\n"
    "p{margin:.7em 0}\n"
    ".soft{color:var(--soft)}\n"
    ".small{font-size:.9rem}\n"
    ".meta{color:var(--soft);font-size:.9rem;margin:.3rem 0;display:flex;"
    "flex-wrap:wrap;gap:.1rem .9rem;align-items:center}\n"
    ".tag{border:1px solid currentColor;border-radius:.3rem;padding:0 .4em;"
    "font-size:.78rem;letter-spacing:.04em}\n"
    ".kicker{color:var(--accent);font-size:.85rem;font-weight:600;"
    "letter-spacing:.06em;text-transform:uppercase;margin:0 0 .4rem}\n"
    ".cover{display:block;width:9rem;height:9rem;border-radius:.9rem;"
    "object-fit:cover;background:var(--line);"
    "box-shadow:0 1px 2px rgb(0 0 0 / .12),0 10px 30px rgb(0 0 0 / .14)}\n"
    ".cover rect{fill:#ffffff}\n"
    ".cover .ground{fill:var(--show)}\n"
    ".show{display:grid;gap:1.5rem;padding:1rem 0 .5rem}\n"
    ".show .about{max-width:38rem}\n"
    ".subscribe{margin:1.75rem 0 2.75rem;padding:1.1rem 1.25rem;"
    "background:var(--card);border:1px solid var(--line);"
    "border-radius:.9rem}\n"
    ".subscribe h2{font-size:1.1rem}\n"
    ".subscribe p{margin:.35rem 0}\n"
    ".address{display:flex;flex-wrap:wrap;gap:.7rem;align-items:center;"
    "margin-top:.8rem}\n"
    ".address code{flex:1 1 16rem;font:.88rem/1.5 ui-monospace,\"SF Mono\","
    "Menlo,\"DejaVu Sans Mono\",monospace;background:var(--page);"
    "border:1px solid var(--line);border-radius:.5rem;padding:.5rem .75rem;"
    "user-select:all}\n"
    ".button{display:inline-block;background:var(--accent);"
    "color:var(--on-accent);text-decoration:none;font-weight:600;"
    "font-size:.95rem;border-radius:.5rem;padding:.5rem 1rem}\n"
    ".button:hover{filter:brightness(1.08);text-decoration:underline}\n"
    ".episodes{list-style:none;margin:0;padding:0}\n"
    ".episodes li{padding:1.6rem 0;border-top:1px solid var(--line)}\n"
    ".episodes h3 a{color:inherit;text-decoration:none}\n"
    ".episodes h3 a:hover{color:var(--accent);text-decoration:underline}\n"
    ".episodes .excerpt{margin:.5rem 0 .9rem}\n"
    ".count{color:var(--soft);font-weight:400}\n"
    "audio{display:block;width:100%;height:2.75rem;margin:.8rem 0 .6rem}\n"
    ".files{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;"
    "margin:0;padding:0;font-size:.9rem}\n"
    ".files li{padding:0;border:0}\n"
    ".player{margin:1.75rem 0;padding:.6rem 1.25rem 1.1rem;"
    "background:var(--card);border:1px solid var(--line);"
    "border-radius:.9rem}\n"
    ".back{display:flex;gap:.9rem;align-items:center;margin:0 0 2.5rem;"
    "font-weight:600}\n"
    ".back .cover{width:3.25rem;height:3.25rem;border-radius:.5rem;"
    "box-shadow:none}\n"
    ".back .by{display:block;font-weight:400}\n"
    ".back a::before{content:\"\\2190\\00a0\"}\n"
    ".notes{max-width:38rem;margin-bottom:2rem}\n"
    "footer{margin-top:3rem;padding-top:1.25rem;"
    "border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}\n"
    "footer p{margin:.2rem 0}\n"
    "@media (min-width:40rem){.wrap{padding-top:3rem}"
    ".show{grid-template-columns:auto 1fr;gap:2.25rem;align-items:center}"
    ".show .cover{width:13rem;height:13rem}}\n"
    "@media print{audio,.button{display:none}}\n";

/* FNV-1a of what is kept for a show's life, so that its colour stays. */
static uint32_t show_hash(const struct podcast_show *show)
{
    const char *name = show->guid ? show->guid : show->title;
    uint32_t hash = UINT32_C(2166136261);

    for (const char *at = name ? name : ""; *at; at++)
        hash = (hash ^ (uint8_t)*at) * UINT32_C(16777619);
    return hash;
}

void page_style_write(struct markup *page, const struct podcast_show *show)
{
    size_t count = sizeof accents / sizeof *accents;
    const struct accent *accent = &accents[show_hash(show) % count];
    own_value(text) style = {0};

    text_appendf(&style, ":root{--show:%s;--accent:%s;--accent-dark:%s}\n",
        accent->light, accent->light, accent->dark);
    text_append(&style, stylesheet);
    markup_check(page, &style);
    markup_open(page, "style");
    markup_text(page, text_string(&style));
    markup_close(page);
}

static void write_bar(struct markup *page, int at, int height)
{
    markup_open(page, "rect");
    markup_attribute_number(page, "x", 28 + at * 12);
    markup_attribute_number(page, "y", 108 - height / 2);
    markup_attribute(page, "width", "6");
    markup_attribute_number(page, "height", height);
    markup_attribute(page, "rx", "3");
    markup_close(page);
}

/* A few bars of sound, lower towards both ends. */
static void write_drawing(struct markup *page, const struct podcast_show *show)
{
    uint32_t random = show_hash(show);

    markup_open(page, "svg");
    markup_attribute(page, "class", "cover");
    markup_attribute(page, "viewBox", "0 0 216 216");
    markup_attribute(page, "aria-hidden", "true");
    markup_open(page, "rect");
    markup_attribute(page, "class", "ground");
    markup_attribute(page, "width", "216");
    markup_attribute(page, "height", "216");
    markup_close(page);
    for (int at = 0; at < BARS - 1; at++) {
        int edge = at < BARS / 2 ? at + 1 : BARS - 1 - at;
        random = random * UINT32_C(1664525) + UINT32_C(1013904223);
        write_bar(
            page, at, 10 + (int)((random >> 16) % 80) * edge / 7 + edge * 6);
    }
    markup_close(page);
}

void page_style_write_cover(struct markup *page,
    const struct podcast_show *show, const struct page_place *place)
{
    if (!show->image_url) {
        write_drawing(page, show);
        return;
    }
    markup_open(page, "img");
    markup_attribute(page, "class", "cover");
    page_place_attribute(place, page, "src", show->image_url);
    markup_attribute(page, "alt", "");
    markup_attribute(page, "width", "208");
    markup_attribute(page, "height", "208");
    markup_close(page);
}
