/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/record_job.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/audio/recording.h"
#include "recorder/base/quantity.h"
#include "recorder/base/secret.h"
#include "recorder/base/text.h"

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
    bool is_verbose;
};

static const char notes[] =
    "sources:\n"
    "  rtp://ADDRESS:PORT?codec=opus|pcmu|pcma|g722|l16[/RATE[/CHANNELS]]\n"
    "    &srtp=SUITE           encrypted; the key is told beside it\n"
    "    &source=ADDRESS       the only sender; joins a group for it alone\n"
    "    &interface=NAME       where a multicast group is joined\n"
    "    &pt=, &red=TYPE       payload types; &rtcp=PORT|off  of reports\n"
    "  FILE.sdp                RTP as a session description tells\n"
    "  http://… | https://…    a live stream of Ogg/Opus, as Icecast sends\n"
    "  alsa:DEVICE             a sound card; default, hw:1,0, …\n"
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
        {"list-devices", NULL, "show the sound cards that are there",
            .flag = &words->lists_devices},
        {"verbose", NULL, "say what was done", .flag = &words->is_verbose,
            .letter = 'v'},
    };
    const struct command command = {.program = "roomcast record",
        .usage = "--source SOURCE --output FILE.opus [option ...]\n"
                 "       roomcast record --config FILE --room NAME "
                 "[option ...]\n"
                 "       roomcast record --list-devices",
        .summary = "Records a live audio room into a crash-safe Ogg/Opus "
                   "file at an exact loudness.",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
        .notes = notes};

    return command_line_parse(&command, argc, argv, NULL, err);
}

static bool check_words(const struct words *words, struct err *err)
{
    if (words->config && !words->room)
        return err_set(err, ERR_CONFIG, "--config: expected --room NAME too");
    if (!words->config && !words->source)
        return err_set(err, ERR_CONFIG,
            "expected --source SOURCE or --config FILE --room NAME");
    if (!words->config && !words->output)
        return err_set(err, ERR_CONFIG,
            "--source: expected --output FILE.opus or --config FILE too");
    return true;
}

/* Where others can read it, that becomes a warning. */
static bool take_secret(struct record_job *job,
    const struct secret_place *place, const char *kind, char **secret,
    struct err *err)
{
    own_value(text) warning = {0};
    bool is_exposed;

    if (!secret_load(place, secret, &is_exposed, err))
        return false;
    bool is_told = place->value && job->config->exposed_key;
    if (!is_exposed && !is_told)
        return true;
    if (job->warning)
        text_appendf(&warning, "%s; ", job->warning);
    if (is_exposed)
        text_appendf(
            &warning, "%s: others can read this %s", place->file, kind);
    else
        text_appendf(&warning, "%s: others can read it, and %s is in it",
            job->config->path, place->name);
    free(job->warning);
    job->warning = text_take(&warning);
    return job->warning || err_no_memory(err);
}

/* Who we are to the source. Only the configuration tells: a command line can
 * be seen by everybody. */
static bool take_credentials(
    struct record_job *job, const struct config_room *room, struct err *err)
{
    const struct secret_place place = {.name = "source-password",
        .value = room->source_password,
        .file = room->source_password_file,
        .environment = room->source_password_env};

    if (!take_secret(job, &place, "password", &job->password, err))
        return false;
    if (job->password && !room->source_user)
        return err_set(
            err, ERR_CONFIG, "source-password: expected source-user too");
    job->user = room->source_user;
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
        .duration_ns = INT64_MAX};
    if (!words->config)
        return true;
    job->config = config_load(words->config, err);
    if (!job->config)
        return false;
    room = config_find_room(job->config, words->room, err);
    if (!room)
        return false;
    job->room = room->name;
    job->source = room->source;
    job->format = room->format;
    job->title = room->title;
    job->normalize = room->normalize;
    job->target_lufs = room->target_lufs;
    job->bitrate = room->bitrate;
    if (!room->source && !words->source)
        return err_set(err, ERR_CONFIG,
            "%s:%d: [room %s]: \"source\" is missing", words->config,
            room->line, room->name);
    return take_credentials(job, room, err) ||
           err_prefix(
               err, "%s:%d: [room %s]", words->config, room->line, room->name);
}

static bool take_figures(
    struct record_job *job, const struct words *words, struct err *err)
{
    if (words->duration &&
        !quantity_parse_duration(words->duration, &job->duration_ns, err))
        return err_prefix(err, "--duration");
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
static bool take_srtp_key(
    struct record_job *job, const struct words *words, struct err *err)
{
    const struct config_room *room = NULL;
    struct secret_place place = {.name = "srtp-key",
        .file = words->srtp_key_file,
        .environment = words->srtp_key_env};

    if (job->config && !place.file && !place.environment)
        room = config_find_room(job->config, job->room, err);
    if (room) {
        place.value = room->srtp_key;
        place.file = room->srtp_key_file;
        place.environment = room->srtp_key_env;
    }
    return take_secret(job, &place, "key", &job->srtp_key, err);
}

static bool has_suffix(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);

    return length > suffix_length &&
           strcmp(text + length - suffix_length, suffix) == 0;
}

static bool take_place(
    struct record_job *job, const struct words *words, struct err *err)
{
    own_value(text) folder = {0};
    own_value(text) state = {0};

    if (words->output) {
        if (!has_suffix(words->output, RECORDING_SUFFIX))
            return err_set(err, ERR_CONFIG,
                "--output: \"%s\": expected a name that ends in .opus",
                words->output);
        job->stem = recording_stem(words->output);
        if (!job->stem)
            return err_no_memory(err);
        text_appendf(&state, "%s.srtp", job->stem);
    } else {
        text_appendf(&folder, "%s/%s", job->config->spool, job->room);
        text_appendf(&state, "%s/%s.srtp", job->config->state, job->room);
        job->folder = text_take(&folder);
    }
    job->srtp_state = text_take(&state);
    return (job->srtp_state && (job->stem || job->folder)) ||
           err_no_memory(err);
}

enum command_line_outcome record_job_parse(
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
        !take_place(job, &words, err) || !take_srtp_key(job, &words, err)) {
        record_job_clear(job);
        return COMMAND_LINE_BAD;
    }
    if (words.source)
        job->source = words.source;
    if (words.format)
        job->format = words.format;
    if (words.title)
        job->title = words.title;
    job->is_verbose = words.is_verbose;
    return COMMAND_LINE_RUN;
}

void record_job_clear(struct record_job *job)
{
    secret_free(job->password);
    config_free(job->config);
    free(job->stem);
    free(job->folder);
    secret_free(job->srtp_key);
    free(job->srtp_state);
    free(job->warning);
    *job = (struct record_job){0};
}
