/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/disk_writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"

#define MOST_FILES 4

struct block {
    struct block *next;
    const struct disk_file *file;
    int64_t mark;
    size_t length;
    char bytes[];
};

struct disk_writer {
    pthread_t thread;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t changed;
    struct block *first;
    struct block **end;
    size_t waiting_bytes; /* queued or being written */
    bool is_ending;
    int64_t synced_mark;
    int64_t delay_ns;
    struct err failure; /* ERR_NONE until something failed */
};

/* Still of that name, and no other of it. */
static bool is_ours(const struct disk_file *file)
{
    struct stat ours;
    struct stat there;

    return fstat(file->fd, &ours) == 0 && lstat(file->path, &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

bool disk_file_remove(const struct disk_file *file, struct err *err)
{
    return !is_ours(file) || unlink(file->path) == 0 ||
           err_set_errno(err, ERR_IO, "remove %s", file->path);
}

/* Those that were written to since the last sync; at most MOST_FILES. */
struct dirty_files {
    const struct disk_file *files[MOST_FILES];
    size_t count;
};

static void mark_dirty(struct dirty_files *dirty, const struct disk_file *file)
{
    for (size_t i = 0; i < dirty->count; i++) {
        if (dirty->files[i] == file)
            return;
    }
    assert(dirty->count < MOST_FILES);
    dirty->files[dirty->count++] = file;
}

/* Nobody would ever find what is written to a file without a name. */
static bool check_name(const struct disk_file *file, struct err *err)
{
    struct stat status;

    if (fstat(file->fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at %s", file->path);
    if (S_ISREG(status.st_mode) && status.st_nlink == 0)
        return err_set(err, ERR_IO, "write %s: it was deleted", file->path);
    return true;
}

static bool sync_files(const struct dirty_files *dirty, struct err *err)
{
    for (size_t i = 0; i < dirty->count; i++) {
        const struct disk_file *file = dirty->files[i];
        if (fdatasync(file->fd) != 0)
            return err_set_errno(err, ERR_IO, "sync %s", file->path);
        if (!check_name(file, err))
            return false;
    }
    return true;
}

static bool write_blocks(const struct block *block, struct err *err)
{
    struct dirty_files dirty = {0};

    for (; block; block = block->next) {
        const struct disk_file *file = block->file;
        if (file->reserve)
            disk_reserve_grow(file->reserve, block->length);
        if (!durable_write_all(
                file->fd, block->bytes, block->length, file->path, err))
            return false;
        mark_dirty(&dirty, file);
    }
    return sync_files(&dirty, err);
}

/* Blocks that are done with. */
struct batch {
    size_t bytes;
    int64_t mark; /* the highest */
};

static struct batch free_blocks(struct block *block)
{
    struct batch batch = {0};

    while (block) {
        struct block *next = block->next;
        batch.bytes += block->length;
        if (block->mark > batch.mark)
            batch.mark = block->mark;
        free(block);
        block = next;
    }
    return batch;
}

/* Everything that waits, or NULL when the thread is to end. */
static struct block *wait_for_blocks(struct disk_writer *writer)
{
    while (!writer->first && !writer->is_ending)
        pthread_cond_wait(&writer->changed, &writer->mutex);
    struct block *blocks = writer->first;
    writer->first = NULL;
    writer->end = &writer->first;
    return blocks;
}

/* With the mutex held. */
static void note_batch(
    struct disk_writer *writer, const struct batch *batch, int64_t delay_ns)
{
    writer->waiting_bytes -= batch->bytes;
    if (writer->failure.kind == ERR_NONE && batch->mark > writer->synced_mark)
        writer->synced_mark = batch->mark;
    if (delay_ns > writer->delay_ns)
        writer->delay_ns = delay_ns;
}

static void *run(void *user)
{
    struct disk_writer *writer = user;
    struct block *blocks;

    pthread_mutex_lock(&writer->mutex);
    while ((blocks = wait_for_blocks(writer))) {
        struct err err = writer->failure;
        pthread_mutex_unlock(&writer->mutex);
        int64_t begin_ns = clock_monotonic_ns();
        if (err.kind == ERR_NONE)
            write_blocks(blocks, &err);
        int64_t delay_ns = clock_monotonic_ns() - begin_ns;
        struct batch batch = free_blocks(blocks);
        pthread_mutex_lock(&writer->mutex);
        if (writer->failure.kind == ERR_NONE)
            writer->failure = err;
        note_batch(writer, &batch, delay_ns);
        pthread_cond_broadcast(&writer->changed);
    }
    pthread_mutex_unlock(&writer->mutex);
    return NULL;
}

/* All signals are for the program's own thread; here SIGXFSZ becomes EFBIG. */
static bool start_thread(struct disk_writer *writer, struct err *err)
{
    sigset_t all;
    sigset_t before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&writer->thread, NULL, run, writer);
    int failed = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = failed;
    return failed == 0 || err_set_errno(err, ERR_IO, "start a thread");
}

struct disk_writer *disk_writer_new(struct err *err)
{
    struct disk_writer *writer = calloc(1, sizeof *writer);

    if (!writer)
        return err_no_memory(err), NULL;
    pthread_mutex_init(&writer->mutex, NULL);
    pthread_cond_init(&writer->changed, NULL);
    writer->end = &writer->first;
    if (start_thread(writer, err))
        return writer;
    pthread_cond_destroy(&writer->changed);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
    return NULL;
}

/* With the mutex held. */
static bool report(const struct disk_writer *writer, struct err *err)
{
    if (writer->failure.kind == ERR_NONE)
        return true;
    *err = writer->failure;
    return false;
}

static void enqueue(struct disk_writer *writer, struct block *block)
{
    if (writer->failure.kind == ERR_NONE && !block)
        err_no_memory(&writer->failure);
    else if (writer->failure.kind == ERR_NONE &&
             writer->waiting_bytes + block->length > DISK_WRITER_MOST_BYTES)
        err_set(&writer->failure, ERR_IO,
            "write %s: the disk is too slow, %zu bytes wait for it",
            block->file->path, writer->waiting_bytes);
    if (writer->failure.kind != ERR_NONE) {
        free(block);
        return;
    }
    *writer->end = block;
    writer->end = &block->next;
    writer->waiting_bytes += block->length;
}

bool disk_writer_append(
    struct disk_writer *writer, const struct disk_block *block, struct err *err)
{
    struct block *copy = malloc(sizeof *copy + block->length);

    if (copy) {
        *copy = (struct block){
            .file = block->file, .mark = block->mark, .length = block->length};
        memcpy(copy->bytes, block->bytes, block->length);
    }
    pthread_mutex_lock(&writer->mutex);
    enqueue(writer, copy);
    bool is_good = report(writer, err);
    pthread_mutex_unlock(&writer->mutex);
    /* After the mutex: the thread would only wake up to wait for that. */
    pthread_cond_broadcast(&writer->changed);
    return is_good;
}

int64_t disk_writer_synced(struct disk_writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    int64_t mark = writer->synced_mark;
    pthread_mutex_unlock(&writer->mutex);
    return mark;
}

int64_t disk_writer_take_delay_ns(struct disk_writer *writer)
{
    pthread_mutex_lock(&writer->mutex);
    int64_t delay_ns = writer->delay_ns;
    writer->delay_ns = 0;
    pthread_mutex_unlock(&writer->mutex);
    return delay_ns;
}

bool disk_writer_drain(struct disk_writer *writer, struct err *err)
{
    pthread_mutex_lock(&writer->mutex);
    while (writer->waiting_bytes > 0)
        pthread_cond_wait(&writer->changed, &writer->mutex);
    bool is_good = report(writer, err);
    pthread_mutex_unlock(&writer->mutex);
    return is_good;
}

void disk_writer_free(struct disk_writer *writer)
{
    if (!writer)
        return;
    pthread_mutex_lock(&writer->mutex);
    writer->is_ending = true;
    pthread_cond_broadcast(&writer->changed);
    pthread_mutex_unlock(&writer->mutex);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->changed);
    pthread_mutex_destroy(&writer->mutex);
    free(writer);
}
