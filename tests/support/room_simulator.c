/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A live room for tests and the quickstart: talkers of clearly different
 * loudness, mixed and sent over RTP in real time, on a good network or a bad
 * one. What it does is decided by its options and its seed alone.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/log.h"
#include "recorder/base/program.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"
#include "tests/support/conversation.h"
#include "tests/support/departures.h"
#include "tests/support/payloads.h"
#include "tests/support/rtp_sender.h"
#include "tests/support/talker.h"

#define MOST_TALKERS 16
#define MOST_SECONDS (12 * 3600)

static volatile sig_atomic_t stop;

static const char *opt_to, *opt_mix, *opt_packets;
static const char *opt_seconds = "30", *opt_codec = "opus", *opt_seed = "1";
static const char *opt_channels = "1", *opt_loss = "0", *opt_reorder = "0";
static const char *opt_duplicate = "0", *opt_jitter = "0";
static const char *opt_pause_at, *opt_pause_for = "5", *opt_restart, *opt_burst;
static const char *opt_sequence = "1", *opt_timestamp;
static bool opt_stranger;

static const struct command_option options[] = {
    {"to", "ADDR:PORT", "where the packets go; needed", .value = &opt_to},
    {"seconds", "N", "how long the room is open (30)", .value = &opt_seconds},
    {"codec", "NAME", "opus (the default), opus-fec, pcmu, pcma or l16",
        .value = &opt_codec},
    {"channels", "N", "1 (the default) or 2, for opus and l16",
        .value = &opt_channels},
    {"seed", "N", "another conversation, other faults (1)", .value = &opt_seed},
    {"save-mix", "FILE.wav", "write what is said in the room",
        .value = &opt_mix},
    {"save-packets", "FILE",
        "write the payloads that are sent, once each and in\n"
        "order, each behind its length (32 bits, big-endian)",
        .value = &opt_packets},
    {"loss", "PERCENT", "lose packets", .value = &opt_loss},
    {"duplicate", "PERCENT", "send packets twice", .value = &opt_duplicate},
    {"reorder", "N", "send 2 % of the packets up to N packets late",
        .value = &opt_reorder},
    {"jitter-ms", "N", "delay each packet by up to N ms", .value = &opt_jitter},
    {"pause-at", "S", "the room is empty from then on …",
        .value = &opt_pause_at},
    {"pause-for", "S", "… for so long (5): nothing is sent",
        .value = &opt_pause_for},
    {"restart-at", "S", "the sender begins anew: SSRC, sequence, timestamp",
        .value = &opt_restart},
    {"burst-at", "S", "half a second stalls and comes all at once",
        .value = &opt_burst},
    {"start-sequence", "N", "the first sequence number (1)",
        .value = &opt_sequence},
    {"start-timestamp", "N", "the first timestamp (one packet's)",
        .value = &opt_timestamp},
    {"stranger", NULL, "somebody else sends rubbish meanwhile",
        .flag = &opt_stranger},
};

static const struct command command = {
    .program = "room-simulator",
    .usage = "--to ADDR:PORT [OPTION]... [TALKER.wav]...",
    .summary = "Sends a simulated room over RTP in real time. Without files "
               "the talkers are made\nby espeak-ng.",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .operand = "TALKER.wav",
    .notes =
        "All of it is encoded before the first packet leaves. It ends with "
        "one line of\nJSON: what was sent, and when on the "
        "monotonic clock.",
};

static bool parse_whole(const char *name, const char *text, int64_t most,
    int64_t *out, struct err *err)
{
    return quantity_parse_whole(text, 0, most, out, err) ||
           err_prefix(err, "--%s", name);
}

static bool parse_percent(
    const char *name, const char *text, double *out, struct err *err)
{
    return quantity_parse_real(text, 0, 100, out, err) ||
           err_prefix(err, "--%s", name);
}

/* Seconds into nanoseconds; `text` NULL leaves *ns alone. */
static bool parse_seconds(
    const char *name, const char *text, int64_t *ns, struct err *err)
{
    double seconds;

    if (!text)
        return true;
    if (!quantity_parse_real(text, 0, MOST_SECONDS, &seconds, err))
        return err_prefix(err, "--%s", name);
    *ns = llround(seconds * (double)CLOCK_SECOND_NS);
    return true;
}

