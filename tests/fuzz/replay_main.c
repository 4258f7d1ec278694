/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds a fuzz target its corpus, and mutations of it that are the same in
 * every run, where libFuzzer is not to be had:
 *
 *     fuzz_NAME FILE|FOLDER…
 *
 * The target runs in a child, so that its last input survives a crash and is
 * saved as crash-PROGRAM in the current folder.
 */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fuzz/fuzz_target.h"
#include "tests/support/seeded_random.h"

#define MOST_BYTES (256 * 1024)
#define MUTATIONS_PER_FILE 300

/* The input being tried, shared with the parent. */
struct trial {
    char path[4096];
    int mutation; /* 0: the file as it is */
    int files;
    size_t length;
    uint8_t bytes[MOST_BYTES];
};

static struct seeded_random seed;

static size_t random_below(size_t bound)
{
    return seeded_random_below(&seed, bound);
}

static void replace_byte(struct trial *trial, size_t at)
{
    static const uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, '\n', ' ', '<'};

    trial->bytes[at] = random_below(2) ? (uint8_t)random_below(256)
                                       : telling[random_below(sizeof telling)];
}

static void remove_run(struct trial *trial, size_t at)
{
    size_t run = 1 + random_below(trial->length - at);

    memmove(
        trial->bytes + at, trial->bytes + at + run, trial->length - at - run);
    trial->length -= run;
}

static void double_run(struct trial *trial, size_t at)
{
    size_t run = 1 + random_below(trial->length - at);

    if (trial->length + run > MOST_BYTES)
        return;
    memmove(trial->bytes + at + run, trial->bytes + at, trial->length - at);
    trial->length += run;
}

static void mutate(struct trial *trial)
{
    for (int left = 1 + (int)random_below(4); left && trial->length; left--) {
        size_t at = random_below(trial->length);
        switch (random_below(6)) {
        case 0:
            trial->length = at;
            break;
        case 1:
            remove_run(trial, at);
            break;
        case 2:
            double_run(trial, at);
            break;
        case 3:
            trial->bytes[at] ^= (uint8_t)(1 << random_below(8));
            break;
        default:
            replace_byte(trial, at);
        }
    }
}

/* The target gets a block of exactly that size, so that a sanitizer sees the
 * first byte read beyond it. */
static void try_input(const struct trial *trial)
{
    uint8_t *exact = malloc(trial->length ? trial->length : 1);

    if (!exact)
        abort();
    memcpy(exact, trial->bytes, trial->length);
    LLVMFuzzerTestOneInput(exact, trial->length);
    free(exact);
}

static bool load(const char *path, struct trial *trial)
{
    FILE *file = fopen(path, "rbe");

    if (!file) {
        perror(path);
        return false;
    }
    snprintf(trial->path, sizeof trial->path, "%s", path);
    trial->length = fread(trial->bytes, 1, MOST_BYTES, file);
    bool is_whole = fgetc(file) == EOF && !ferror(file);
    fclose(file);
    if (!is_whole)
        fprintf(stderr, "%s: cannot be read, or is too large\n", path);
    return is_whole;
}

static bool replay_file(const char *path, struct trial *trial)
{
    static uint8_t original[MOST_BYTES];

    if (!load(path, trial))
        return false;
    size_t length = trial->length;
    memcpy(original, trial->bytes, length);
    seed.state = length;
    trial->files++;
    trial->mutation = 0;
    try_input(trial);
    while (trial->mutation++ < MUTATIONS_PER_FILE) {
        memcpy(trial->bytes, original, length);
        trial->length = length;
        mutate(trial);
        try_input(trial);
    }
    return true;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool replay_folder(const char *folder, struct trial *trial)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    bool is_good = count > 0;

    if (count <= 0)
        fprintf(stderr, "%s: expected files in it\n", folder);
    for (int i = 0; i < count; i++) {
        char path[sizeof trial->path];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        is_good = is_good && replay_file(path, trial);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return is_good;
}

static int replay_all(int argc, char **argv, struct trial *trial)
{
    struct stat status;
    bool is_good = true;

    try_input(trial); /* the empty input */
    for (int i = 1; i < argc && is_good; i++) {
        if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode))
            is_good = replay_folder(argv[i], trial);
        else
            is_good = replay_file(argv[i], trial);
    }
    return is_good ? 0 : 1;
}

static int report_crash(const struct trial *trial)
{
    char path[256];

    snprintf(path, sizeof path, "crash-%s", program_invocation_short_name);
    fprintf(stderr, "crashed by %s, mutation %d; the input is in ./%s\n",
        trial->path, trial->mutation, path);
    FILE *file = fopen(path, "wbe");
    if (file) {
        fwrite(trial->bytes, 1, trial->length, file);
        fclose(file);
    }
    return 1;
}

int main(int argc, char **argv)
{
    struct trial *trial = mmap(NULL, sizeof *trial, PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;

    if (trial == MAP_FAILED)
        return 1;
    pid_t child = fork();
    if (child == 0)
        exit(replay_all(argc, argv, trial));
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror(argv[0]);
        return 1;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return report_crash(trial);
    printf(
        "%d files, %d mutations of each\n", trial->files, MUTATIONS_PER_FILE);
    return 0;
}
