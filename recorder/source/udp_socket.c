/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/udp_socket.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "recorder/base/clock.h"
#include "recorder/base/unfilled.h"

#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29 /* linux/in6.h, which excludes netinet/in.h */
#endif

#define RECEIVE_BUFFER_BYTES (1 << 20)

struct udp_sender {
    struct sockaddr_storage from;
    uint8_t address[16];
};

struct udp_socket {
    int fd;
    struct udp_sender senders[UDP_MOST_SENDERS];
    size_t sender_count;
    int64_t last_receive_ns; /* no datagram can have come before it */
    struct udp_datagram datagrams[UDP_BATCH];
    uint8_t bytes[UDP_BATCH][UDP_DATAGRAM_MOST_BYTES];
};

static bool is_multicast(const struct addrinfo *at)
{
    if (at->ai_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)at->ai_addr;
        return IN_MULTICAST(ntohl(in->sin_addr.s_addr));
    }
    const struct sockaddr_in6 *in6 = (const void *)at->ai_addr;
    return IN6_IS_ADDR_MULTICAST(&in6->sin6_addr);
}

static int level_of(const struct addrinfo *at)
{
    return at->ai_family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

static bool join_any(int fd, const struct addrinfo *at, unsigned interface)
{
    struct group_req request = {.gr_interface = interface};

    memcpy(&request.gr_group, at->ai_addr, at->ai_addrlen);
    return setsockopt(fd, level_of(at), MCAST_JOIN_GROUP, &request,
               sizeof request) == 0;
}

static bool join_from(int fd, const struct addrinfo *at, unsigned interface,
    const struct sockaddr_storage *sender)
{
    struct group_source_req request = {
        .gsr_interface = interface, .gsr_source = *sender};

    memcpy(&request.gsr_group, at->ai_addr, at->ai_addrlen);
    return setsockopt(fd, level_of(at), MCAST_JOIN_SOURCE_GROUP, &request,
               sizeof request) == 0;
}

/* Without the first two options a socket gets what any other program on this
 * machine has joined. */
static bool join(
    const struct udp_socket *udp, const struct addrinfo *at, unsigned interface)
{
    int off = 0;

    setsockopt(udp->fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
    setsockopt(udp->fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &off, sizeof off);
    if (!udp->sender_count)
        return join_any(udp->fd, at, interface);
    for (size_t i = 0; i < udp->sender_count; i++) {
        if (!join_from(udp->fd, at, interface, &udp->senders[i].from))
            return false;
    }
    return true;
}

static void set_flag(int fd, int option, int value)
{
    setsockopt(fd, SOL_SOCKET, option, &value, sizeof value);
}

static void set_options(int fd)
{
    int bytes = RECEIVE_BUFFER_BYTES;

    /* Root may exceed net.core.rmem_max; for others it caps the size. */
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    set_flag(fd, SO_TIMESTAMPNS, 1);
}

/* Linux lets a socket in where another is only when both say so, and then
 * gives datagrams to the newer. One that yields says so, and one that must
 * have the port does while it binds: it is refused where a third holds it. */
static bool bind_port(int fd, const struct addrinfo *at, bool is_yielding)
{
    set_flag(fd, SO_REUSEADDR, is_yielding);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0)
        return true;
    if (errno != EADDRINUSE || is_yielding)
        return false;
    set_flag(fd, SO_REUSEADDR, 1);
    bool is_bound = bind(fd, at->ai_addr, at->ai_addrlen) == 0;
    int why = errno;
    set_flag(fd, SO_REUSEADDR, 0);
    errno = why;
    return is_bound;
}

/* The index of a group's interface; 0: the kernel's choice. */
static bool find_interface(const struct udp_settings *settings, bool is_group,
    unsigned *interface, struct err *err)
{
    const char *name = settings->interface;

    *interface = 0;
    if (!name || !*name)
        return true;
    if (!is_group)
        return err_set(err, ERR_CONFIG,
            "interface %s: expected with a multicast group alone", name);
    *interface = if_nametoindex(name);
    return *interface || err_set(err, ERR_CONFIG,
                             "interface %s: there is none of that name", name);
}

static bool bind_to(struct udp_socket *udp, const struct addrinfo *at,
    const struct udp_settings *settings, struct err *err)
{
    bool is_group = is_multicast(at);
    unsigned interface;

    if (!find_interface(settings, is_group, &interface, err))
        return false;
    if (interface && at->ai_family == AF_INET6)
        ((struct sockaddr_in6 *)(void *)at->ai_addr)->sin6_scope_id = interface;
    udp->fd =
        socket(at->ai_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (udp->fd < 0)
        return err_set_errno(err, ERR_NET, "open a UDP socket");
    set_options(udp->fd);
    if (!bind_port(udp->fd, at, is_group || settings->is_yielding))
        return err_set_errno(
            err, errno == EADDRINUSE ? ERR_BUSY : ERR_NET, "listen");
    if (is_group && !join(udp, at, interface))
        return err_set_errno(err, ERR_NET, "join the group");
    return true;
}

/* The first address of a name; to be freed by freeaddrinfo(). */
static struct addrinfo *resolve(const char *address, int port, struct err *err)
{
    char service[8];
    struct addrinfo *found = NULL;
    struct addrinfo hints = {
        .ai_socktype = SOCK_DGRAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};

    snprintf(service, sizeof service, "%d", port);
    int status =
        getaddrinfo(*address ? address : NULL, service, &hints, &found);
    if (status == 0)
        return found;
    err_set(err, ERR_CONFIG, "%s", gai_strerror(status));
    return NULL;
}

static void copy_address(
    uint8_t address[16], const struct sockaddr_storage *from)
{
    if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)from;
        memcpy(address, &in6->sin6_addr, 16);
        return;
    }
    const struct sockaddr_in *in = (const void *)from;
    memset(address, 0, 10);
    memset(address + 10, 0xff, 2);
    memcpy(address + 12, &in->sin_addr, 4);
}

