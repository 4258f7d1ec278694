/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/config_keys.h"

#include "recorder/base/config.h"

#define GLOBAL(field) offsetof(struct config, field)
static const struct config_key global_keys[] = {
    {"spool", GLOBAL(spool), config_value_path, false, "spool"},
    {"second-spool", GLOBAL(second_spool), config_value_path, false, NULL},
    {"disk-least", GLOBAL(disk_least_bytes), config_value_bytes_or_off, false,
        "16M"},
    {"state", GLOBAL(state), config_value_path, false, "state"},
    {"site", GLOBAL(site), config_value_path, false, "site"},
    {"url", GLOBAL(url), config_value_url, false, NULL},
    {"hub", GLOBAL(hub), config_value_endpoint, false, NULL},
    {"templates", GLOBAL(templates), config_value_path, false, NULL},
};

#define ROOM(field) offsetof(struct config_room, field)
static const struct config_key room_keys[] = {
    {"source", ROOM(source), config_value_source, false, NULL},
    {"source-user", ROOM(source_user), config_value_string, false, NULL},
    {"source-password", ROOM(source_password), config_value_secret, false,
        NULL},
    {"source-password-file", ROOM(source_password_file), config_value_path,
        false, NULL},
    {"source-password-env", ROOM(source_password_env), config_value_string,
        false, NULL},
    {"format", ROOM(format), config_value_string, false, NULL},
    {"show", ROOM(show), config_value_string, false, NULL},
    {"title", ROOM(title), config_value_string, false, NULL},
    {"normalize", ROOM(normalize), config_value_normalize, false, "level"},
    {"target", ROOM(target_lufs), config_value_target, false, "-16"},
    {"bitrate", ROOM(bitrate), config_value_bitrate, false, "64k"},
    {"srtp-key", ROOM(srtp_key), config_value_secret, false, NULL},
    {"srtp-key-file", ROOM(srtp_key_file), config_value_path, false, NULL},
    {"srtp-key-env", ROOM(srtp_key_env), config_value_string, false, NULL},
    {"relay", ROOM(relay), config_value_string, false, NULL},
    {"relay-password-file", ROOM(relay_password_file), config_value_path, false,
        NULL},
    {"relay-password-env", ROOM(relay_password_env), config_value_string, false,
        NULL},
    {"start", ROOM(start), config_value_start, false, "packet"},
    {"schedule", ROOM(schedule), config_value_schedule, false, NULL},
    {"duration", ROOM(duration_ns), config_value_span, false, NULL},
    {"idle", ROOM(idle_ns), config_value_quiet, false, NULL},
    {"silence", ROOM(silence_ns), config_value_quiet, false, NULL},
    {"silence-level", ROOM(silence_lufs), config_value_silence_level, false,
        "-50"},
    {"pre-roll", ROOM(pre_roll_ns), config_value_roll, false, "auto"},
    {"post-roll", ROOM(post_roll_ns), config_value_roll, false, "auto"},
    {"min-duration", ROOM(least_ns), config_value_span, false, NULL},
    {"back-to-back", ROOM(is_sender_split), config_value_back_to_back, false,
        "join"},
    {"split", ROOM(split), config_value_split, false, NULL},
    {"resume", ROOM(resume_ns), config_value_duration_or_off, false, "10m"},
    {"pause", ROOM(is_pause_silence), config_value_pause, false, "cut"},
    {"hook-start", ROOM(hook_start), config_value_command, false, NULL},
    {"hook-segment", ROOM(hook_segment), config_value_command, false, NULL},
    {"hook-finish", ROOM(hook_finish), config_value_command, false, NULL},
    {"hook-alarm", ROOM(hook_alarm), config_value_command, false, NULL},
    {"hook-limit", ROOM(hook_limit_ns), config_value_duration, false, "60s"},
    {"alarm-no-input", ROOM(alarm_no_input_ns), config_value_duration_or_off,
        false, "60s"},
    {"alarm-silence", ROOM(alarm_silence_ns), config_value_duration_or_off,
        false, "off"},
    {"alarm-clipping", ROOM(alarm_clipping_ns), config_value_duration_or_off,
        false, "10s"},
    {"alarm-loss", ROOM(alarm_loss_percent), config_value_percent_or_off, false,
        "5"},
    {"alarm-disk", ROOM(alarm_disk_bytes), config_value_bytes_or_off, false,
        "1G"},
};

