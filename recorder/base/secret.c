/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/secret.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define CREDENTIAL "credential:"
#define WHITE " \t\r\n"

/* A copy of the first line, without white space around it. */
static bool copy_line(const char *text, char **secret, struct err *err)
{
    const char *begin = text + strspn(text, WHITE);
    size_t length = strcspn(begin, "\r\n");

    while (length && strchr(WHITE, begin[length - 1]))
        length--;
    if (!length)
        return err_set(err, ERR_CONFIG, "it is empty");
    *secret = strndup(begin, length);
    return *secret || err_no_memory(err);
}

bool secret_is_credential(const char *file)
{
    return strncmp(file, CREDENTIAL, strlen(CREDENTIAL)) == 0;
}

/* Names of systemd hold no slash: one that does would lead elsewhere. */
static bool find_file(const char *file, struct text *path, struct err *err)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    const char *name = file + strlen(CREDENTIAL);

    if (!secret_is_credential(file))
        text_append(path, file);
    else if (!*name || strchr(name, '/'))
        return err_set(err, ERR_CONFIG, "expected the name of a credential");
    else if (!folder)
        return err_set(err, ERR_CONFIG,
            "systemd gave no credentials: CREDENTIALS_DIRECTORY is not set");
    else
        text_appendf(path, "%s/%s", folder, name);
    return text_finish(path, err);
}

static bool read_file(
    const char *file, char **secret, bool *is_exposed, struct err *err)
{
    own_value(text) path = {0};
    char text[SECRET_MOST_BYTES + 1];
    struct stat status;

    if (!find_file(file, &path, err))
        return false;
    own_fd int fd = open(text_string(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) < 0)
        return err_set_errno(err, ERR_CONFIG, "open");
    if (!S_ISREG(status.st_mode) || status.st_size > SECRET_MOST_BYTES)
        return err_set(err, ERR_CONFIG,
            "expected a regular file of at most %d bytes", SECRET_MOST_BYTES);
    ssize_t length = read(fd, text, SECRET_MOST_BYTES);
    if (length < 0)
        return err_set_errno(err, ERR_CONFIG, "read");
    text[length] = '\0';
    bool is_good = copy_line(text, secret, err);
    explicit_bzero(text, sizeof text);
    if (is_good)
        *is_exposed = status.st_mode & S_IROTH;
    return is_good;
}

static bool read_environment(const char *name, char **secret, struct err *err)
{
    const char *value = getenv(name);

    if (!value)
        return err_set(err, ERR_CONFIG, "it is not set");
    return copy_line(value, secret, err);
}

bool secret_load(const struct secret_place *place, char **secret,
    bool *is_exposed, struct err *err)
{
    int places = !!place->value + !!place->file + !!place->environment;

    *secret = NULL;
    *is_exposed = false;
    if (places > 1)
        return err_set(err, ERR_CONFIG,
            "expected one of %s, %s-file and %s-env, not several", place->name,
            place->name, place->name);
    if (place->file)
        return read_file(place->file, secret, is_exposed, err) ||
               err_prefix(err, "%s-file: %s", place->name, place->file);
    if (place->environment)
        return read_environment(place->environment, secret, err) ||
               err_prefix(err, "%s-env: %s", place->name, place->environment);
    if (place->value)
        return copy_line(place->value, secret, err) ||
               err_prefix(err, "%s", place->name);
    return true;
}

void secret_free(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}
