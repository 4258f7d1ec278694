/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/room_loop.h"

#include <errno.h>
#include <pthread.h>
#include <sys/epoll.h>

#include "recorder/base/clock.h"
#include "recorder/base/stop_signal.h"

#define MOST_EVENTS 64

/* Each waits for the disk most of its time. */
#define STOP_THREADS 16

/* A room or a guest. */
struct member {
    struct room *room; /* owned; NULL: a guest */
    struct room_loop_guest guest;
    bool is_ready; /* something has come, or may have */
    bool is_always_ready;
};

struct room_loop {
    int epoll_fd;
    int stop_fd;
    struct room_listener outer; /* whom all is told */
    struct room_listener listener;
    pthread_mutex_t telling;
    struct member **members;
    size_t count;
    /* While it stops: */
    const char *cause;
    size_t next_to_stop;
    struct err failure; /* ERR_NONE: none */
    pthread_mutex_t stopping;
};

static void tell(void *user, const struct room_event *event)
{
    struct room_loop *loop = user;

    if (!loop->outer.told)
        return;
    pthread_mutex_lock(&loop->telling);
    loop->outer.told(loop->outer.user, event);
    pthread_mutex_unlock(&loop->telling);
}

static bool watch(struct room_loop *loop, int fd, uint32_t events, void *user)
{
    struct epoll_event event = {.events = events, .data.ptr = user};

    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, fd, &event) == 0)
        return true;
    return errno == ENOENT &&
           epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

struct room_loop *room_loop_new(
    int stop_fd, const struct room_listener *listener, struct err *err)
{
    own(room_loop) loop = calloc(1, sizeof *loop);

    if (!loop)
        return err_no_memory(err), NULL;
    loop->outer = *listener;
    loop->listener = (struct room_listener){loop, tell};
    loop->stop_fd = stop_fd;
    pthread_mutex_init(&loop->telling, NULL);
    pthread_mutex_init(&loop->stopping, NULL);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0 || !watch(loop, stop_fd, EPOLLIN, NULL))
        return err_set_errno(err, ERR_IO, "wait for rooms"), NULL;
    return take(loop);
}

const struct room_listener *room_loop_listener(const struct room_loop *loop)
{
    return &loop->listener;
}

static struct member *add(struct room_loop *loop, struct err *err)
{
    struct member **members =
        realloc(loop->members, (loop->count + 1) * sizeof *loop->members);

    if (members)
        loop->members = members;
    struct member *member = members ? calloc(1, sizeof *member) : NULL;
    if (!member)
        return err_no_memory(err), NULL;
    member->is_ready = true;
    return loop->members[loop->count++] = member;
}

bool room_loop_add(struct room_loop *loop, struct room *room, struct err *err)
{
    struct member *member = add(loop, err);

    if (!member) {
        room_free(room);
        return false;
    }
    member->room = room;
    return true;
}

bool room_loop_add_guest(struct room_loop *loop,
    const struct room_loop_guest *guest, struct err *err)
{
    struct member *member = add(loop, err);

    if (member)
        member->guest = *guest;
    return member;
}

void room_loop_free(struct room_loop *loop)
{
    if (!loop)
        return;
    for (size_t i = 0; i < loop->count; i++) {
        room_free(loop->members[i]->room);
        free(loop->members[i]);
    }
    if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    pthread_mutex_destroy(&loop->telling);
    pthread_mutex_destroy(&loop->stopping);
    free(loop->members);
    free(loop);
}

/* --- Running ----------------------------------------------------------- */

static int descriptor_of(const struct member *member)
{
    const struct room_loop_guest *guest = &member->guest;

    if (member->room)
        return room_descriptor(member->room);
    return guest->descriptor ? guest->descriptor(guest->user) : -1;
}

static int64_t deadline_of(const struct member *member)
{
    const struct room_loop_guest *guest = &member->guest;

    if (member->is_ready || member->is_always_ready)
        return INT64_MIN;
    if (member->room)
        return room_deadline_ns(member->room);
    return guest->deadline_ns ? guest->deadline_ns(guest->user) : INT64_MAX;
}

/* A descriptor is armed for one event at a time, so that a room that rests
 * until its next batch is not woken up for, and one that was closed meanwhile
 * is forgotten by itself. Files cannot be polled: there is always something.
 */
static void arm(struct room_loop *loop, struct member *member)
{
    int fd = descriptor_of(member);

    member->is_ready = false;
    member->is_always_ready =
        fd >= 0 && !watch(loop, fd, EPOLLIN | EPOLLONESHOT, member);
}

