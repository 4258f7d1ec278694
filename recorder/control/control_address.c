/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_address.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* What comes behind STATE at most: "/control/", a room and ".sock" or ".new".
 */
#define CONTROL_NAME_BYTES 96

/* Before anything is made of it. */
static bool check_length(const char *state, struct err *err)
{
    if (strlen(state) < CONTROL_PATH_BYTES - CONTROL_NAME_BYTES)
        return true;
    errno = ENAMETOOLONG;
    return err_set(err, ERR_LIMIT, "%.100s…: the path is too long", state);
}

bool control_folder_make(const char *state, struct err *err)
{
    own_value(text) folder = {0};
    struct stat status;

    if (!check_length(state, err) || !durable_make_folder(state, 0755, err))
        return false;
    text_appendf(&folder, "%s/control", state);
    if (!text_finish(&folder, err))
        return false;
    const char *path = text_string(&folder);
    if (!durable_make_folder(path, 0700, err))
        return false;
    if (stat(path, &status) != 0 ||
        ((status.st_mode & 077) && chmod(path, 0700) != 0))
        return err_set_errno(
            err, ERR_IO, "close %s to other users", text_string(&folder));
    return true;
}

static bool open_folder(
    struct control_address *address, const char *state, struct err *err)
{
    char *path = address->path;

    if (!check_length(state, err))
        return false;
    snprintf(path, sizeof address->path, "%s/control", state);
    address->folder_fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return address->folder_fd >= 0 ||
           err_set_errno(err, ERR_IO, "open folder %s", path);
}

static void set_name(const struct control_address *address, const char *folder,
    const char *room, const char *kind, struct sockaddr_un *name)
{
    char *path = name->sun_path;
    size_t most = sizeof name->sun_path;

    name->sun_family = AF_UNIX;
    if (snprintf(path, most, "%s/%.70s.%s", folder, room, kind) >= (int)most)
        snprintf(path, most, "/proc/self/fd/%d/%.70s.%s", address->folder_fd,
            room, kind);
}

bool control_address_open(struct control_address *address, const char *state,
    const char *room, struct err *err)
{
    struct control_address at = {.folder_fd = -1};

    if (!open_folder(&at, state, err))
        return false;
    size_t length = strlen(at.path);
    own_heap(char) folder = strdup(at.path);
    if (!folder) {
        control_address_clear(&at);
        return err_no_memory(err);
    }
    snprintf(at.lock, sizeof at.lock, "%.70s.lock", room);
    snprintf(at.path + length, sizeof at.path - length, "/%.70s.sock", room);
    set_name(&at, folder, room, "sock", &at.name);
    set_name(&at, folder, room, "new", &at.fresh);
    *address = at;
    return true;
}

void control_address_clear(struct control_address *address)
{
    if (address->folder_fd >= 0)
        close(address->folder_fd);
    address->folder_fd = -1;
}
