/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A bad network on loopback for tests: what comes to one port goes to others,
 * in part and late. What it does to a packet is decided by its options, its
 * seed and the packets before.
 */
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

#include "recorder/base/clock.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "tests/support/fault_plan.h"
#include "tests/support/rtp_sender.h"

#define MOST_PORTS 4
#define MOST_BYTES 2048
#define HEADER_BYTES 12
#define SOCKET_BYTES (1 << 21)

static volatile sig_atomic_t stop;

static const char *opt_listen, *opt_seed = "1", *opt_calm = "10";
static const char *opt_loss = "0", *opt_burst = "0", *opt_duplicate = "0";
static const char *opt_reorder = "0", *opt_jitter = "0", *opt_turn = "150";
static const char *opt_timestamps;
static bool opt_ssrc;

static const struct command_option options[] = {
    {"listen", "PORT", "where packets come; needed", .value = &opt_listen},
    {"seed", "N", "other faults (1)", .value = &opt_seed},
    {"calm", "N", "so many packets pass untouched at first (10)",
        .value = &opt_calm},
    {"loss", "PERCENT", "lose packets", .value = &opt_loss},
    {"burst", "PERCENT", "begin to lose 3 to 12 packets in a row",
        .value = &opt_burst},
    {"duplicate", "PERCENT", "send packets twice", .value = &opt_duplicate},
    {"reorder", "N", "send 2 % of the packets up to N packets late",
        .value = &opt_reorder},
    {"jitter-ms", "N", "delay each packet by up to N ms, as dice fall",
        .value = &opt_jitter},
    {"turn", "N", "from that packet on (150) …", .value = &opt_turn},
    {"new-ssrc", NULL, "… the sender has another SSRC", .flag = &opt_ssrc},
    {"timestamps", "FAULT",
        "… timestamps are wrong: zero (each 50th), flip (by\n"
        "2^31) or hour (behind)",
        .value = &opt_timestamps},
};

static const struct command command = {
    .program = "fault-relay",
    .usage = "--listen PORT [OPTION]... PORT...",
    .summary = "Passes RTP on to ports of this machine as a bad network would.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "PORT",
    .notes = "It ends on SIGINT or SIGTERM with one line of JSON: what came "
             "and what\nwas done to it.",
};

/* A packet on its way, in order of time. */
struct transit {
    struct transit *next;
    int64_t due_ns;
    size_t bytes;
    uint8_t packet[];
};

struct relay {
    int fd;
    struct sockaddr_in to[MOST_PORTS];
    int to_count;
    struct fault_plan plan;
    struct transit *first;
    int64_t sent;
    int64_t late_most_ns; /* by how much this machine was late at worst */
    int64_t utc_less_monotonic_ns; /* the same for all, who keep their order */
};

static bool parse_whole(const char *name, const char *text, int64_t most,
    int64_t *out, struct err *err)
{
    return quantity_parse_whole(text, 0, most, out, err) ||
           err_prefix(err, "--%s", name);
}

static bool parse_percent(
    const char *name, const char *text, double *out, struct err *err)
{
    return quantity_parse_real(text, 0, 100, out, err) ||
           err_prefix(err, "--%s", name);
}

static bool parse_timestamps(enum timestamp_fault *fault, struct err *err)
{
    static const char *const names[] = {"true", "zero", "flip", "hour"};

    *fault = TIMESTAMPS_TRUE;
    for (int i = 0; opt_timestamps && i < 4; i++) {
        if (strcmp(opt_timestamps, names[i]) == 0)
            *fault = (enum timestamp_fault)i;
    }
    if (opt_timestamps && *fault == TIMESTAMPS_TRUE)
        return err_set(
            err, ERR_CONFIG, "--timestamps: expected zero, flip or hour");
    return true;
}

