/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/failing_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* of these two */
static struct failure armed[FAILING_CALLS];               /* nth 0: none */
static int hits;

static const char *const names[] = {
    [FAILING_WRITE] = "write",
    [FAILING_PWRITE] = "pwrite",
    [FAILING_PREAD] = "pread",
    [FAILING_FDATASYNC] = "fdatasync",
    [FAILING_FSYNC] = "fsync",
    [FAILING_RENAME] = "rename",
    [FAILING_OPEN] = "open",
    [FAILING_CREATE] = "create",
    [FAILING_CLOSE] = "close",
    [FAILING_FTRUNCATE] = "ftruncate",
    [FAILING_FALLOCATE] = "fallocate",
    [FAILING_FSTAT] = "fstat",
    [FAILING_FLOCK] = "flock",
    [FAILING_THREAD] = "pthread_create",
    [FAILING_MEMORY] = "malloc",
};

const char *failing_call_name(enum failing_call call)
{
    return names[call];
}

void failing_calls_arm(enum failing_call call, const struct failure *failure)
{
    pthread_mutex_lock(&mutex);
    armed[call] = *failure;
    pthread_mutex_unlock(&mutex);
}

int failing_calls_disarm(void)
{
    pthread_mutex_lock(&mutex);
    int found = hits;
    hits = 0;
    for (int i = 0; i < FAILING_CALLS; i++)
        armed[i] = (struct failure){0};
    pthread_mutex_unlock(&mutex);
    return found;
}

/* The errno of a call that is to fail, else 0. */
static int take_failure(enum failing_call call)
{
    struct failure *failure = &armed[call];
    int error = 0;

    pthread_mutex_lock(&mutex);
    if (failure->nth == 1)
        error = failure->error;
    if (failure->nth > 1 || (failure->nth == 1 && !failure->is_for_ever))
        failure->nth--;
    hits += error != 0;
    pthread_mutex_unlock(&mutex);
    return error;
}

static bool is_to_fail(enum failing_call call)
{
    int error = take_failure(call);

    if (error)
        errno = error;
    return error != 0;
}

/* --- Files --------------------------------------------------------------- */

ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    return is_to_fail(FAILING_WRITE) ? -1 : __real_write(fd, bytes, length);
}

ssize_t __real_pwrite(int fd, const void *bytes, size_t length, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t length, off_t at)
{
    return is_to_fail(FAILING_PWRITE) ? -1
                                      : __real_pwrite(fd, bytes, length, at);
}

ssize_t __real_pread(int fd, void *bytes, size_t length, off_t at);
ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at);
ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at)
{
    return is_to_fail(FAILING_PREAD) ? -1 : __real_pread(fd, bytes, length, at);
}

/* Nobody cuts the power: a sync that works need not be made. */
int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd)
{
    (void)fd;
    return is_to_fail(FAILING_FDATASYNC) ? -1 : 0;
}

int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    (void)fd;
    return is_to_fail(FAILING_FSYNC) ? -1 : 0;
}

int __real_ftruncate(int fd, off_t length);
int __wrap_ftruncate(int fd, off_t length);
int __wrap_ftruncate(int fd, off_t length)
{
    return is_to_fail(FAILING_FTRUNCATE) ? -1 : __real_ftruncate(fd, length);
}

int __real_fallocate(int fd, int mode, off_t offset, off_t length);
int __wrap_fallocate(int fd, int mode, off_t offset, off_t length);
int __wrap_fallocate(int fd, int mode, off_t offset, off_t length)
{
    return is_to_fail(FAILING_FALLOCATE)
               ? -1
               : __real_fallocate(fd, mode, offset, length);
}

int __real_fstat(int fd, struct stat *status);
int __wrap_fstat(int fd, struct stat *status);
int __wrap_fstat(int fd, struct stat *status)
{
    return is_to_fail(FAILING_FSTAT) ? -1 : __real_fstat(fd, status);
}

int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);
int __wrap_flock(int fd, int operation)
{
    return is_to_fail(FAILING_FLOCK) ? -1 : __real_flock(fd, operation);
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    int error = take_failure(FAILING_CLOSE);
    int closed = __real_close(fd);

    if (error)
        errno = error;
    return error ? -1 : closed;
}

/* --- Names --------------------------------------------------------------- */

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t mode = 0;

    va_start(arguments, flags);
    if (flags & O_CREAT)
        mode = va_arg(arguments, mode_t);
    va_end(arguments);
    if (is_to_fail(flags & O_CREAT ? FAILING_CREATE : FAILING_OPEN))
        return -1;
    return __real_open(path, flags, mode);
}

int __real_mkostemp(char *template, int flags);
int __wrap_mkostemp(char *template, int flags);
int __wrap_mkostemp(char *template, int flags)
{
    return is_to_fail(FAILING_CREATE) ? -1 : __real_mkostemp(template, flags);
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode)
{
    return is_to_fail(FAILING_CREATE) ? -1 : __real_mkdir(path, mode);
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    return is_to_fail(FAILING_RENAME) ? -1 : __real_rename(from, to);
}

int __real_renameat2(int old_folder, const char *from, int new_folder,
    const char *to, unsigned flags);
int __wrap_renameat2(int old_folder, const char *from, int new_folder,
    const char *to, unsigned flags);
int __wrap_renameat2(int old_folder, const char *from, int new_folder,
    const char *to, unsigned flags)
{
    return is_to_fail(FAILING_RENAME)
               ? -1
               : __real_renameat2(old_folder, from, new_folder, to, flags);
}

/* --- Threads and memory -------------------------------------------------- */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*run)(void *), void *user);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*run)(void *), void *user);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
    void *(*run)(void *), void *user)
{
    int error = take_failure(FAILING_THREAD);

    return error ? error : __real_pthread_create(thread, attributes, run, user);
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return is_to_fail(FAILING_MEMORY) ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return is_to_fail(FAILING_MEMORY) ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
    return is_to_fail(FAILING_MEMORY) ? NULL : __real_realloc(old, size);
}

char *__real_strdup(const char *string);
char *__wrap_strdup(const char *string);
char *__wrap_strdup(const char *string)
{
    return is_to_fail(FAILING_MEMORY) ? NULL : __real_strdup(string);
}

char *__real_strndup(const char *string, size_t most);
char *__wrap_strndup(const char *string, size_t most);
char *__wrap_strndup(const char *string, size_t most)
{
    return is_to_fail(FAILING_MEMORY) ? NULL : __real_strndup(string, most);
}
