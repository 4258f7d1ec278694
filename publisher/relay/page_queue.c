/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/page_queue.h"

#include <stdlib.h>
#include <string.h>

static bool has_room(
    const struct page_queue *queue, size_t length, int64_t frames_48k)
{
    if (length > PAGE_QUEUE_MOST_BYTES - queue->bytes)
        return false;
    return queue->count == 0 ||
           (queue->count < PAGE_QUEUE_MOST_PAGES &&
               queue->frames_48k + frames_48k <= PAGE_QUEUE_MOST_FRAMES_48K);
}

bool page_queue_push(struct page_queue *queue, const void *bytes, size_t length,
    int64_t frames_48k)
{
    uint8_t *copy;

    if (length == 0 || !has_room(queue, length, frames_48k) ||
        !(copy = malloc(length)))
        return false;
    memcpy(copy, bytes, length);
    queue->pages[(queue->first + queue->count) % PAGE_QUEUE_MOST_PAGES] =
        (struct queued_page){copy, length, frames_48k};
    queue->count++;
    queue->bytes += length;
    queue->frames_48k += frames_48k;
    return true;
}

size_t page_queue_front(const struct page_queue *queue, const void **bytes)
{
    const struct queued_page *page = &queue->pages[queue->first];

    if (queue->count == 0)
        return 0;
    *bytes = page->bytes + queue->taken;
    return page->length - queue->taken;
}

bool page_queue_taken(struct page_queue *queue, size_t length)
{
    struct queued_page *page = &queue->pages[queue->first];

    queue->taken += length;
    if (queue->taken < page->length)
        return false;
    queue->bytes -= page->length;
    queue->frames_48k -= page->frames_48k;
    free(page->bytes);
    *page = (struct queued_page){0};
    queue->first = (queue->first + 1) % PAGE_QUEUE_MOST_PAGES;
    queue->count--;
    queue->taken = 0;
    return true;
}

void page_queue_clear(struct page_queue *queue)
{
    while (queue->count > 0)
        page_queue_taken(
            queue, queue->pages[queue->first].length - queue->taken);
    *queue = (struct page_queue){0};
}
