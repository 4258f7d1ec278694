/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/talker.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>

#include "tests/support/wave_shape.h"

#define RATE_HZ 48000

/* A shy one, two ordinary ones, and one who sits on the microphone. */
static const struct {
    const char *voice;
    const char *pitch;
    const char *words_a_minute;
    double lufs;
    const char *speech;
} talkers[TALKER_COUNT] = {
    {"en+f3", "62", "150", -34,
        "Good evening. I would like to say something about the library. It "
        "closes at five, and most of us work until six. My children can only "
        "go there on Saturdays. Perhaps one late evening a week would do. I "
        "hope everybody can hear me, I am sitting at the very back."},
    {"en+m3", "45", "170", -24,
        "Thank you for coming, all of you. We have three points tonight: the "
        "bridge, the library and the budget. The bridge first. The engineers "
        "say that it can carry buses again from March, if the weather is "
        "kind. The second point will take longer, I am afraid."},
    {"en-us+f2", "50", "165", -16,
        "May I answer that? The budget for the library was settled in May. "
        "What is left would pay for twenty late evenings, not for fifty. We "
        "could begin in winter, when people read more, and count how many "
        "come. Then we decide with figures in front of us."},
    {"en-gb+m7", "35", "180", -12,
        "I have said it before and I will say it again: nobody asked us about "
        "the bridge! The number nine bus has been going round by the mill for "
        "two years. Two years! My shop lost half of its customers. I want to "
        "see a date, in writing, and I want to see it tonight."},
};

extern char **environ;

double talker_lufs(int number)
{
    return talkers[number % TALKER_COUNT].lufs;
}

bool talker_load(
    int number, const char *path, struct wave *wave, struct err *err)
{
    own_value(wave) found = {0};

    if (!wave_read(path, &found, err))
        return false;
    wave_mix_down(&found);
    if (!wave_convert_rate(&found, RATE_HZ, err) ||
        !wave_set_loudness(&found, talker_lufs(number), err))
        return err_prefix(err, "%s", path);
    *wave = found;
    found.samples = NULL;
    return true;
}

static bool run_espeak(int number, const char *path, struct err *err)
{
    const char *const argv[] = {"espeak-ng", "-v", talkers[number].voice, "-p",
        talkers[number].pitch, "-s", talkers[number].words_a_minute, "-w", path,
        talkers[number].speech, NULL};
    pid_t child;
    int status;

    errno =
        posix_spawnp(&child, argv[0], NULL, NULL, (char *const *)argv, environ);
    if (errno != 0)
        return err_set_errno(err, ERR_IO, "run espeak-ng");
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR)
            return err_set_errno(err, ERR_IO, "wait for espeak-ng");
    }
    return status == 0 || err_set(err, ERR_IO, "espeak-ng failed");
}

bool talker_speak(int number, struct wave *wave, struct err *err)
{
    char path[] = "/tmp/room-simulator-XXXXXX";
    own_fd int fd = mkostemp(path, O_CLOEXEC);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "create %s", path);
    number %= TALKER_COUNT;
    bool is_good =
        run_espeak(number, path, err) && talker_load(number, path, wave, err);
    unlink(path);
    return is_good;
}
