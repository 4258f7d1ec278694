/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/bench/packet_path.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "recorder/base/clock.h"
#include "recorder/source/jitter_buffer.h"
#include "recorder/source/rtp_receiver.h"
#include "recorder/source/timeline.h"

#define PACKET_NS (20 * CLOCK_MILLISECOND_NS)
#define PACKET_TICKS 960
#define HEAD_BYTES 12
#define DATAGRAM_MOST_BYTES 1500

struct packet_path {
    struct udp_socket *udp;
    int sender;
    struct rtp_receiver *receiver;
    struct jitter_buffer jitter;
    struct timeline line;
    struct sound_sink sink;
    uint32_t sent;
    int64_t begin_ns;
    int64_t received;
};

static void hear_event(void *user, const char *event, const char *text)
{
    (void)user;
    (void)event;
    (void)text;
}

/* From a socket of our own to the other, wherever the kernel put it. */
static bool connect_sender(struct packet_path *path, struct err *err)
{
    struct sockaddr_in to;
    socklen_t length = sizeof to;
    int fd = udp_socket_descriptor(path->udp);

    path->sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (path->sender >= 0 && getsockname(fd, (void *)&to, &length) == 0 &&
        connect(path->sender, (void *)&to, length) == 0)
        return true;
    return err_set_errno(err, ERR_NET, "send to ourselves");
}

struct packet_path *packet_path_new(struct err *err)
{
    static const struct udp_settings settings = {.address = "127.0.0.1"};
    struct rtp_description description;
    own(packet_path) path = calloc(1, sizeof *path);

    if (!path)
        return err_no_memory(err), NULL;
    path->sender = -1;
    path->sink.event = hear_event;
    path->begin_ns = clock_monotonic_ns();
    jitter_buffer_init(&path->jitter, JITTER_BUFFER_WAIT_NS);
    timeline_init(&path->line, 48000, 120);
    timeline_expect_waits(&path->line, JITTER_BUFFER_WAIT_NS);
    if (!rtp_description_from_url(
            "rtp://127.0.0.1:5004?codec=opus", &description, err))
        return NULL;
    path->receiver = rtp_receiver_new(&description, err);
    path->udp = udp_socket_new(&settings, err);
    if (!path->receiver || !path->udp || !connect_sender(path, err))
        return NULL;
    return take(path);
}

static void write_head(uint8_t head[HEAD_BYTES], uint32_t number)
{
    uint32_t timestamp = htonl(number * PACKET_TICKS);

    memset(head, 1, HEAD_BYTES);
    head[0] = 0x80;
    head[1] = 100;
    head[2] = (uint8_t)(number >> 8);
    head[3] = (uint8_t)number;
    memcpy(head + 4, &timestamp, sizeof timestamp);
}

void packet_path_send(
    struct packet_path *path, const uint8_t *packet, size_t bytes)
{
    uint8_t datagram[DATAGRAM_MOST_BYTES];

    write_head(datagram, path->sent++);
    memcpy(datagram + HEAD_BYTES, packet, bytes);
    (void)!send(path->sender, datagram, HEAD_BYTES + bytes, 0);
}

static int pull_all(struct packet_path *path, int64_t now_ns)
{
    struct media_packet *packet;
    struct timeline_step step;
    enum timeline_kind kind;
    int count = 0;

    while ((packet = rtp_receiver_pull(path->receiver, now_ns)))
        jitter_buffer_push(&path->jitter, packet);
    while ((packet = jitter_buffer_pull(&path->jitter, now_ns)))
        timeline_push(&path->line, packet);
    while (
        (kind = timeline_pull(&path->line, now_ns, &step)) != TIMELINE_NONE) {
        if (kind != TIMELINE_PACKET)
            continue;
        media_packet_free(step.packet);
        count++;
    }
    return count;
}

int packet_path_receive(struct packet_path *path)
{
    const struct udp_datagram *datagrams;
    int64_t less_ns = clock_utc_less_monotonic_ns();
    struct err ignored;
    int64_t now_ns = path->begin_ns;
    int count = udp_socket_receive(path->udp, &datagrams, &ignored);

    for (int i = 0; i < count; i++) {
        struct udp_datagram datagram = datagrams[i];
        now_ns = path->begin_ns + path->received++ * PACKET_NS;
        datagram.arrival_ns = now_ns;
        rtp_receiver_push(path->receiver, &datagram, less_ns, &path->sink);
    }
    return pull_all(path, now_ns);
}

void packet_path_free(struct packet_path *path)
{
    if (!path)
        return;
    udp_socket_free(path->udp);
    if (path->sender >= 0)
        close(path->sender);
    rtp_receiver_free(path->receiver);
    jitter_buffer_clear(&path->jitter);
    timeline_clear(&path->line);
    free(path);
}
