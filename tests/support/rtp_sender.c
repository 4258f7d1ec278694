/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/rtp_sender.h"

#include <errno.h>
#include <netdb.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"

/* Time for whoever reads our first line to get ready. */
#define LEAD_NS (20 * CLOCK_MILLISECOND_NS)

static bool split_address(
    const char *to, char *host, size_t size, const char **port, struct err *err)
{
    const char *colon = strrchr(to, ':');
    const char *begin = to + (to[0] == '[');
    const char *end = colon;

    if (colon && to[0] == '[')
        end = colon > to && colon[-1] == ']' ? colon - 1 : NULL;
    if (!end || end <= begin || (size_t)(end - begin) >= size)
        return err_set(err, ERR_CONFIG, "\"%s\": expected ADDRESS:PORT", to);
    memcpy(host, begin, (size_t)(end - begin));
    host[end - begin] = '\0';
    *port = colon + 1;
    return true;
}

/* A connected socket, or -1. */
static int connect_to(const char *to, struct err *err)
{
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found = NULL;
    char host[64];
    const char *port;

    if (!split_address(to, host, sizeof host, &port, err))
        return -1;
    int failure = getaddrinfo(host, port, &hints, &found);
    if (failure)
        return err_set(err, ERR_CONFIG, "%s: %s", to, gai_strerror(failure)),
               -1;
    int fd = socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    if (fd < 0)
        err_set_errno(err, ERR_NET, "%s", to);
    return fd;
}

void rtp_sender_go_first(void)
{
    const struct sched_param least = {.sched_priority = 1};

    sched_setscheduler(0, SCHED_RR, &least);
}

/* False when a signal says to stop. */
static bool sleep_until(int64_t ns, const volatile sig_atomic_t *stop)
{
    struct timespec when = {
        .tv_sec = ns / CLOCK_SECOND_NS, .tv_nsec = ns % CLOCK_SECOND_NS};

    while (!*stop && clock_nanosleep(
                         CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) == EINTR)
        ;
    return !*stop;
}

/* A connected UDP socket reports that nobody listens (ICMP) at the next
 * send, which has not been tried then. */
static bool send_packet(
    int fd, const struct departure *departure, struct err *err)
{
    for (int tries = 0; tries < 3; tries++) {
        if (send(fd, departure->packet, departure->bytes, 0) >= 0)
            return true;
        if (errno != ECONNREFUSED && errno != EINTR)
            return err_set_errno(err, ERR_NET, "send");
    }
    return true;
}

static void report_sent(struct rtp_report *report,
    const struct departure *departure, int64_t start_ns)
{
    int64_t due = start_ns + departure->at_ns;
    int64_t now = clock_monotonic_ns();

    if (now - due > report->late_most_ns)
        report->late_most_ns = now - due;
    if (departure->is_stranger)
        return;
    if (report->packets++ == 0) {
        report->first_ns = now;
        report->first_due_ns = start_ns + departure->due_ns;
    }
    report->last_ns = now;
}

bool rtp_send(const char *to, const struct departures *departures,
    const volatile sig_atomic_t *stop, struct rtp_report *report,
    struct err *err)
{
    struct rtp_report sent = {0};
    own_fd int room = connect_to(to, err);
    own_fd int stranger = room < 0 ? -1 : connect_to(to, err);

    if (room < 0 || stranger < 0)
        return false;
    rtp_sender_go_first();
    int64_t start_ns = clock_monotonic_ns() + LEAD_NS;
    for (size_t i = 0; i < departures->count; i++) {
        const struct departure *departure = &departures->list[i];
        int64_t due = start_ns + departure->at_ns;
        if (!sleep_until(due, stop))
            break;
        if (!send_packet(
                departure->is_stranger ? stranger : room, departure, err))
            return false;
        report_sent(&sent, departure, start_ns);
    }
    *report = sent;
    return true;
}
