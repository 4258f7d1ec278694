/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_hook.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder/base/command_words.h"
#include "recorder/base/text.h"

/* As the recorder's hooks: nothing else of our environment is passed on. */
static const char *const inherited[] = {"PATH", "HOME", "USER", "LOGNAME",
    "SHELL", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ",
    "TMPDIR", "XDG_RUNTIME_DIR"};

#define INHERITED (sizeof inherited / sizeof inherited[0])
#define FACTS 5

struct relay_hook {
    char **words; /* NULL: none is run */
    const char *room;
    int64_t limit_ns;
    bool is_missing;
    int64_t missing_ns; /* since when */
    bool is_raised;
    pid_t pid; /* 0: none runs */
    int64_t started_ns;
};

struct relay_hook *relay_hook_new(
    const char *command, const char *room, int64_t limit_ns, struct err *err)
{
    own(relay_hook) hook = calloc(1, sizeof *hook);

    if (!hook)
        return err_no_memory(err), NULL;
    hook->room = room;
    hook->limit_ns = limit_ns;
    if (command && !(hook->words = command_words_parse(command, err)))
        return NULL;
    return take(hook);
}

static void reap(struct relay_hook *hook, int64_t now_ns)
{
    if (hook->pid == 0)
        return;
    if (waitpid(hook->pid, NULL, WNOHANG) != 0)
        hook->pid = 0;
    else if (now_ns - hook->started_ns > hook->limit_ns)
        kill(-hook->pid, SIGKILL);
}

struct environment {
    struct text facts[FACTS];
    char *lines[INHERITED + FACTS + 1];
    size_t count;
};

static void fill(struct environment *environment, const struct relay_hook *hook,
    const char *text)
{
    struct text *facts = environment->facts;

    text_append(&facts[0], "ROOMCAST_EVENT=alarm");
    text_appendf(&facts[1], "ROOMCAST_ROOM=%s", hook->room);
    text_append(&facts[2], "ROOMCAST_ALARM=relay");
    text_appendf(&facts[3], "ROOMCAST_ALARM_STATE=%s",
        hook->is_raised ? "raised" : "cleared");
    text_appendf(&facts[4], "ROOMCAST_TEXT=%s", text);
    for (size_t i = 0; i < FACTS; i++) {
        if (facts[i].bytes)
            environment->lines[environment->count++] = facts[i].bytes;
    }
    for (char **line = environ; line && *line; line++) {
        size_t length = strcspn(*line, "=");
        for (size_t i = 0; i < INHERITED; i++) {
            if (strlen(inherited[i]) == length &&
                strncmp(*line, inherited[i], length) == 0 &&
                environment->count < INHERITED + FACTS)
                environment->lines[environment->count++] = *line;
        }
    }
}

static bool prepare(
    posix_spawnattr_t *attributes, posix_spawn_file_actions_t *files)
{
    sigset_t none;
    sigset_t all;

    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setflags(
               attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                               POSIX_SPAWN_SETSIGDEF) == 0 &&
           posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawn_file_actions_addopen(
               files, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(
               files, STDERR_FILENO, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1) ==
               0;
}

static void spawn(struct relay_hook *hook, char **environment)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;

    if (posix_spawnattr_init(&attributes) != 0)
        return;
    if (posix_spawn_file_actions_init(&files) == 0) {
        if (!prepare(&attributes, &files) ||
            posix_spawnp(&hook->pid, hook->words[0], &files, &attributes,
                hook->words, environment) != 0)
            hook->pid = 0;
        posix_spawn_file_actions_destroy(&files);
    }
    posix_spawnattr_destroy(&attributes);
}

static void run(struct relay_hook *hook, const char *text, int64_t now_ns)
{
    struct environment environment = {0};

    if (!hook->words)
        return;
    fill(&environment, hook, text);
    hook->started_ns = now_ns;
    spawn(hook, environment.lines);
    for (size_t i = 0; i < FACTS; i++)
        text_clear(&environment.facts[i]);
}

enum relay_alarm relay_hook_update(
    struct relay_hook *hook, bool is_missing, const char *text, int64_t now_ns)
{
    reap(hook, now_ns);
    if (is_missing && !hook->is_missing)
        hook->missing_ns = now_ns;
    hook->is_missing = is_missing;
    /* Who heard that it is raised must hear that it is cleared. */
    if (hook->pid > 0 || hook->is_raised == is_missing ||
        (is_missing && now_ns - hook->missing_ns < RELAY_ALARM_NS))
        return RELAY_ALARM_SAME;
    hook->is_raised = is_missing;
    run(hook, text, now_ns);
    return is_missing ? RELAY_ALARM_RAISED : RELAY_ALARM_CLEARED;
}

void relay_hook_free(struct relay_hook *hook)
{
    if (!hook)
        return;
    free(hook->words);
    free(hook);
}
