/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/transcriber.h"

#include "publisher/texts/transcript.h"
#include "recorder/base/command_run.h"

bool transcriber_run(const struct transcriber *transcriber, const char *path,
    struct text *printed, struct err *err)
{
    const struct command_run order = {
        .command = transcriber->command,
        .argument = path,
        .limit_ns = transcriber->limit_ns,
        .most_bytes = TRANSCRIPT_MOST_BYTES,
        .stop_fd = -1,
    };

    return command_run(&order, printed, err) ||
           err_prefix(err, "transcribe: %.60s", transcriber->command);
}