static bool find_senders(struct udp_socket *udp,
    const struct udp_settings *settings, struct err *err)
{
    for (size_t i = 0; i < settings->sender_count; i++) {
        struct addrinfo *at = resolve(settings->senders[i], 0, err);
        if (!at)
            return err_prefix(err, "source %s", settings->senders[i]);
        struct udp_sender *sender = &udp->senders[udp->sender_count++];
        memcpy(&sender->from, at->ai_addr, at->ai_addrlen);
        copy_address(sender->address, &sender->from);
        freeaddrinfo(at);
    }
    return true;
}

static bool listen_to(struct udp_socket *udp,
    const struct udp_settings *settings, struct err *err)
{
    struct addrinfo *at = resolve(settings->address, settings->port, err);

    if (!at)
        return false;
    bool is_bound =
        find_senders(udp, settings, err) && bind_to(udp, at, settings, err);
    freeaddrinfo(at);
    return is_bound;
}

struct udp_socket *udp_socket_new(
    const struct udp_settings *settings, struct err *err)
{
    own(udp_socket) udp = calloc(1, sizeof *udp);

    if (!udp)
        return err_no_memory(err), NULL;
    udp->fd = -1;
    if (!listen_to(udp, settings, err)) {
        err_prefix(err, "UDP %s port %d",
            *settings->address ? settings->address : "*", settings->port);
        return NULL;
    }
    udp->last_receive_ns = clock_monotonic_ns();
    return take(udp);
}

int udp_socket_descriptor(const struct udp_socket *udp)
{
    return udp->fd;
}

static void read_sender(const struct udp_socket *udp,
    struct udp_datagram *datagram, const struct sockaddr_storage *from)
{
    const struct sockaddr_in *in = (const void *)from;