static bool parse_faults(struct traffic *traffic, struct err *err)
{
    int64_t reorder = 0;
    int64_t jitter_ms = 0;

    if (!parse_percent("loss", opt_loss, &traffic->loss_percent, err) ||
        !parse_percent(
            "duplicate", opt_duplicate, &traffic->duplicate_percent, err) ||
        !parse_whole("reorder", opt_reorder, 1000, &reorder, err) ||
        !parse_whole("jitter-ms", opt_jitter, 10000, &jitter_ms, err))
        return false;
    traffic->reorder = (int)reorder;
    traffic->jitter_ns = jitter_ms * CLOCK_MILLISECOND_NS;
    traffic->has_stranger = opt_stranger;
    return true;
}

static bool parse_moods(struct traffic *traffic, struct err *err)
{
    traffic->pause_at_ns = DEPARTURE_NEVER;
    traffic->restart_at_ns = DEPARTURE_NEVER;
    traffic->burst_at_ns = DEPARTURE_NEVER;
    return parse_seconds(
               "pause-at", opt_pause_at, &traffic->pause_at_ns, err) &&
           parse_seconds(
               "pause-for", opt_pause_for, &traffic->pause_for_ns, err) &&
           parse_seconds(
               "restart-at", opt_restart, &traffic->restart_at_ns, err) &&
           parse_seconds("burst-at", opt_burst, &traffic->burst_at_ns, err);
}

static bool parse_start(struct traffic *traffic, struct err *err)
{
    int64_t seed = 0;
    int64_t sequence = 0;
    int64_t timestamp =
        traffic->codec->rate_hz / 1000 * traffic->codec->packet_ms;

    if (!parse_whole("seed", opt_seed, INT64_MAX, &seed, err) ||
        !parse_whole(
            "start-sequence", opt_sequence, UINT16_MAX, &sequence, err) ||
        (opt_timestamp && !parse_whole("start-timestamp", opt_timestamp,
                              UINT32_MAX, &timestamp, err)))
        return false;
    traffic->seed = (uint64_t)seed;
    traffic->first_sequence = (uint16_t)sequence;
    traffic->first_timestamp = (uint32_t)timestamp;
    return true;
}

static bool parse_traffic(struct traffic *traffic, struct err *err)
{
    traffic->codec = payload_codec_find(opt_codec, err);
    if (!traffic->codec)
        return err_prefix(err, "--codec");
    if (!opt_to)
        return err_set(err, ERR_CONFIG, "--to: expected ADDR:PORT");
    return parse_faults(traffic, err) && parse_moods(traffic, err) &&
           parse_start(traffic, err);
}

struct company {
    struct wave talkers[MOST_TALKERS];
    int count;
};

static void company_clear(struct company *company)
{
    for (int i = 0; i < company->count; i++)
        wave_clear(&company->talkers[i]);
}

static bool invite(
    struct company *company, char **paths, int path_count, struct err *err)
{
    int wanted = path_count ? path_count : TALKER_COUNT;

    if (wanted > MOST_TALKERS)
        return err_set(
            err, ERR_CONFIG, "expected at most %d talkers", MOST_TALKERS);
    for (; company->count < wanted; company->count++) {
        struct wave *talker = &company->talkers[company->count];
        bool is_there = path_count ? talker_load(company->count,
                                         paths[company->count], talker, err)
                                   : talker_speak(company->count, talker, err);
        if (!is_there)
            return false;
    }
    return true;
}

/* Nobody is there to be heard in the pause. */
static void silence_pause(struct wave *mix, const struct traffic *traffic)
{
    size_t channels = (size_t)mix->channels;

    for (size_t i = 0; i < mix->frames; i++) {
        int64_t at_ns = clock_ns_from_frames_48k((int64_t)i);
        if (at_ns >= traffic->pause_at_ns &&
            at_ns - traffic->pause_at_ns < traffic->pause_for_ns)
            memset(mix->samples + i * channels, 0, channels * sizeof(float));
    }
}