static bool parse_faults(struct fault_settings *settings, struct err *err)
{
    int64_t seed = 0;
    int64_t reorder = 0;
    int64_t jitter_ms = 0;

    if (!parse_whole("seed", opt_seed, INT64_MAX, &seed, err) ||
        !parse_whole("calm", opt_calm, INT32_MAX, &settings->calm, err) ||
        !parse_whole("turn", opt_turn, INT32_MAX, &settings->turn, err) ||
        !parse_whole("reorder", opt_reorder, 1000, &reorder, err) ||
        !parse_whole("jitter-ms", opt_jitter, 10000, &jitter_ms, err) ||
        !parse_percent("loss", opt_loss, &settings->loss_percent, err) ||
        !parse_percent("burst", opt_burst, &settings->burst_percent, err) ||
        !parse_percent(
            "duplicate", opt_duplicate, &settings->duplicate_percent, err))
        return false;
    settings->seed = (uint64_t)seed;
    settings->reorder = (int)reorder;
    settings->jitter_ns = jitter_ms * CLOCK_MILLISECOND_NS;
    settings->has_new_ssrc = opt_ssrc;
    return parse_timestamps(&settings->timestamps, err);
}

static bool parse_port(
    const char *text, struct sockaddr_in *address, struct err *err)
{
    int64_t port;

    if (!quantity_parse_whole(text, 1, 65535, &port, err))
        return err_prefix(err, "port");
    *address = (struct sockaddr_in){.sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return true;
}

static bool parse_receivers(
    struct relay *relay, char **ports, int count, struct err *err)
{
    if (count < 1 || count > MOST_PORTS)
        return err_set(err, ERR_CONFIG, "expected 1 to %d PORTs", MOST_PORTS);
    for (; relay->to_count < count; relay->to_count++) {
        if (!parse_port(
                ports[relay->to_count], &relay->to[relay->to_count], err))
            return false;
    }
    return true;
}

/* When the kernel had the last packet: we may have been held up since. To be
 * asked once before the first, from when on it takes the time. */
static int64_t arrival_ns(const struct relay *relay)
{
    struct timespec stamp;

    if (ioctl(relay->fd, SIOCGSTAMPNS, &stamp) != 0)
        return clock_monotonic_ns();
    return stamp.tv_sec * CLOCK_SECOND_NS + stamp.tv_nsec -
           relay->utc_less_monotonic_ns;
}

static bool listen_to_port(struct relay *relay, struct err *err)
{
    const int bytes = SOCKET_BYTES;
    struct sockaddr_in address;

    if (!opt_listen)
        return err_set(err, ERR_CONFIG, "--listen: expected PORT");
    if (!parse_port(opt_listen, &address, err))
        return false;
    relay->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (relay->fd < 0 ||
        setsockopt(relay->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) !=
            0 ||
        bind(relay->fd, (struct sockaddr *)&address, sizeof address) != 0)
        return err_set_errno(err, ERR_NET, "port %s", opt_listen);
    arrival_ns(relay);
    return true;
}

/* Puts it among those that wait. */
static bool delay_packet(
    struct relay *relay, const uint8_t *packet, size_t bytes, int64_t due_ns)
{
    struct transit *transit = malloc(sizeof *transit + bytes);
    struct transit **at = &relay->first;

    if (!transit)
        return false;
    while (*at && (*at)->due_ns <= due_ns)
        at = &(*at)->next;
    transit->next = *at;
    transit->due_ns = due_ns;
    transit->bytes = bytes;
    memcpy(transit->packet, packet, bytes);
    *at = transit;
    return true;
}

/* Nobody listening is no failure. */
static void send_first(struct relay *relay, int64_t now_ns)
{
    struct transit *transit = relay->first;

    relay->first = transit->next;
    for (int i = 0; i < relay->to_count; i++)
        sendto(relay->fd, transit->packet, transit->bytes, 0,
            (const struct sockaddr *)&relay->to[i], sizeof relay->to[i]);
    if (now_ns - transit->due_ns > relay->late_most_ns)
        relay->late_most_ns = now_ns - transit->due_ns;
    relay->sent++;
    free(transit);
}

static bool receive_all(struct relay *relay, struct err *err)
{
    uint8_t packet[MOST_BYTES];
    ssize_t got;

    while ((got = recv(relay->fd, packet, sizeof packet, MSG_DONTWAIT)) >= 0) {
        int64_t came_ns = arrival_ns(relay);
        if (got < HEADER_BYTES)
            continue;
        struct fault_fate fate = fault_plan_next(&relay->plan, packet);
        for (int i = 0; i < fate.copies; i++) {
            if (!delay_packet(
                    relay, packet, (size_t)got, came_ns + fate.delay_ns[i]))
                return err_no_memory(err);
        }
    }
    return true;
}

static void wait_for_work(const struct relay *relay, const sigset_t *signals)
{
    struct pollfd input = {.fd = relay->fd, .events = POLLIN};
    int64_t now_ns = clock_monotonic_ns();
    int64_t wait_ns = relay->first ? relay->first->due_ns - now_ns : 0;
    struct timespec most = {.tv_sec = wait_ns / CLOCK_SECOND_NS,
        .tv_nsec = wait_ns % CLOCK_SECOND_NS};

    if (wait_ns >= 0)
        ppoll(&input, 1, relay->first ? &most : NULL, signals);
}

/* What is on its way when a signal comes still arrives. */
static bool pass_on(
    struct relay *relay, const sigset_t *signals, struct err *err)
{
    while (!stop || relay->first) {
        wait_for_work(relay, signals);
        if (!receive_all(relay, err))
            return false;
        int64_t now_ns = clock_monotonic_ns();
        while (relay->first && relay->first->due_ns <= now_ns)
            send_first(relay, now_ns);
    }
    return true;
}

static bool print_report(const struct relay *relay, struct err *err)
{
    own(jdoc) line = jdoc_new();

    jdoc_set_whole(line, "packets", relay->plan.packets);
    jdoc_set_whole(line, "sent", relay->sent);
    jdoc_set_whole(line, "lost", relay->plan.lost);
    jdoc_set_whole(line, "duplicates", relay->plan.duplicates);
    jdoc_set_real(line, "late_most_ms", (double)relay->late_most_ns / 1e6);
    own_heap(char) text = jdoc_format(line, err);
    if (text)
        puts(text);
    return text;
}

static void relay_clear(struct relay *relay)
{
    while (relay->first) {
        struct transit *transit = relay->first;
        relay->first = transit->next;
        free(transit);
    }
    if (relay->fd >= 0)
        close(relay->fd);
}

static bool run(
    char **ports, int count, const sigset_t *signals, struct err *err)
{
    own_value(relay) relay = {
        .fd = -1, .utc_less_monotonic_ns = clock_utc_less_monotonic_ns()};
    struct fault_settings settings = {0};

    if (!parse_faults(&settings, err) ||
        !parse_receivers(&relay, ports, count, err) ||
        !listen_to_port(&relay, err))
        return false;
    fault_plan_init(&relay.plan, &settings);
    rtp_sender_go_first();
    return pass_on(&relay, signals, err) && print_report(&relay, err);
}

static void request_stop(int number)
{
    (void)number;
    stop = 1;
}

/* Signals come only while it waits. */
static void expect_signals(sigset_t *before)
{
    const struct sigaction action = {.sa_handler = request_stop};
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, before);
    sigdelset(before, SIGINT);
    sigdelset(before, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int main(int argc, char **argv)
{
    enum exit_status status;
    struct err err = {0};
    sigset_t signals;
    int first = argc;

    program_start(command.program);
    expect_signals(&signals);
    if (!program_take_words(&command, argc, argv, &first, &status))
        return status;
    if (!run(argv + first, argc - first, &signals, &err))
        return (int)log_failure(&err);
    return EXIT_DONE;
}