    /* In both families the port is at the same place. */
    datagram->port = ntohs(in->sin_port);
    copy_address(datagram->address, from);
    datagram->is_stranger = udp->sender_count > 0;
    for (size_t i = 0; i < udp->sender_count; i++) {
        if (memcmp(datagram->address, udp->senders[i].address, 16) == 0)
            datagram->is_stranger = false;
    }
}

static int64_t stamp_of(const struct msghdr *message)
{
    struct msghdr *writable = (struct msghdr *)message;

    for (struct cmsghdr *at = CMSG_FIRSTHDR(writable); at;
         at = CMSG_NXTHDR(writable, at)) {
        if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec stamp;
            memcpy(&stamp, CMSG_DATA(at), sizeof stamp);
            return stamp.tv_sec * CLOCK_SECOND_NS + stamp.tv_nsec;
        }
    }
    return INT64_MAX;
}

/* The kernel stamps with UTC. A step of that clock cannot move an arrival out
 * of the time between the last look and this one, which is over: what came
 * while we were held up before it did not come before that. */
static int64_t arrival_from_stamp(const struct udp_socket *udp,
    int64_t stamp_ns, int64_t now_ns, int64_t utc_less_ns)
{
    if (stamp_ns == INT64_MAX)
        return now_ns;
    int64_t arrival_ns = stamp_ns - utc_less_ns;
    if (arrival_ns < udp->last_receive_ns)
        return udp->last_receive_ns;
    return arrival_ns > now_ns ? now_ns : arrival_ns;
}

struct batch {
    struct mmsghdr messages[UDP_BATCH];
    struct iovec vectors[UDP_BATCH];
    struct sockaddr_storage senders[UDP_BATCH];
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(struct timespec))];
    } controls[UDP_BATCH];
};

static void prepare_batch(struct udp_socket *udp, struct batch *batch)
{
    for (int i = 0; i < UDP_BATCH; i++) {
        batch->vectors[i] =
            (struct iovec){udp->bytes[i], UDP_DATAGRAM_MOST_BYTES};
        batch->messages[i].msg_hdr =
            (struct msghdr){.msg_name = &batch->senders[i],
                .msg_namelen = sizeof batch->senders[i],
                .msg_iov = &batch->vectors[i],
                .msg_iovlen = 1,
                .msg_control = &batch->controls[i],
                .msg_controllen = sizeof batch->controls[i]};
    }
}

static void describe(const struct udp_socket *udp,
    const struct mmsghdr *message, struct udp_datagram *datagram)
{
    datagram->length = message->msg_len;
    datagram->is_cut = message->msg_hdr.msg_flags & MSG_TRUNC;
    read_sender(udp, datagram, message->msg_hdr.msg_name);
}

int udp_socket_receive(struct udp_socket *udp,
    const struct udp_datagram **datagrams, struct err *err)
{
    UNFILLED struct batch batch;
    int64_t looked_ns = clock_monotonic_ns();

    prepare_batch(udp, &batch);
    int count =
        recvmmsg(udp->fd, batch.messages, UDP_BATCH, MSG_DONTWAIT, NULL);
    if (count < 0 && errno != EAGAIN && errno != EINTR)
        return err_set_errno(err, ERR_NET, "receive"), -1;
    int64_t utc_less_ns = clock_utc_less_monotonic_ns();
    int64_t now_ns = clock_monotonic_ns();
    for (int i = 0; i < count; i++) {
        struct udp_datagram *datagram = &udp->datagrams[i];
        datagram->bytes = udp->bytes[i];
        datagram->arrival_ns = arrival_from_stamp(
            udp, stamp_of(&batch.messages[i].msg_hdr), now_ns, utc_less_ns);
        describe(udp, &batch.messages[i], datagram);
    }
    if (count < UDP_BATCH)
        udp->last_receive_ns = looked_ns;
    *datagrams = udp->datagrams;
    return count > 0 ? count : 0;
}

void udp_socket_free(struct udp_socket *udp)
{
    if (!udp)
        return;
    if (udp->fd >= 0)
        close(udp->fd);
    free(udp);
}
