/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/capture_queue.h"

#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>

/* Events without end must not fill memory either. */
#define MOST_EVENTS 256

struct capture_queue {
    size_t frame_bytes;
    size_t most_bytes;
    int fd;
    pthread_mutex_t mutex; /* over all below */
    struct capture_block *first;
    struct capture_block *last;
    size_t held_bytes;
    int held_events;
    bool has_lost; /* the next block follows a break */
};

void capture_block_free(struct capture_block *block)
{
    free(block);
}

struct capture_queue *capture_queue_new(
    size_t frame_bytes, size_t most_bytes, struct err *err)
{
    own(capture_queue) queue = calloc(1, sizeof *queue);

    if (!queue)
        return err_no_memory(err), NULL;
    queue->frame_bytes = frame_bytes;
    queue->most_bytes = most_bytes;
    pthread_mutex_init(&queue->mutex, NULL);
    queue->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (queue->fd < 0)
        return err_set_errno(err, ERR_IO, "make an eventfd"), NULL;
    return take(queue);
}

static struct capture_block *new_block(const void *bytes, size_t length)
{
    struct capture_block *block = malloc(sizeof *block + length);

    if (!block)
        return NULL;
    *block = (struct capture_block){0};
    memcpy(block->bytes, bytes, length);
    return block;
}

/* Under the mutex. */
static void append(struct capture_queue *queue, struct capture_block *block)
{
    block->is_break = block->is_break || queue->has_lost;
    queue->has_lost = false;
    queue->held_bytes += block->frames * queue->frame_bytes;
    queue->held_events += block->frames == 0;
    if (queue->last)
        queue->last->next = block;
    else
        queue->first = block;
    queue->last = block;
    eventfd_write(queue->fd, 1);
}

void capture_queue_push(struct capture_queue *queue, const uint8_t *bytes,
    size_t frames, int64_t arrival_ns)
{
    size_t length = frames * queue->frame_bytes;
    struct capture_block *block = new_block(bytes, length);

    pthread_mutex_lock(&queue->mutex);
    if (block && queue->held_bytes + length <= queue->most_bytes) {
        block->frames = frames;
        block->arrival_ns = arrival_ns;
        append(queue, take(block));
    } else {
        queue->has_lost = true;
    }
    pthread_mutex_unlock(&queue->mutex);
    free(block);
}

static void push_event(struct capture_queue *queue, const char *event,
    const char *text, bool is_break)
{
    struct capture_block *block = new_block(text, strlen(text) + 1);

    pthread_mutex_lock(&queue->mutex);
    if (block && queue->held_events < MOST_EVENTS) {
        block->event = event;
        block->is_break = is_break;
        append(queue, take(block));
    } else {
        queue->has_lost = queue->has_lost || is_break;
    }
    pthread_mutex_unlock(&queue->mutex);
    free(block);
}

void capture_queue_break(
    struct capture_queue *queue, const char *event, const char *text)
{
    push_event(queue, event, event ? text : "", true);
}

void capture_queue_tell(
    struct capture_queue *queue, const char *event, const char *text)
{
    push_event(queue, event, text, false);
}

int capture_queue_descriptor(const struct capture_queue *queue)
{
    return queue->fd;
}

struct capture_block *capture_queue_pop(struct capture_queue *queue)
{
    eventfd_t count;

    pthread_mutex_lock(&queue->mutex);
    struct capture_block *block = queue->first;
    if (block) {
        queue->first = block->next;
        queue->held_bytes -= block->frames * queue->frame_bytes;
        queue->held_events -= block->frames == 0;
    }
    if (!queue->first) {
        queue->last = NULL;
        eventfd_read(queue->fd, &count);
    }
    pthread_mutex_unlock(&queue->mutex);
    if (block)
        block->next = NULL;
    return block;
}

void capture_queue_free(struct capture_queue *queue)
{
    if (!queue)
        return;
    while (queue->first) {
        struct capture_block *block = queue->first;
        queue->first = block->next;
        capture_block_free(block);
    }
    if (queue->fd >= 0)
        close(queue->fd);
    pthread_mutex_destroy(&queue->mutex);
    free(queue);
}
