/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/command/record_command.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/base/config_file.h"
#include "recorder/base/quantity.h"
#include "recorder/base/secret.h"
#include "recorder/base/text.h"
#include "recorder/control/progress.h"
#include "recorder/recording/recording.h"

/* The words behind the options, NULL where not given. */
struct words {
    const char *source;
    const char *output;
    const char *config;
    const char *room;
    const char *format;
    const char *duration;
    const char *normalize;
    const char *target;
    const char *bitrate;
    const char *title;
    const char *srtp_key_file;
    const char *srtp_key_env;
    bool lists_devices;
    const char *workers;
    const char *shard;
    const char *metrics;
    const char *progress;
    bool is_all;
    bool is_verbose;
};

#define MOST_WORKERS 256

static const char notes[] =
    "sources:\n"
    "  rtp://ADDRESS:PORT?codec=opus|pcmu|pcma|g722|l16[/RATE[/CHANNELS]]\n"
    "    &srtp=SUITE           encrypted; the key is told beside it\n"
    "    &source=ADDRESS       the only sender; joins a group for it alone\n"
    "    &interface=NAME       where a multicast group is joined\n"
    "    &pt=, &red=TYPE       payload types; &rtcp=PORT|off  of reports\n"
    "    &reorder=MS           how long a packet is waited for, default 500\n"
    "  FILE.sdp                RTP as a session description tells\n"
    "  http://... | https://...\n"
    "                          a live stream of Ogg/Opus, as Icecast sends\n"
    "  alsa:DEVICE             a sound card; default, hw:1,0 and so on\n"
    "  pulse:[NAME]            a source of PulseAudio or PipeWire\n"
    "  - | FIFO | FILE         WAV, or raw PCM with --format\n"
    "\n"
    "exit status:\n"
    "  0 recorded   1 failed   2 command line or configuration\n"
    "  3 recorded, but not to its end   75 the port is taken: try later";

