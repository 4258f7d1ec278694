/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"

#define PASSWORD "S3CR3T-canary"
#define CONSENT "HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n"
#define DEADLINE_NS (120 * CLOCK_SECOND_NS)

/* A server on loopback that is played by the test. */
struct stage {
    int listener;
    int port;
    int connection; /* -1: none yet */
    struct text heard;
    struct icecast_client *client;
};

static const struct icecast_facts facts = {
    .name = "Town Hall",
    .description = "What was said\r\nX-Evil: yes",
    .genre = "Talk",
    .url = "https://radio.example.org/",
    .content_type = "application/ogg",
    .is_public = true,
    .bitrate_kbps = 64,
    .channels = 2,
};

static int set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    const int small = 8192;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    stage->connection = -1;
    stage->listener =
        socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(stage->listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    assert_int_equal(
        bind(stage->listener, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(stage->listener, 4), 0);
    getsockname(stage->listener, (struct sockaddr *)&address, &length);
    stage->port = ntohs(address.sin_port);
    *state = stage;
    return 0;
}

static int tear_down(void **state)
{
    struct stage *stage = *state;

    icecast_client_free(stage->client);
    close(stage->listener);
    if (stage->connection >= 0)
        close(stage->connection);
    text_clear(&stage->heard);
    free(stage);
    return 0;
}

static void begin_at(struct stage *stage, const char *host)
{
    struct icecast_target target = {
        .host = host,
        .port = stage->port,
        .mount = "/live.opus",
        .password = PASSWORD,
    };
    struct err err;

    stage->client = icecast_client_new(&target, &facts, &err);
    assert_non_null(stage->client);
}

/* Steps once after waiting for at most 10 ms. */
static enum icecast_state step(struct stage *stage)
{
    struct pollfd fd = {
        .fd = icecast_client_descriptor(stage->client), .events = POLLIN};

    poll(&fd, 1, 10);
    return icecast_client_step(stage->client, clock_monotonic_ns());
}

static void step_until(struct stage *stage, enum icecast_state state)
{
    int64_t deadline_ns = clock_monotonic_ns() + DEADLINE_NS;

    while (step(stage) != state)
        assert_true(clock_monotonic_ns() < deadline_ns);
}

/* What the client says, until it ends so. */
static void hear(struct stage *stage, const char *end)
{
    int64_t deadline_ns = clock_monotonic_ns() + DEADLINE_NS;
    char bytes[4096];

    while (!text_has_suffix(text_string(&stage->heard), end)) {
        assert_true(clock_monotonic_ns() < deadline_ns);
        if (stage->client)
            step(stage);
        if (stage->connection < 0)
            stage->connection =
                accept4(stage->listener, NULL, NULL, SOCK_CLOEXEC);
        ssize_t length =
            recv(stage->connection, bytes, sizeof bytes, MSG_DONTWAIT);
        if (length > 0)
            text_append_bytes(&stage->heard, bytes, (size_t)length);
    }
}

static void say(struct stage *stage, const char *words)
{
    assert_int_equal(send(stage->connection, words, strlen(words), 0),
        (ssize_t)strlen(words));
}

static void hang_up(struct stage *stage)
{
    close(stage->connection);
    stage->connection = -1;
}

static void go_on_air(struct stage *stage)
{
    begin_at(stage, "127.0.0.1");
    hear(stage, "\r\n\r\n");
    say(stage, CONSENT);
    step_until(stage, ICECAST_ON_AIR);
    text_reset(&stage->heard);
}

static bool push(struct stage *stage, size_t length, int64_t frames_48k)
{
    static char bytes[70000];
    struct icecast_page page = {bytes, length, frames_48k};

    memset(bytes, 'p', sizeof bytes);
    return icecast_client_push(stage->client, &page);
}

static void test_the_request_is_what_icecast_expects(void **state)
{
    struct stage *stage = *state;
    own_value(text) expected = {0};

    begin_at(stage, "127.0.0.1");
    hear(stage, "\r\n\r\n");
    text_appendf(&expected,
        "PUT /live.opus HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
        /* printf source:S3CR3T-canary | base64 */
        "Authorization: Basic c291cmNlOlMzQ1IzVC1jYW5hcnk=\r\n",
        stage->port);
    const char *heard = text_string(&stage->heard);
    assert_memory_equal(heard, text_string(&expected), expected.length);
    assert_non_null(strstr(heard, "\r\nContent-Type: application/ogg\r\n"));
    assert_non_null(strstr(heard, "\r\nExpect: 100-continue\r\n"));
    assert_non_null(strstr(heard, "\r\nIce-Public: 1\r\n"));
    assert_non_null(strstr(heard, "\r\nIce-Name: Town Hall\r\n"));
    assert_non_null(strstr(heard, "\r\nUser-Agent: roomcast/"));
    assert_non_null(strstr(heard,
        "\r\nIce-Audio-Info: "
        "ice-bitrate=64;ice-channels=2;ice-samplerate=48000\r\n"));
    /* A line end in a description is no new header. */
    assert_non_null(
        strstr(heard, "Ice-Description: What was said  X-Evil: yes\r\n"));
    assert_null(strstr(heard, "Content-Length"));
}

static void test_nothing_is_sent_before_consent(void **state)
{
    struct stage *stage = *state;

    begin_at(stage, "127.0.0.1");
    assert_false(push(stage, 100, 960));
    hear(stage, "\r\n\r\n");
    for (int i = 0; i < 5; i++)
        assert_int_equal(step(stage), ICECAST_CONNECTING);
    say(stage, CONSENT);
    step_until(stage, ICECAST_ON_AIR);
    assert_int_equal(icecast_client_figures(stage->client).dropped_pages, 1);
}

static void test_pages_arrive_as_they_were_pushed(void **state)
{
    struct stage *stage = *state;
    struct icecast_page head = {"HEAD", 4, 0};
    struct icecast_page end = {"END", 3, 960};

    go_on_air(stage);
    assert_true(icecast_client_push(stage->client, &head));
    assert_true(push(stage, 70000, 48000));
    assert_true(icecast_client_push(stage->client, &end));
    hear(stage, "END");
    assert_int_equal(stage->heard.length, 70007);
    assert_memory_equal(stage->heard.bytes, "HEADpppp", 8);
    assert_int_equal(icecast_client_figures(stage->client).sent_pages, 3);
    assert_int_equal(icecast_client_figures(stage->client).sent_bytes, 70007);
}

static void test_every_refusal_is_told_apart_and_shows_no_password(void **state)
{
    static const struct {
        const char *words;
        enum icecast_failure failure;
        enum err_kind kind;
    } refusals[] = {
        {"HTTP/1.0 401 No\r\n\r\nYou need to authenticate", ICECAST_PASSWORD,
            ERR_CONFIG},
        {"HTTP/1.0 403 No\r\n\r\nMountpoint in use", ICECAST_MOUNT_TAKEN,
            ERR_NET},
        {"HTTP/1.0 403 No\r\n\r\ntoo many sources connected", ICECAST_FULL,
            ERR_NET},
        {"HTTP/1.0 404 No\r\n\r\n", ICECAST_REFUSED, ERR_NET},
        {"HTTP/1.0 500 " PASSWORD "\x1b[31m\r\n\r\n", ICECAST_REFUSED, ERR_NET},
        {"220 mail.example.org ESMTP\r\n", ICECAST_REFUSED, ERR_NET},
        {"", ICECAST_LOST, ERR_NET},
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        text_reset(&stage->heard);
        begin_at(stage, "127.0.0.1");
        hear(stage, "\r\n\r\n");
        say(stage, refusals[i].words);
        hang_up(stage);
        step_until(stage, ICECAST_FAILED);
        const struct err *err = icecast_client_error(stage->client);
        assert_int_equal(
            icecast_client_failure(stage->client), refusals[i].failure);
        assert_int_equal(err->kind, refusals[i].kind);
        assert_memory_equal(err->text, "127.0.0.1:", 10);
        assert_null(strchr(err->text, '\x1b'));
        assert_null(strstr(err->text, "c291cmNl"));
        icecast_client_free(take(stage->client));
    }
}

static void test_a_refusal_after_consent_is_heard_too(void **state)
{
    struct stage *stage = *state;

    go_on_air(stage);
    say(stage, "HTTP/1.0 403 Forbidden\r\n\r\nContent-type not supported");
    hang_up(stage);
    step_until(stage, ICECAST_FAILED);
    assert_int_equal(icecast_client_failure(stage->client), ICECAST_REFUSED);
    assert_non_null(strstr(icecast_client_error(stage->client)->text,
        "403: Content-type not supported"));
}

static void test_a_server_that_goes_is_noticed_without_a_signal(void **state)
{
    struct stage *stage = *state;
    int64_t deadline_ns = clock_monotonic_ns() + DEADLINE_NS;

    go_on_air(stage);
    hang_up(stage);
    /* SIGPIPE would kill the test. */
    while (push(stage, 1000, 960))
        assert_true(clock_monotonic_ns() < deadline_ns);
    assert_int_equal(icecast_client_state(stage->client), ICECAST_FAILED);
    assert_int_equal(icecast_client_failure(stage->client), ICECAST_LOST);
}

static void test_a_silent_server_is_left_after_ten_seconds(void **state)
{
    struct stage *stage = *state;
    int64_t now_ns;

    begin_at(stage, "127.0.0.1");
    hear(stage, "\r\n\r\n");
    now_ns = clock_monotonic_ns();
    int64_t deadline_ns = icecast_client_deadline_ns(stage->client);
    assert_true(deadline_ns <= now_ns + 10 * CLOCK_SECOND_NS);
    assert_int_equal(
        icecast_client_step(stage->client, deadline_ns - CLOCK_SECOND_NS),
        ICECAST_CONNECTING);
    assert_int_equal(
        icecast_client_step(stage->client, deadline_ns + CLOCK_SECOND_NS),
        ICECAST_FAILED);
    assert_int_equal(icecast_client_failure(stage->client), ICECAST_STALLED);
}

static void test_a_frozen_server_costs_five_seconds_of_queue(void **state)
{
    struct stage *stage = *state;
    int64_t now_ns = clock_monotonic_ns();
    int pushed = 0;

    go_on_air(stage);
    while (push(stage, 8000, 48000)) {
        now_ns += CLOCK_SECOND_NS;
        assert_true(++pushed < 200);
        assert_int_equal(
            icecast_client_step(stage->client, now_ns), ICECAST_ON_AIR);
    }
    assert_false(push(stage, 8000, 48000));
    struct icecast_figures figures = icecast_client_figures(stage->client);
    assert_int_equal(figures.dropped_pages, 2);
    assert_int_equal(figures.queued_frames_48k, 5 * 48000);
    assert_true(icecast_client_deadline_ns(stage->client) <=
                now_ns + 10 * CLOCK_SECOND_NS);
    assert_int_equal(
        icecast_client_step(stage->client, now_ns + 11 * CLOCK_SECOND_NS),
        ICECAST_FAILED);
    assert_int_equal(icecast_client_failure(stage->client), ICECAST_STALLED);
}

static void test_a_slow_server_is_kept(void **state)
{
    struct stage *stage = *state;
    int64_t now_ns = clock_monotonic_ns();
    char bytes[8000];

    go_on_air(stage);
    for (int i = 0; i < 100; i++) {
        struct pollfd fd = {.fd = stage->connection, .events = POLLIN};
        push(stage, 8000, 48000);
        assert_int_equal(poll(&fd, 1, 5000), 1);
        recv(stage->connection, bytes, sizeof bytes, MSG_DONTWAIT);
        now_ns += 5 * CLOCK_SECOND_NS;
        assert_int_equal(
            icecast_client_step(stage->client, now_ns), ICECAST_ON_AIR);
    }
}

static void test_silence_of_the_room_is_no_stall(void **state)
{
    struct stage *stage = *state;
    int64_t now_ns;

    go_on_air(stage);
    push(stage, 100, 960);
    hear(stage, "p");
    /* The server's system acknowledges when it likes to. */
    while (icecast_client_deadline_ns(stage->client) != INT64_MAX)
        step(stage);
    step(stage);
    now_ns = clock_monotonic_ns() + 3600 * CLOCK_SECOND_NS;
    assert_int_equal(
        icecast_client_step(stage->client, now_ns), ICECAST_ON_AIR);
    push(stage, 100, 960);
    assert_int_equal(
        icecast_client_step(stage->client, now_ns + CLOCK_SECOND_NS),
        ICECAST_ON_AIR);
}

static void test_finish_sends_what_waits_and_closes(void **state)
{
    struct stage *stage = *state;
    struct icecast_page end = {"END", 3, 960};
    char byte;

    go_on_air(stage);
    assert_true(push(stage, 60000, 48000));
    assert_true(icecast_client_push(stage->client, &end));
    icecast_client_finish(stage->client);
    assert_false(push(stage, 100, 960));
    hear(stage, "END");
    step_until(stage, ICECAST_CLOSED);
    assert_int_equal(recv(stage->connection, &byte, 1, 0), 0);
}

static void test_nobody_listening_is_told_as_such(void **state)
{
    struct stage *stage = *state;
    int port = stage->port;

    close(stage->listener);
    stage->listener = -1;
    stage->port = port;
    begin_at(stage, "127.0.0.1");
    step_until(stage, ICECAST_FAILED);
    assert_int_equal(icecast_client_failure(stage->client), ICECAST_CONNECT);
}

/* The name has ::1 too, where nobody listens. */
static void test_every_address_of_a_name_is_tried(void **state)
{
    struct stage *stage = *state;

    begin_at(stage, "localhost");
    hear(stage, "\r\n\r\n");
    say(stage, CONSENT);
    step_until(stage, ICECAST_ON_AIR);
}

static void test_descriptors_beyond_1024_are_no_matter(void **state)
{
    struct stage *stage = *state;
    struct rlimit limit;
    int taken[1100];

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
    for (int i = 0; i < 1100; i++)
        assert_true((taken[i] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0);
    go_on_air(stage);
    assert_true(icecast_client_descriptor(stage->client) >= 1024);
    assert_true(push(stage, 1000, 960));
    hear(stage, "p");
    for (int i = 0; i < 1100; i++)
        close(taken[i]);
}

static void test_targets_that_would_break_the_request_are_refused(void **state)
{
    const struct icecast_target good = {
        .host = "h", .port = 8000, .mount = "/m", .user = "u"};
    struct icecast_target bad[] = {good, good, good, good, good, good, good};
    struct err err = {0};

    (void)state;
    bad[0].host = "a b";
    bad[1].host = "user@host";
    bad[2].mount = "live.opus";
    bad[3].mount = "/a\r\nX-Evil: 1";
    bad[4].mount = "/a?b=c";
    bad[5].user = "a:b";
    bad[6].port = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_null(icecast_client_new(&bad[i], &facts, &err));
        assert_int_equal(err.kind, ERR_CONFIG);
    }
    bad[0] = good;
    bad[0].ca_file = "no-such-file.pem";
    assert_null(icecast_client_new(&bad[0], &facts, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
}

#define STAGED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(test_the_request_is_what_icecast_expects),
        STAGED(test_nothing_is_sent_before_consent),
        STAGED(test_pages_arrive_as_they_were_pushed),
        STAGED(test_every_refusal_is_told_apart_and_shows_no_password),
        STAGED(test_a_refusal_after_consent_is_heard_too),
        STAGED(test_a_server_that_goes_is_noticed_without_a_signal),
        STAGED(test_a_silent_server_is_left_after_ten_seconds),
        STAGED(test_a_frozen_server_costs_five_seconds_of_queue),
        STAGED(test_a_slow_server_is_kept),
        STAGED(test_silence_of_the_room_is_no_stall),
        STAGED(test_finish_sends_what_waits_and_closes),
        STAGED(test_nobody_listening_is_told_as_such),
        STAGED(test_every_address_of_a_name_is_tried),
        STAGED(test_descriptors_beyond_1024_are_no_matter),
        cmocka_unit_test(test_targets_that_would_break_the_request_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
