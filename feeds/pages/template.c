/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/pages/template.h"

#include <string.h>

#include "recorder/base/own.h"

/* A template that is its own partial has to end somewhere, and so have the
 * lists in it. A page of 10,000 episodes takes a quarter of these tags. */
#define MOST_DEPTH 30
#define MOST_TAGS 4000000
#define NAME_BYTES 64

struct renderer {
    const struct template_library *library;
    const char *name; /* of the template */
    const char *text;
    struct text *out;
    struct err *err;
    size_t *tags; /* read so far, some of them often */
    int depth;
};

struct tag {
    char kind; /* one of "#^/!>", '&' for raw, '=' for a text */
    const char *name;
    size_t name_length;
    const char *start; /* where what is before it ends */
    const char *end;   /* where what is after it begins */
};

static bool fail(
    const struct renderer *renderer, const char *at, const char *message)
{
    int line = 1;

    for (const char *from = renderer->text; from < at; from++)
        line += *from == '\n';
    return err_set(renderer->err, ERR_CONFIG, "template %s, line %d: %s",
        renderer->name, line, message);
}

static bool is_space(char letter)
{
    return letter == ' ' || letter == '\t' || letter == '\r';
}

/* A tag alone on its line takes the line with it. */
static void widen(const char *text, struct tag *tag)
{
    const char *start = tag->start;
    const char *end = tag->end;

    while (start > text && is_space(start[-1]))
        start--;
    while (is_space(*end))
        end++;
    if ((start > text && start[-1] != '\n') || (*end && *end != '\n'))
        return;
    tag->start = start;
    tag->end = *end ? end + 1 : end;
}

static void trim_name(struct tag *tag, const char *from, const char *to)
{
    while (from < to && is_space(*from))
        from++;
    while (to > from && is_space(to[-1]))
        to--;
    tag->name = from;
    tag->name_length = (size_t)(to - from);
}

/* The next tag from `at` on; with kind '\0' there is none. */
static bool next_tag(
    const struct renderer *renderer, const char *at, struct tag *tag)
{
    const char *open = strstr(at, "{{");

    *tag = (struct tag){.start = at + strlen(at)};
    if (!open)
        return true;
    if (++*renderer->tags > MOST_TAGS)
        return fail(renderer, open, "too many tags to fill");
    bool is_triple = open[2] == '{';
    const char *inside = open + 2;
    const char *close = strstr(inside, is_triple ? "}}}" : "}}");
    if (!close)
        return fail(renderer, open, "{{ without }}");
    bool has_mark = *inside && strchr("{#^/!>&", *inside);
    tag->kind = is_triple ? '&' : (char)(has_mark ? *inside : '=');
    tag->start = open;
    tag->end = close + (is_triple ? 3 : 2);
    trim_name(tag, inside + has_mark, close);
    if (strchr("#^/!>", tag->kind))
        widen(renderer->text, tag);
    return tag->kind == '!' || tag->name_length ||
           fail(renderer, open, "a tag without a name");
}

/* From behind the tag that opens a section to the one that closes it. */
static bool find_close(
    const struct renderer *renderer, const struct tag *open, struct tag *close)
{
    const char *at = open->end;
    int depth = 1;

    while (depth) {
        if (!next_tag(renderer, at, close))
            return false;
        if (!close->kind)
            return fail(renderer, open->name, "a section that is not closed");
        depth += close->kind == '#' || close->kind == '^';
        depth -= close->kind == '/';
        at = close->end;
    }
    if (close->name_length != open->name_length ||
        memcmp(close->name, open->name, open->name_length) != 0)
        return fail(renderer, close->name,
            "this closes another section than the one that is open");
    return true;
}