static enum command_line_outcome parse_words(
    struct words *words, int argc, char **argv, struct err *err)
{
    const struct command_option options[] = {
        {"source", "SOURCE", "what to record; see below",
            .value = &words->source},
        {"output", "FILE.opus", "where to; never overwritten",
            .value = &words->output},
        {"config", "FILE", "the configuration", .value = &words->config},
        {"room", "NAME", "its room to record", .value = &words->room},
        {"format", "FORMAT", "of raw PCM: s16le,48000,2",
            .value = &words->format},
        {"duration", "TIME",
            "how long the recording will be: 90, 45m, 1h30m\n"
            "(without: until SIGINT, SIGTERM or the end of input)",
            .value = &words->duration},
        {"normalize", "HOW",
            "level: even out talkers, encode anew (default)\n"
            "gain: keep the room's packets, set the header gain\n"
            "off: keep everything as it is",
            .value = &words->normalize},
        {"target", "LUFS", "loudness of the recording, default -16",
            .value = &words->target},
        {"bitrate", "BITS", "of what is encoded, default 64k",
            .value = &words->bitrate},
        {"title", "TEXT", "of the recording", .value = &words->title},
        {"srtp-key-file", "FILE", "where the key of an encrypted source is",
            .value = &words->srtp_key_file},
        {"srtp-key-env", "NAME", "the variable of the environment it is in",
            .value = &words->srtp_key_env},
        {"all", NULL, "record every room of the configuration",
            .flag = &words->is_all},
        {"workers", "N", "with --all: share the rooms between N processes",
            .value = &words->workers},
        {"shard", "I/N",
            "with --all: only the I-th of every N rooms, as one\n"
            "of several recorders",
            .value = &words->shard},
        {"metrics", "FILE", "keep figures in it for Prometheus",
            .value = &words->metrics},
        {"progress", "json", "tell how it goes on standard output",
            .value = &words->progress},
        {"list-devices", NULL, "show the sound cards that are there",
            .flag = &words->lists_devices},
        {"verbose", NULL, "say what was done", .flag = &words->is_verbose,
            .letter = 'v'},
    };
    const struct command command = {.program = "roomcast record",
        .usage = "--source SOURCE --output FILE.opus [option ...]\n"
                 "--config FILE --room NAME [option ...]\n"
                 "--config FILE --all [option ...]\n"
                 "--list-devices",
        .summary = "Records a live audio room into a crash-safe Ogg/Opus "
                   "file at an exact loudness.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .notes = notes};

    return command_line_parse(&command, argc, argv, NULL, err);
}

static bool check_words_of_all(const struct words *words, struct err *err)
{
    const struct {
        const char *name;
        const char *value;
    } of_one[] = {{"source", words->source}, {"output", words->output},
        {"room", words->room}, {"format", words->format},
        {"duration", words->duration}, {"normalize", words->normalize},
        {"target", words->target}, {"bitrate", words->bitrate},
        {"title", words->title}, {"srtp-key-file", words->srtp_key_file},
        {"srtp-key-env", words->srtp_key_env}};

    if (!words->config)
        return err_set(err, ERR_CONFIG, "--all: expected --config FILE too");
    for (size_t i = 0; i < sizeof of_one / sizeof of_one[0]; i++) {
        if (of_one[i].value)
            return err_set(err, ERR_CONFIG,
                "--all: expected no --%s, it is for one room", of_one[i].name);
    }
    return true;
}

static bool check_words(const struct words *words, struct err *err)
{
    if (words->is_all)
        return check_words_of_all(words, err);
    if (words->workers || words->shard)
        return err_set(err, ERR_CONFIG, "--%s: expected --all too",
            words->workers ? "workers" : "shard");
    if (words->config && !words->room)
        return err_set(
            err, ERR_CONFIG, "--config: expected --room NAME or --all too");
    if (!words->config && !words->source)
        return err_set(err, ERR_CONFIG,
            "expected --source SOURCE or --config FILE --room NAME");
    if (!words->config && !words->output)
        return err_set(err, ERR_CONFIG,
            "--source: expected --output FILE.opus or --config FILE too");
    return true;
}

static bool has_controls(const char *text)
{
    for (; *text; text++) {
        if (iscntrl((unsigned char)*text))
            return true;
    }
    return false;
}

static bool check_title(const struct words *words, struct err *err)
{
    if (!words->title)
        return true;
    if (has_controls(words->title))
        return err_set(err, ERR_CONFIG,
            "--title: expected one line, without control characters");
    return text_is_utf8(words->title) ||
           err_set(err, ERR_CONFIG, "--title: expected text in UTF-8");
}

/* The room of the configuration, if there is one, or the defaults. */
static bool take_room(
    struct record_job *job, const struct words *words, struct err *err)
{
    const struct config_room *room;

    *job = (struct record_job){.room = words->room ? words->room : "room",
        .normalize = NORMALIZE_LEVEL,
        .target_lufs = CONFIG_TARGET_DEFAULT,
        .bitrate = CONFIG_BITRATE_DEFAULT,
        .duration_ns = INT64_MAX,
        .is_all = words->is_all,
        .shard = 1,
        .shard_count = 1};
    if (!words->config)
        return true;
    job->config = config_load(words->config, err);
    if (!job->config)
        return false;
    if (words->is_all)
        return true;
    room = config_find_room(job->config, words->room, err);
    if (!room)
        return false;
    if (!record_job_take_room(job, job->config, room, err))
        return false;
    if (!room->source && !words->source)
        return err_set(
            err, ERR_CONFIG, "%s: \"source\" is missing", job->place);
    return record_job_take_credentials(job, job->config, room, err);
}

/* "2/4" */
static bool take_shard(
    struct record_job *job, const char *text, struct err *err)
{
    own_heap(char) copy = strdup(text);
    char *slash = copy ? strchr(copy, '/') : NULL;
    int64_t count;
    int64_t shard;

    if (!copy)
        return err_no_memory(err);
    if (!slash)
        return err_set(
            err, ERR_CONFIG, "--shard: \"%s\": expected I/N, as 1/4", text);
    *slash = '\0';
    if (!quantity_parse_whole(slash + 1, 1, 65536, &count, err) ||
        !quantity_parse_whole(copy, 1, count, &shard, err))
        return err_prefix(err, "--shard");
    job->shard = (int)shard;
    job->shard_count = (int)count;
    return true;
}

static bool take_share(
    struct record_job *job, const struct words *words, struct err *err)
{
    int64_t workers = 0;