#define SHOW(field) offsetof(struct config_show, field)
static const struct config_key show_keys[] = {
    {"title", SHOW(title), config_value_string, true, NULL},
    {"description", SHOW(description), config_value_string, true, NULL},
    {"language", SHOW(language), config_value_string, false, "en"},
    {"author", SHOW(author), config_value_string, false, NULL},
    {"email", SHOW(email), config_value_string, false, NULL},
    {"category", SHOW(category), config_value_string, true, NULL},
    {"explicit", SHOW(is_explicit), config_value_bool, false, "false"},
    {"cover", SHOW(cover), config_value_path, false, NULL},
    {"copyright", SHOW(copyright), config_value_string, false, NULL},
    {"link", SHOW(link), config_value_url, false, NULL},
    {"type", SHOW(type), config_value_type, false, "episodic"},
    {"guid", SHOW(guid), config_value_string, false, NULL},
    {"locked", SHOW(is_locked), config_value_bool, false, "true"},
    {"license", SHOW(license), config_value_string, false, NULL},
    {"funding", SHOW(funding), config_value_string, false, NULL},
    {"location", SHOW(location), config_value_string, false, NULL},
    {"updates", SHOW(updates), config_value_string, false, NULL},
    {"apple-verify", SHOW(apple_verify), config_value_string, false, NULL},
    {"intro", SHOW(intro), config_value_path, false, NULL},
    {"outro", SHOW(outro), config_value_path, false, NULL},
    {"trim-silence", SHOW(trims_silence), config_value_bool, false, "false"},
    {"mp3-vbr", SHOW(is_vbr), config_value_bool, false, "false"},
    {"join-parts", SHOW(joins_parts), config_value_bool, false, "true"},
    {"episode-title", SHOW(episode_title), config_value_string, false, NULL},
    {"persons", SHOW(persons), config_value_string, false, NULL},
    {"transcribe", SHOW(transcribe), config_value_command, false, NULL},
    {"transcribe-limit", SHOW(transcribe_limit_ns), config_value_duration,
        false, "2h"},
    {"publish", SHOW(is_review), config_value_review, false, "auto"},
    {"season", SHOW(season), config_value_count_or_off, false, "off"},
    {"keep-age", SHOW(keep_age_s), config_value_days_or_off, false, "off"},
    {"keep-count", SHOW(keep_count), config_value_count_or_off, false, "off"},
    {"keep-free", SHOW(keep_free_bytes), config_value_bytes_or_off, false,
        "off"},
    {"keep-recordings", SHOW(keep_recordings_s), config_value_days_or_off,
        false, "off"},
    {"grace", SHOW(grace_s), config_value_days_or_off, false, "7d"},
};

#define SERVE(field) offsetof(struct config_serve, field)
static const struct config_key serve_keys[] = {
    {"listen", SERVE(listen), config_value_string, false, "127.0.0.1:8080"},
    {"connections", SERVE(connections), config_value_count, false, "100"},
    {"connections-per-address", SERVE(connections_per_address),
        config_value_count, false, "10"},
    {"rate", SERVE(rate), config_value_count_or_off, false, "20"},
    {"patience", SERVE(patience_ns), config_value_duration, false, "15s"},
    {"slowest", SERVE(slowest_bytes_s), config_value_bytes_or_off, false, "1k"},
    {"drain", SERVE(drain_ns), config_value_duration_or_off, false, "10s"},
    {"proxies", SERVE(proxies), config_value_string, false, NULL},
    {"access-log", SERVE(access_log), config_value_source, false, NULL},
    {"page-policy", SERVE(page_policy), config_value_string, false,
        "default-src 'self'; img-src 'self' https: data:; "
        "media-src 'self' https:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'"},
    {"user", SERVE(user), config_value_string, false, NULL},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
_Static_assert(COUNT(show_keys) == CONFIG_SHOW_KEYS, "one line for each");
_Static_assert(COUNT(room_keys) <= CONFIG_MOST_KEYS &&
                   COUNT(show_keys) <= CONFIG_MOST_KEYS,
    "the loader remembers so many");

const struct config_section config_sections[] = {
    {"roomcast", global_keys, COUNT(global_keys)},
    {"room", room_keys, COUNT(room_keys)},
    {"show", show_keys, COUNT(show_keys)},
    {"serve", serve_keys, COUNT(serve_keys)},
};
