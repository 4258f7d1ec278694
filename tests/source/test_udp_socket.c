/* SPDX-License-Identifier: BSD-2-Clause */
/* On loopback. */
#include "recorder/source/udp_socket.h"

#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

#define MS INT64_C(1000000)

struct wire {
    struct udp_socket *udp;
    int sender;
};

static int set_up(void **state)
{
    static struct wire wire;
    struct udp_settings settings = {.address = "127.0.0.1", .interface = ""};
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    struct err err;

    wire.udp = udp_socket_new(&settings, &err);
    if (!wire.udp)
        fail_msg("%s", err.text);
    assert_int_equal(getsockname(udp_socket_descriptor(wire.udp),
                         (struct sockaddr *)&address, &size),
        0);
    wire.sender = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(
        connect(wire.sender, (struct sockaddr *)&address, size), 0);
    *state = &wire;
    return 0;
}

static int tear_down(void **state)
{
    struct wire *wire = *state;

    udp_socket_free(wire->udp);
    close(wire->sender);
    return 0;
}

static void send_bytes(const struct wire *wire, const char *bytes)
{
    assert_int_equal(
        send(wire->sender, bytes, strlen(bytes), 0), strlen(bytes));
}

/* What has come: a batch of one. */
static const struct udp_datagram *receive_one(const struct wire *wire)
{
    struct pollfd input = {
        .fd = udp_socket_descriptor(wire->udp), .events = POLLIN};
    const struct udp_datagram *datagrams;
    struct err err;

    assert_int_equal(poll(&input, 1, 120000), 1);
    assert_int_equal(udp_socket_receive(wire->udp, &datagrams, &err), 1);
    return datagrams;
}

static void wait_ms(int64_t ms)
{
    poll(NULL, 0, (int)ms);
}

static void test_datagram_arrived_when_it_was_sent(void **state)
{
    const struct wire *wire = *state;
    int late = 0;

    for (int i = 0; i < 20; i++) {
        int64_t before_ns = clock_monotonic_ns();
        send_bytes(wire, "sound");
        int64_t after_ns = clock_monotonic_ns();
        wait_ms(2);
        const struct udp_datagram *datagram = receive_one(wire);
        assert_int_equal(datagram->length, 5);
        assert_memory_equal(datagram->bytes, "sound", 5);
        assert_true(datagram->arrival_ns > before_ns - MS / 20);
        late += datagram->arrival_ns >= after_ns + MS;
    }
    /* On a machine that does much else we may be interrupted between two
     * looks at the clocks. */
    assert_in_range(late, 0, 5);
}

static void test_datagrams_that_came_while_we_were_busy_keep_their_times(
    void **state)
{
    const struct wire *wire = *state;
    const struct udp_datagram *datagrams;
    int64_t sent_ns[4];
    struct err err;

    for (int i = 0; i < 3; i++) {
        sent_ns[i] = clock_monotonic_ns();
        send_bytes(wire, "sound");
        wait_ms(10);
    }
    sent_ns[3] = clock_monotonic_ns();
    assert_int_equal(udp_socket_receive(wire->udp, &datagrams, &err), 3);
    for (int i = 0; i < 3; i++) {
        assert_true(datagrams[i].arrival_ns > sent_ns[i] - MS / 20);
        assert_true(datagrams[i].arrival_ns < sent_ns[i + 1]);
    }
    assert_int_equal(udp_socket_receive(wire->udp, &datagrams, &err), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_datagram_arrived_when_it_was_sent),
        TEST(test_datagrams_that_came_while_we_were_busy_keep_their_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