static bool parse_channels(
    const struct payload_codec *codec, int *channels, struct err *err)
{
    int64_t most = codec->can_be_stereo ? 2 : 1;
    int64_t found;

    if (!quantity_parse_whole(opt_channels, 1, most, &found, err))
        return err_prefix(err, "--channels");
    *channels = (int)found;
    return true;
}

static bool hold_conversation(const struct traffic *traffic,
    const struct company *company, struct wave *mix, struct err *err)
{
    int64_t length_ns = 0;
    struct conversation conversation = {.talkers = company->talkers,
        .talker_count = company->count,
        .seed = traffic->seed};

    if (!parse_channels(traffic->codec, &conversation.channels, err) ||
        !parse_seconds("seconds", opt_seconds, &length_ns, err) ||
        !conversation_mix(&conversation,
            (size_t)clock_frames_48k_from_ns(length_ns), mix, err))
        return false;
    silence_pause(mix, traffic);
    return !opt_mix || wave_write(opt_mix, mix, err);
}

/* The sequence is that of the payloads, whatever order they were sent in. */
static bool save_packets(const struct departures *departures,
    const struct payloads *payloads, struct err *err)
{
    own_value(text) file = {0};
    own_heap(bool) is_sent = calloc(payloads->count + 1, sizeof *is_sent);

    if (!is_sent)
        return err_no_memory(err);
    for (size_t i = 0; i < departures->count; i++) {
        if (!departures->list[i].is_stranger)
            is_sent[departures->list[i].payload] = true;
    }
    for (size_t i = 0; i < payloads->count; i++) {
        const struct payload *payload = &payloads->list[i];
        if (!is_sent[i])
            continue;
        text_append_be32(&file, (uint32_t)payload->bytes);
        text_append_bytes(&file, payload->data, payload->bytes);
    }
    return text_finish(&file, err) && durable_replace(opt_packets, 0644,
                                          text_string(&file), file.length, err);
}

static bool print_report(const struct traffic *traffic,
    const struct departures *departures, const struct rtp_report *report,
    struct err *err)
{
    own(jdoc) line = jdoc_new();
    double seconds =
        (double)traffic->payloads->count * traffic->codec->packet_ms / 1000;

    jdoc_set_whole(line, "packets", (int64_t)report->packets);
    jdoc_set_whole(line, "lost", (int64_t)departures->lost);
    jdoc_set_whole(line, "duplicates", (int64_t)departures->duplicates);
    jdoc_set_whole(line, "ssrc", departures->ssrc);
    jdoc_set_real(line, "seconds", seconds);
    jdoc_set_whole(line, "first_send_ns", report->first_ns);
    jdoc_set_whole(line, "first_due_ns", report->first_due_ns);
    jdoc_set_whole(line, "last_send_ns", report->last_ns);
    jdoc_set_real(line, "late_most_ms", (double)report->late_most_ns / 1e6);
    own_heap(char) text = jdoc_format(line, err);
    if (text)
        puts(text);
    return text;
}

static bool run(char **paths, int path_count, struct err *err)
{
    struct traffic traffic = {0};
    own_value(company) company = {0};
    own_value(wave) mix = {0};
    own_value(payloads) payloads = {0};
    own_value(departures) departures = {0};
    struct rtp_report report;

    if (!parse_traffic(&traffic, err) ||
        !invite(&company, paths, path_count, err) ||
        !hold_conversation(&traffic, &company, &mix, err) ||
        !payloads_encode(&payloads, traffic.codec, &mix, err))
        return false;
    traffic.payloads = &payloads;
    if (!departures_plan(&departures, &traffic, err) ||
        (opt_packets && !save_packets(&departures, &payloads, err)))
        return false;
    return rtp_send(opt_to, &departures, &stop, &report, err) &&
           print_report(&traffic, &departures, &report, err);
}

static void request_stop(int number)
{
    (void)number;
    stop = 1;
}

int main(int argc, char **argv)
{
    enum exit_status status;
    const struct sigaction action = {.sa_handler = request_stop};
    struct err err = {0};
    int first = argc;

    program_start(command.program);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (!program_take_words(&command, argc, argv, &first, &status))
        return status;
    if (!run(argv + first, argc - first, &err))
        return (int)log_failure(&err);
    return EXIT_DONE;
}
