/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/web_loop.h"

#include <curl/curl.h>
#include <errno.h>
#include <sys/epoll.h>

#include "recorder/base/clock.h"
#include "recorder/base/version.h"

#define CONNECT_MS 10000L
#define MOST_EVENTS 8
#define PROTOCOLS "http,https"

struct web_loop {
    CURLM *multi;
    CURL *easy;
    int epoll_fd;
    int64_t now_ns;   /* of the call that runs */
    int64_t timer_ns; /* when libcurl wants to be called; INT64_MAX: never */
    bool is_added;    /* the handle is in the multi */
    char message[CURL_ERROR_SIZE];
};

/* --- What libcurl asks for ---------------------------------------------- */

static bool watch(const struct web_loop *loop, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};

    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, fd, &event) == 0 ||
           (errno == ENOENT &&
               epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0);
}

static int watch_socket(
    CURL *easy, curl_socket_t fd, int what, void *user, void *unused)
{
    const struct web_loop *loop = user;
    uint32_t events = 0;

    (void)easy;
    (void)unused;
    if (what & CURL_POLL_IN)
        events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        events |= EPOLLOUT;
    if (what == CURL_POLL_REMOVE)
        epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    else
        watch(loop, fd, events);
    return 0;
}

static int set_timer(CURLM *multi, long wait_ms, void *user)
{
    struct web_loop *loop = user;

    (void)multi;
    loop->timer_ns =
        wait_ms < 0 ? INT64_MAX : loop->now_ns + wait_ms * CLOCK_MILLISECOND_NS;
    return 0;
}

/* --- Making it ---------------------------------------------------------- */

static void set_manner(struct web_loop *loop)
{
    CURL *easy = loop->easy;

    curl_easy_setopt(easy, CURLOPT_USERAGENT, "roomcast/" ROOMCAST_VERSION);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    /* Without it the end waits for a name server that does not answer. */
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, loop->message);
    curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
    curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
}

struct web_loop *web_loop_new(struct err *err)
{
    own(web_loop) loop = calloc(1, sizeof *loop);

    if (!loop)
        return err_no_memory(err), NULL;
    loop->timer_ns = INT64_MAX;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "epoll"), NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(err, ERR_IO, "libcurl does not start"), NULL;
    loop->multi = curl_multi_init();
    loop->easy = curl_easy_init();
    if (!loop->multi || !loop->easy)
        return err_no_memory(err), NULL;
    set_manner(loop);
    return take(loop);
}

static bool set_string(CURL *easy, CURLoption option, const char *string)
{
    return curl_easy_setopt(easy, option, string ? string : "") == CURLE_OK;
}

static bool set_credentials(CURL *easy, const struct web_request *request)
{
    if (!request->user && !request->password)
        return true;
    return curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) ==
               CURLE_OK &&
           set_string(easy, CURLOPT_USERNAME, request->user) &&
           set_string(easy, CURLOPT_PASSWORD, request->password);
}

bool web_loop_set_request(
    struct web_loop *loop, const struct web_request *request, struct err *err)
{
    CURL *easy = loop->easy;

    return (set_string(easy, CURLOPT_URL, request->address) &&
               set_string(easy, CURLOPT_PROTOCOLS_STR, PROTOCOLS) &&
               set_string(easy, CURLOPT_REDIR_PROTOCOLS_STR, PROTOCOLS) &&
               set_string(easy, CURLOPT_PROXY, NULL) &&
               set_credentials(easy, request) &&
               (!request->ca_file ||
                   set_string(easy, CURLOPT_CAINFO, request->ca_file))) ||
           err_no_memory(err);
}

void *web_loop_handle(const struct web_loop *loop)
{
    return loop->easy;
}

/* --- Working ------------------------------------------------------------ */

void web_loop_end(struct web_loop *loop)
{
    if (loop->is_added)
        curl_multi_remove_handle(loop->multi, loop->easy);
    loop->is_added = false;
    loop->timer_ns = INT64_MAX;
}

bool web_loop_begin(struct web_loop *loop, int64_t now_ns, struct err *err)
{
    web_loop_end(loop);
    loop->now_ns = now_ns;
    loop->message[0] = '\0';
    if (curl_multi_add_handle(loop->multi, loop->easy) != CURLM_OK)
        return err_no_memory(err);
    loop->is_added = true;
    return true;
}

int web_loop_descriptor(const struct web_loop *loop)
{
    return loop->epoll_fd;
}

int64_t web_loop_deadline_ns(const struct web_loop *loop)
{
    return loop->timer_ns;
}

static void serve_sockets(struct web_loop *loop)
{
    struct epoll_event events[MOST_EVENTS];
    int count = epoll_wait(loop->epoll_fd, events, MOST_EVENTS, 0);
    int running;

    for (int i = 0; i < count; i++) {
        int what = 0;
        if (events[i].events & (EPOLLIN | EPOLLHUP))
            what |= CURL_CSELECT_IN;
        if (events[i].events & EPOLLOUT)
            what |= CURL_CSELECT_OUT;
        if (events[i].events & EPOLLERR)
            what |= CURL_CSELECT_ERR;
        curl_multi_socket_action(
            loop->multi, events[i].data.fd, what, &running);
    }
}

static void serve_timer(struct web_loop *loop)
{
    int running;

    if (loop->now_ns < loop->timer_ns)
        return;
    loop->timer_ns = INT64_MAX;
    curl_multi_socket_action(loop->multi, CURL_SOCKET_TIMEOUT, 0, &running);
}

bool web_loop_step(struct web_loop *loop, int64_t now_ns, int *code)
{
    CURLMsg *message;
    int left;

    loop->now_ns = now_ns;
    serve_sockets(loop);
    serve_timer(loop);
    while ((message = curl_multi_info_read(loop->multi, &left))) {
        if (message->msg != CURLMSG_DONE)
            continue;
        *code = (int)message->data.result;
        return true;
    }
    return false;
}

const char *web_loop_message(const struct web_loop *loop, int code)
{
    return loop->message[0] ? loop->message
                            : curl_easy_strerror((CURLcode)code);
}

int web_loop_status(const struct web_loop *loop)
{
    long status = 0;

    curl_easy_getinfo(loop->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

bool web_loop_watch(struct web_loop *loop, int fd, bool has_room)
{
    return watch(loop, fd, has_room ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void web_loop_free(struct web_loop *loop)
{
    if (!loop)
        return;
    web_loop_end(loop);
    curl_easy_cleanup(loop->easy);
    if (loop->multi)
        curl_multi_cleanup(loop->multi);
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    free(loop);
}