static bool work(struct room_loop *loop, struct member *member, int64_t now_ns,
    struct err *err)
{
    bool is_good = true;

    if (member->room)
        is_good = room_work(member->room, now_ns, clock_utc_ns(), err);
    else
        member->guest.work(member->guest.user, now_ns);
    arm(loop, member);
    return is_good;
}

static bool has_room_left(const struct room_loop *loop)
{
    for (size_t i = 0; i < loop->count; i++) {
        const struct room *room = loop->members[i]->room;
        if (room && !room_has_ended(room))
            return true;
    }
    return false;
}

static int timeout_ms(const struct room_loop *loop, int64_t now_ns)
{
    int64_t deadline_ns = INT64_MAX;

    for (size_t i = 0; i < loop->count; i++) {
        int64_t its_ns = deadline_of(loop->members[i]);
        if (its_ns < deadline_ns)
            deadline_ns = its_ns;
    }
    if (deadline_ns <= now_ns)
        return 0;
    if (deadline_ns == INT64_MAX)
        return -1;
    int64_t ms = (deadline_ns - now_ns + CLOCK_MILLISECOND_NS - 1) /
                 CLOCK_MILLISECOND_NS;
    return ms > 60000 ? 60000 : (int)ms;
}

/* Sleeps until there is something to do; true if it is a stop signal. */
static bool wait_for_work(struct room_loop *loop)
{
    struct epoll_event events[MOST_EVENTS];
    bool is_stop = false;
    int count = epoll_wait(loop->epoll_fd, events, MOST_EVENTS,
        timeout_ms(loop, clock_monotonic_ns()));

    for (int i = 0; i < count; i++) {
        struct member *member = events[i].data.ptr;
        if (member)
            member->is_ready = true;
        else
            is_stop = stop_signal_read(loop->stop_fd) != 0;
    }
    return is_stop;
}

static bool work_all(struct room_loop *loop, struct err *err)
{
    int64_t now_ns = clock_monotonic_ns();

    for (size_t i = 0; i < loop->count; i++) {
        if (deadline_of(loop->members[i]) <= now_ns &&
            !work(loop, loop->members[i], clock_monotonic_ns(), err))
            return false;
    }
    return true;
}

bool room_loop_run(struct room_loop *loop, struct err *err)
{
    while (has_room_left(loop)) {
        if (wait_for_work(loop))
            return true;
        if (!work_all(loop, err))
            return false;
    }
    return true;
}

/* --- Stopping ---------------------------------------------------------- */

static struct member *next_to_stop(struct room_loop *loop)
{
    struct member *member = NULL;

    pthread_mutex_lock(&loop->stopping);
    if (loop->next_to_stop < loop->count)
        member = loop->members[loop->next_to_stop++];
    pthread_mutex_unlock(&loop->stopping);
    return member;
}

static void *stop_rooms(void *user)
{
    struct room_loop *loop = user;
    struct member *member;

    while ((member = next_to_stop(loop))) {
        struct err err;
        if (!member->room ||
            room_stop(member->room, clock_monotonic_ns(), loop->cause, &err))
            continue;
        pthread_mutex_lock(&loop->stopping);
        if (loop->failure.kind == ERR_NONE)
            loop->failure = err;
        pthread_mutex_unlock(&loop->stopping);
    }
    return NULL;
}

bool room_loop_stop(struct room_loop *loop, const char *cause, struct err *err)
{
    pthread_t threads[STOP_THREADS];
    size_t count = 0;

    loop->cause = cause;
    loop->next_to_stop = 0;
    while (count < STOP_THREADS && count + 1 < loop->count &&
           pthread_create(&threads[count], NULL, stop_rooms, loop) == 0)
        count++;
    stop_rooms(loop);
    while (count > 0)
        pthread_join(threads[--count], NULL);
    if (loop->failure.kind == ERR_NONE)
        return true;
    *err = loop->failure;
    return false;
}

/* --- Asking ------------------------------------------------------------ */

size_t room_loop_count(const struct room_loop *loop)
{
    size_t rooms = 0;

    for (size_t i = 0; i < loop->count; i++)
        rooms += loop->members[i]->room != NULL;
    return rooms;
}

struct room *room_loop_room(const struct room_loop *loop, size_t number)
{
    for (size_t i = 0; i < loop->count; i++) {
        if (loop->members[i]->room && number-- == 0)
            return loop->members[i]->room;
    }
    return NULL;
}
