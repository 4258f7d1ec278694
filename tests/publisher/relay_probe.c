/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For process tests: keeps a file on the air by a relay_target.
 *
 *     relay_probe FILE REPORT {HOST PORT plain|tls MOUNT PASSWORD CA|-}…
 *
 * An Ogg/Opus file goes out in real time, page by page, and each connection
 * begins with its headers; an MP3 at 128 kbit/s. Lines of standard input are
 * titles. What happens is told in lines: "joined URL", "left", "news TEXT";
 * the file REPORT holds key=value and is new ten times a second. SIGTERM: it
 * takes leave and ends.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "publisher/relay/relay_target.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/stop_signal.h"
#include "recorder/base/text.h"
#include "recorder/recording/page_reader.h"

#define MOST_PAGES 8192
#define HEADERS 2
#define REPORT_NS (100 * CLOCK_MILLISECOND_NS)
#define MP3_PIECE 1600 /* bytes in 100 ms of 128 kbit/s */
#define MP3_FRAMES_48K 4800
#define SERVER_WORDS 6

struct show {
    struct icecast_page pages[MOST_PAGES];
    int count;
    int next;
    int headers; /* pages that each connection begins with */
    int64_t begun_ns;
    int64_t played_48k;
    struct text bytes;
};

static void add_page(
    struct show *show, const void *bytes, size_t length, int64_t frames_48k)
{
    if (show->count < MOST_PAGES)
        show->pages[show->count++] = (struct icecast_page){
            memcpy(malloc(length), bytes, length), length, frames_48k};
}

static void load_opus(struct show *show, int fd)
{
    struct err err;
    struct page page;
    int64_t granule = 0;
    own(page_reader) reader = page_reader_new(fd, 0, &err);

    while (page_reader_next(reader, &page, &err) == PAGE_READER_PAGE) {
        add_page(show, page.bytes, page.length, page.granule - granule);
        granule = page.granule;
    }
    show->headers = HEADERS;
}

static void load_mp3(struct show *show, int fd)
{
    char bytes[MP3_PIECE];
    ssize_t length;

    while ((length = read(fd, bytes, sizeof bytes)) > 0)
        add_page(show, bytes, (size_t)length, MP3_FRAMES_48K);
}

static bool load(struct show *show, const char *path)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (text_has_suffix(path, ".mp3"))
        load_mp3(show, fd);
    else
        load_opus(show, fd);
    show->next = show->headers;
    return show->count > show->headers;
}

static void push_headers(struct show *show, struct relay_target *target)
{
    for (int i = 0; i < show->headers; i++)
        relay_target_push(target, &show->pages[i]);
}

/* Pages whose time has come; nobody need listen. */
static void play(struct show *show, struct relay_target *target, int64_t now_ns)
{
    while (
        show->next < show->count &&
        show->begun_ns + clock_ns_from_frames_48k(show->played_48k) <= now_ns) {
        const struct icecast_page *page = &show->pages[show->next++];
        show->played_48k += page->frames_48k;
        if (relay_target_report(target).state == RELAY_ON_AIR)
            relay_target_push(target, page);
    }
}

static void tell_report(const struct relay_target *target, const char *path)
{
    static const char *const states[] = {[RELAY_IDLE] = "idle",
        [RELAY_CONNECTING] = "connecting",
        [RELAY_ON_AIR] = "on-air",
        [RELAY_BACKING_OFF] = "backing-off",
        [RELAY_ENDING] = "ending"};
    static int times;
    struct relay_target_report report = relay_target_report(target);
    own_value(text) text = {0};
    struct err err;

    text_appendf(&text,
        "times=%d state=%s server=%d listeners=%d connects=%d failures=%d "
        "pages=%d dropped=%d queued_ms=%d\n",
        ++times, states[report.state], report.server, (int)report.listeners,
        (int)report.connects, (int)report.failures, (int)report.sent_pages,
        (int)report.dropped_pages, (int)report.queued_ms);
    durable_replace_unsynced(path, 0644, text_string(&text), text.length, &err);
}

static void take_title(struct relay_target *target)
{
    char line[512];
    struct pollfd input = {.fd = 0, .events = POLLIN};

    while (poll(&input, 1, 0) == 1 && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        relay_target_set_title(target, line);
    }
}

static void tell_change(
    struct relay_target *target, struct show *show, enum relay_change change)
{
    if (relay_target_take_news(target))
        printf("news %s\n", relay_target_error(target)->text);
    if (change == RELAY_LEFT)
        puts("left");
    if (change != RELAY_JOINED)
        return;
    printf("joined %s\n", relay_target_public_url(target));
    push_headers(show, target);
}

static void run(struct relay_target *target, struct show *show, int stop_fd,
    const char *report)
{
    int64_t told_ns = 0;

    show->begun_ns = clock_monotonic_ns();
    relay_target_start(target, show->begun_ns);
    for (;;) {
        struct pollfd fd = {
            .fd = relay_target_descriptor(target), .events = POLLIN};
        poll(&fd, 1, 20);
        int64_t now_ns = clock_monotonic_ns();
        tell_change(target, show, relay_target_step(target, now_ns));
        play(show, target, now_ns);
        take_title(target);
        if (stop_signal_read(stop_fd) != 0)
            relay_target_stop(target);
        if (now_ns - told_ns >= REPORT_NS)
            tell_report(target, report), told_ns = now_ns;
        fflush(stdout);
        if (relay_target_report(target).state == RELAY_IDLE)
            break;
    }
    tell_report(target, report);
}

static void read_servers(
    struct relay_target_setup *setup, int count, char **words)
{
    for (int i = 0; i + SERVER_WORDS <= count; i += SERVER_WORDS)
        setup->servers[setup->server_count++] = (struct icecast_target){
            .host = words[i],
            .port = (int)strtol(words[i + 1], NULL, 10),
            .is_tls = strcmp(words[i + 2], "tls") == 0,
            .mount = words[i + 3],
            .password = words[i + 4],
            .ca_file = strcmp(words[i + 5], "-") ? words[i + 5] : NULL,
        };
}

int main(int argc, char **argv)
{
    static struct show show;
    struct err err;
    own_fd int stop_fd = stop_signal_open(&err);
    const char *return_seconds = getenv("RELAY_PROBE_RETURN_SECONDS");
    struct relay_target_setup setup = {
        .facts = {.name = "Town Hall",
            .description = "What was said",
            .genre = "Talk",
            .url = "https://radio.example.org/",
            .content_type = "application/ogg",
            .bitrate_kbps = 64},
        .seed = (uint64_t)getpid(),
        .asks_listeners = true,
    };

    if (argc < 3 + SERVER_WORDS || !load(&show, argv[1]))
        return EXIT_USAGE;
    if (text_has_suffix(argv[1], ".mp3"))
        setup.facts.content_type = "audio/mpeg";
    if (return_seconds)
        setup.return_after_ns =
            strtol(return_seconds, NULL, 10) * CLOCK_SECOND_NS;
    read_servers(&setup, argc - 3, argv + 3);
    own(relay_target) target = relay_target_new(&setup, &err);
    if (!target) {
        fprintf(stderr, "%s\n", err.text);
        return EXIT_FAILED;
    }
    setvbuf(stdin, NULL, _IONBF, 0);
    run(target, &show, stop_fd, argv[2]);
    for (int i = 0; i < show.count; i++)
        free((void *)show.pages[i].bytes);
    return EXIT_DONE;
}
