/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * power-cut MOUNTPOINT: what a power cut does to an ext4 or XFS file system.
 * Whatever is not on its device yet is dropped, the journal's last part too,
 * and nothing can be written any more (FS_IOC_SHUTDOWN without a flush of the
 * log, as the godown of xfstests). Unmount and mount it again to see what a
 * machine would find that starts anew. Root only.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "recorder/base/own.h"

#define FS_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define FS_SHUTDOWN_NOLOGFLUSH 2

int main(int argc, char **argv)
{
    uint32_t how = FS_SHUTDOWN_NOLOGFLUSH;

    if (argc != 2) {
        fprintf(stderr, "usage: power-cut MOUNTPOINT\n");
        return 2;
    }
    own_fd int fd = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, FS_IOC_SHUTDOWN, &how) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
