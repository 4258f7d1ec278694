/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that wait to be sent: five seconds of sound and a mebibyte at most,
 * whole pages in, bytes out.
 *
 *     page_queue_push(&queue, bytes, length, frames_48k)
 *     while ((length = page_queue_front(&queue, &bytes)))
 *         page_queue_taken(&queue, send(bytes, length))
 *
 * What page_queue_front() points at stays where it is until all of that page
 * was taken. A zeroed struct is an empty queue.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_PAGE_QUEUE_H
#define ROOMCAST_PUBLISHER_RELAY_PAGE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_QUEUE_MOST_FRAMES_48K (INT64_C(5) * 48000)
#define PAGE_QUEUE_MOST_BYTES (1024 * 1024)
#define PAGE_QUEUE_MOST_PAGES 512

struct queued_page {
    uint8_t *bytes;
    size_t length;
    int64_t frames_48k;
};

struct page_queue {
    struct queued_page pages[PAGE_QUEUE_MOST_PAGES]; /* a ring */
    size_t first;
    size_t count;
    size_t taken; /* of the first page */
    size_t bytes; /* of all pages that are here */
    int64_t frames_48k;
};

/* Takes a copy. False when it has no room for that page, or no memory. Into an
 * empty queue any page of up to a mebibyte goes. */
bool page_queue_push(struct page_queue *queue, const void *bytes, size_t length,
    int64_t frames_48k);

/* What is left of the first page; 0: the queue is empty. */
size_t page_queue_front(const struct page_queue *queue, const void **bytes);

/* So many bytes of it were sent. True when that was the end of the page. */
bool page_queue_taken(struct page_queue *queue, size_t length);

void page_queue_clear(struct page_queue *queue);

#endif