static void append_escaped(struct text *out, const char *value)
{
    for (const char *at = value; *at; at++) {
        switch (*at) {
        case '&':
            text_append(out, "&amp;");
            break;
        case '<':
            text_append(out, "&lt;");
            break;
        case '>':
            text_append(out, "&gt;");
            break;
        case '"':
            text_append(out, "&quot;");
            break;
        case '\'':
            text_append(out, "&#39;");
            break;
        default:
            text_append_bytes(out, at, 1);
        }
    }
}

static bool render(const struct renderer *renderer, const char *at,
    const char *end, const struct page_data *data);

static bool render_partial(const struct renderer *renderer,
    const struct tag *tag, const struct page_data *data);

static bool render_section(const struct renderer *renderer,
    const struct tag *open, const struct tag *close,
    const struct page_data *data)
{
    const struct page_data *item =
        page_data_first(data, open->name, open->name_length);
    const char *text = page_data_text(data, open->name, open->name_length);

    if (open->kind == '^')
        return item || text || render(renderer, open->end, close->start, data);
    if (text)
        return render(renderer, open->end, close->start, data);
    for (; item; item = page_data_next(item))
        if (!render(renderer, open->end, close->start, item))
            return false;
    return true;
}

static void render_text(const struct renderer *renderer, const struct tag *tag,
    const struct page_data *data)
{
    const char *text = page_data_text(data, tag->name, tag->name_length);

    if (text && tag->kind == '&')
        text_append(renderer->out, text);
    else if (text)
        append_escaped(renderer->out, text);
}

/* Moves *end behind a section. */
static bool render_tag(const struct renderer *renderer, const struct tag *tag,
    const struct page_data *data, const char **end)
{
    struct tag close;

    switch (tag->kind) {
    case '!':
        return true;
    case '>':
        return render_partial(renderer, tag, data);
    case '/':
        return fail(renderer, tag->name, "this closes no section");
    case '#':
    case '^':
        if (!find_close(renderer, tag, &close))
            return false;
        *end = close.end;
        return render_section(renderer, tag, &close, data);
    default:
        render_text(renderer, tag, data);
        return true;
    }
}

static bool render(const struct renderer *renderer, const char *at,
    const char *end, const struct page_data *data)
{
    struct tag tag;

    while (at < end) {
        if (!next_tag(renderer, at, &tag))
            return false;
        const char *start = tag.start < end ? tag.start : end;
        text_append_bytes(renderer->out, at, (size_t)(start - at));
        if (!tag.kind || tag.start >= end)
            break;
        at = tag.end;
        if (!render_tag(renderer, &tag, data, &at))
            return false;
    }
    return true;
}

static bool render_file(
    const struct renderer *renderer, const struct page_data *data)
{
    if (!renderer->text)
        return err_set(renderer->err, ERR_CONFIG, "template %s: there is none",
            renderer->name);
    return render(renderer, renderer->text,
        renderer->text + strlen(renderer->text), data);
}

static bool render_partial(const struct renderer *renderer,
    const struct tag *tag, const struct page_data *data)
{
    struct renderer inner = *renderer;
    char name[NAME_BYTES];

    if (tag->name_length >= sizeof name)
        return fail(renderer, tag->name, "the name is too long");
    if (++inner.depth > MOST_DEPTH)
        return fail(renderer, tag->name, "templates within each other");
    memcpy(name, tag->name, tag->name_length);
    name[tag->name_length] = '\0';
    inner.name = name;
    inner.text = inner.library->find(inner.library->user, name);
    return render_file(&inner, data);
}

bool template_render(const struct template_library *library, const char *name,
    const struct page_data *data, struct text *out, struct err *err)
{
    own_value(text) filled = {0};
    size_t tags = 0;
    const struct renderer renderer = {
        .library = library,
        .name = name,
        .text = library->find(library->user, name),
        .out = &filled,
        .err = err,
        .tags = &tags,
    };

    if (!page_data_finish(data, err) || !render_file(&renderer, data) ||
        !text_finish(&filled, err))
        return false;
    text_append_bytes(out, filled.bytes, filled.length);
    return text_finish(out, err);
}
