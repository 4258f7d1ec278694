/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/feeds/served_site.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

void served_site_write(const char *root, const char *name, const char *bytes)
{
    char path[256];
    const struct timespec times[2] = {
        {SERVED_SITE_MODIFIED_S, 0}, {SERVED_SITE_MODIFIED_S, 5}};

    snprintf(path, sizeof path, "%s/%s", root, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
    assert_int_equal(futimens(fd, times), 0);
    close(fd);
}

static void make_folder(const char *root, const char *name)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", root, name);
    assert_int_equal(mkdir(path, 0755), 0);
}

static void make_link(const char *root, const char *name, const char *target)
{
    char path[256];

    snprintf(path, sizeof path, "%s/%s", root, name);
    assert_int_equal(symlink(target, path), 0);
}

int served_site_begin(void **state)
{
    struct served_site *site = calloc(1, sizeof *site);
    char folder[128];
    struct err err = {0};

    snprintf(site->root, sizeof site->root, "/tmp/roomcast-answer-XXXXXX");
    assert_non_null(mkdtemp(site->root));
    served_site_write(site->root, "secret", "secret");
    make_folder(site->root, "site");
    make_folder(site->root, "site/weekly");
    make_folder(site->root, "site/empty");
    served_site_write(site->root, "site/index.html", "<html>");
    served_site_write(site->root, "site/weekly/feed.xml", "<rss/>");
    served_site_write(site->root, "site/weekly/ten.mp3", "0123456789");
    served_site_write(site->root, "site/weekly/nothing.mp3", "");
    make_link(site->root, "site/latest.mp3", "weekly/ten.mp3");
    make_link(site->root, "site/up", "../secret");
    make_link(site->root, "site/passwd", "/etc/passwd");
    snprintf(folder, sizeof folder, "%s/site", site->root);
    site->folder = web_folder_new(folder, &err);
    assert_non_null(site->folder);
    *state = site;
    return 0;
}

int served_site_end(void **state)
{
    static const char *const names[] = {"secret", "site/index.html",
        "site/weekly/feed.xml", "site/weekly/ten.mp3",
        "site/weekly/nothing.mp3", "site/latest.mp3", "site/up", "site/passwd",
        "site/fifo", "site/weekly/feed-long.xml", "site/shut.mp3",
        "site/weekly", "site/empty", "site", "."};
    struct served_site *site = *state;
    char path[256];

    web_folder_free(site->folder);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", site->root, names[i]);
        remove(path);
    }
    rmdir(site->root);
    free(site);
    return 0;
}
