/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/verifier.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/file_lock.h"
#include "recorder/base/quantity.h"
#include "recorder/recording/recording_measure.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/report/ledger_agreement.h"

/* The promise, plus what two decimals in the tags take. */
#define MOST_ERROR_LU 0.1
#define ROUNDING_LU 0.005

/* A block of BS.1770-4; less has no loudness. */
#define BLOCK_48K 19200

/* --- The container ------------------------------------------------------ */

static void judge_container(struct verification *verification)
{
    const struct conformance_findings *findings =
        &verification->conformance.findings;

    for (size_t i = 0; i < findings->count; i++)
        verification_worsen(
            verification, verification_judge(verification, &findings->list[i]));
    if (findings->total > (int64_t)findings->count)
        verification_worsen(verification, VERDICT_BAD);
}

/* --- The ledger --------------------------------------------------------- */

static bool read_ledger(struct verification *verification, struct err *err)
{
    own_heap(char) stem = recording_stem(verification->path);
    own_heap(char) path =
        stem ? recording_path(stem, RECORDING_LEDGER_SUFFIX) : NULL;
    struct err why = {0};

    if (!path)
        return err_no_memory(err);
    if (!verification->conformance.is_ours && access(path, F_OK) != 0)
        return true; /* another's */
    if (access(path, F_OK) != 0) {
        verification_note(
            verification, VERDICT_DEGRADED, "ledger", "%s is missing", path);
        return true;
    }
    verification->has_ledger =
        ledger_summary_read(&verification->ledger, path, &why);
    if (why.kind == ERR_IO || why.kind == ERR_MEMORY) {
        *err = why;
        return false;
    }
    if (!verification->has_ledger)
        verification_note(verification, VERDICT_BAD, "ledger", "%s", why.text);
    return true;
}

static void note_damages(struct verification *verification)
{
    const struct ledger_summary *ledger = &verification->ledger;

    for (size_t i = 0;
         i < ledger->damage_count && i < LEDGER_SUMMARY_MOST_DAMAGES; i++) {
        const struct ledger_damage *damage = &ledger->damages[i];
        char at[QUANTITY_TIME_BYTES];
        quantity_format_time(clock_ns_from_frames_48k(damage->at_48k), at);
        verification_note(verification, VERDICT_REPAIRED, "gap",
            "%.2f s at %s were damaged: %lld bytes at byte %lld",
            (double)damage->frames_48k / 48000, at, (long long)damage->bytes,
            (long long)damage->offset);
    }
    if (ledger->damage_count > LEDGER_SUMMARY_MOST_DAMAGES)
        verification_note(verification, VERDICT_REPAIRED, "gap", "and %zu more",
            ledger->damage_count - LEDGER_SUMMARY_MOST_DAMAGES);
}

static void judge_ledger(struct verification *verification)
{
    const struct ledger_summary *ledger = &verification->ledger;

    if (!ledger->has_begin)
        verification_note(verification, VERDICT_DEGRADED, "ledger",
            "it has no line \"begin\"");
    if (ledger->bad_lines > 0)
        verification_note(verification, VERDICT_DEGRADED, "ledger",
            "%d lines cannot be read", ledger->bad_lines);
    if (verification->is_part)
        return;
    if (!ledger->has_result)
        verification_note(verification, VERDICT_DEGRADED, "ledger",
            "it has no line \"end\" or \"repair\"");
    if (ledger->repairs > 0)
        verification_note(verification, VERDICT_REPAIRED, "repair",
            "it was left unfinished, and finished by a repair");
    note_damages(verification);
}

static bool check_ledger(
    struct verification *verification, int fd, struct err *err)
{
    if (!read_ledger(verification, err))
        return false;
    if (!verification->has_ledger)
        return true;
    judge_ledger(verification);
    return !verification->ledger.has_begin ||
           ledger_agreement_check(verification, fd, err);
}

/* --- The sound ---------------------------------------------------------- */

static bool is_near(double measured, double stated)
{
    return (isinf(measured) && isinf(stated)) ||
           fabs(measured - stated) <= MOST_ERROR_LU + ROUNDING_LU;
}

/* What is damaged now measures otherwise than what was whole. */
static bool is_broken(const struct verification *verification)
{
    return verification->conformance.findings.total > 0 &&
           verification->ledger.repairs == 0;
}

static void compare_loudness(
    struct verification *verification, const struct loudness *stated)
{
    double found = verification->loudness.integrated_lufs;

    /* Its recorder heard the packets to their end, behind the recording's. */
    if (verification->heard_48k < BLOCK_48K)
        return;
    if (!is_near(found, stated->integrated_lufs))
        verification_note(verification, VERDICT_BAD, "loudness",
            "%.2f LUFS when decoded, stated as %.2f", found,
            stated->integrated_lufs);
}

/* A file that no reader takes has been found bad already. */
static bool check_sound(struct verification *verification, struct err *err)
{
    struct loudness stated;
    struct err why = {0};
    own(recording_reader) reader =
        recording_reader_new(verification->path, &why);

    verification->has_loudness =
        reader && recording_measure(verification->path, &verification->loudness,
                      &verification->heard_48k, &why);
    if (!verification->has_loudness) {
        if (why.kind == ERR_FORMAT)
            verification_worsen(verification, VERDICT_BAD);
        *err = why;
        return why.kind == ERR_FORMAT;
    }
    if (verification->is_part || is_broken(verification))
        return true;
    if (recording_reader_loudness(reader, &stated))
        compare_loudness(verification, &stated);
    else if (verification->conformance.is_ours)
        verification_note(
            verification, VERDICT_BAD, "loudness", "its tags do not state it");
    return true;
}

/* --- All of it ---------------------------------------------------------- */

/* Its recorder has it locked. */
static bool check_owner(struct verification *verification, struct err *err)
{
    struct err why = {0};
    own_fd int fd = open(verification->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open");
    verification->is_running =
        !file_lock_hold(fd, verification->path, &why) && why.kind == ERR_BUSY;
    if (verification->is_running)
        verification_note(verification, VERDICT_RUNNING, "part",
            "it is being recorded, and was read as far as it goes");
    else
        verification_note(verification, VERDICT_DEGRADED, "part",
            "left unfinished; `roomcast verify --repair` finishes it");
    return true;
}

static bool check(struct verification *verification, struct err *err)
{
    own_fd int fd = open(verification->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open");
    verification->is_part =
        text_has_suffix(verification->path, RECORDING_PART_SUFFIX);
    if ((verification->is_part && !check_owner(verification, err)) ||
        !conformance_check(fd, &verification->conformance, err) ||
        !check_ledger(verification, fd, err) || !check_sound(verification, err))
        return false;
    judge_container(verification);
    return true;
}

bool verifier_check(
    struct verification *verification, const char *path, struct err *err)
{
    *verification = (struct verification){.path = strdup(path)};
    if (!verification->path)
        return err_no_memory(err);
    if (check(verification, err))
        return true;
    verification_clear(verification);
    return err_prefix(err, "%s", path);
}