    if (words->workers &&
        !quantity_parse_whole(words->workers, 1, MOST_WORKERS, &workers, err))
        return err_prefix(err, "--workers");
    job->workers = (int)workers;
    if (words->shard && words->workers)
        return err_set(
            err, ERR_CONFIG, "--shard: expected no --workers with it");
    return !words->shard || take_shard(job, words->shard, err);
}

static bool take_reports(
    struct record_job *job, const struct words *words, struct err *err)
{
    struct progress ignored;

    if (words->progress && !progress_parse(words->progress, &ignored, err))
        return err_prefix(err, "--progress");
    job->metrics = words->metrics;
    job->progress = words->progress;
    return true;
}

static bool take_figures(
    struct record_job *job, const struct words *words, struct err *err)
{
    if (words->duration &&
        !quantity_parse_duration(words->duration, &job->duration_ns, err))
        return err_prefix(err, "--duration");
    if (words->duration)
        job->keeps_on = false;
    if (words->normalize &&
        !config_parse_normalize(words->normalize, &job->normalize, err))
        return err_prefix(err, "--normalize");
    if (words->target &&
        !quantity_parse_real(words->target, CONFIG_TARGET_LEAST,
            CONFIG_TARGET_MOST, &job->target_lufs, err))
        return err_prefix(err, "--target");
    if (words->bitrate &&
        !quantity_parse_bitrate(words->bitrate, CONFIG_BITRATE_LEAST,
            CONFIG_BITRATE_MOST, &job->bitrate, err))
        return err_prefix(err, "--bitrate");
    return true;
}

/* The key of an encrypted source: the options come before the room's. */
static bool take_key(
    struct record_job *job, const struct words *words, struct err *err)
{
    const struct secret_place place = {.name = "srtp-key",
        .file = words->srtp_key_file,
        .environment = words->srtp_key_env};
    const struct config_room *room = NULL;

    if (place.file || place.environment)
        return record_job_take_key(job, &place, err);
    if (job->config && !words->is_all)
        room = config_find_room(job->config, words->room, err);
    return !room || record_job_take_room_key(job, job->config, room, err);
}

static bool take_place(
    struct record_job *job, const struct words *words, struct err *err)
{
    own_value(text) state = {0};

    if (words->is_all)
        return true;
    if (!words->output)
        return record_job_take_folder(job, job->config, err);
    if (!text_has_suffix(words->output, RECORDING_SUFFIX) ||
        strlen(words->output) == strlen(RECORDING_SUFFIX))
        return err_set(err, ERR_CONFIG,
            "--output: \"%s\": expected a name that ends in .opus",
            words->output);
    job->stem = recording_stem(words->output);
    if (!job->stem)
        return err_no_memory(err);
    text_appendf(&state, "%s.srtp", job->stem);
    job->srtp_state = text_take(&state);
    return job->srtp_state || err_no_memory(err);
}

enum command_line_outcome record_command_parse(
    struct record_job *job, int argc, char **argv, struct err *err)
{
    struct words words = {0};
    enum command_line_outcome outcome = parse_words(&words, argc, argv, err);

    *job = (struct record_job){0};
    job->lists_devices = words.lists_devices;
    if (outcome != COMMAND_LINE_RUN || words.lists_devices)
        return outcome;
    if (!check_words(&words, err) || !check_title(&words, err) ||
        !take_room(job, &words, err) || !take_figures(job, &words, err) ||
        !take_share(job, &words, err) || !take_reports(job, &words, err) ||
        !take_place(job, &words, err) || !take_key(job, &words, err)) {
        record_job_clear(job);
        return COMMAND_LINE_BAD;
    }
    if (words.source) {
        job->source = words.source;
        free(take(job->place));
    }
    if (words.format)
        job->format = words.format;
    if (words.title)
        job->title = words.title;
    job->is_verbose = words.is_verbose;
    return COMMAND_LINE_RUN;
}
