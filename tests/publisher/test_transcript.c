/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publisher/texts/transcriber.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"

static const char vtt[] = "\xEF\xBB\xBFWEBVTT - of a room\n"
                          "\n"
                          "NOTE nobody reads this\n"
                          "\n"
                          "first\n"
                          "00:01.000 --> 00:02.500 align:start\n"
                          "<v Ada>Fish &amp; <i>chips</i>\n"
                          "are 3 < 4\n"
                          "\n"
                          "00:00:02.500 --> 00:00:04.000\n"
                          "<v.loud Ben Two>No!</v>\n"
                          "\n"
                          "01:00:05.000 --> 01:00:06.000\n"
                          "Late";

static const char srt[] = "1\r\n"
                          "00:00:01,000 --> 00:00:02,500\r\n"
                          "Hello\r\n"
                          "\r\n"
                          "2\r\n"
                          "00:00:02,500 --> 00:00:04,000\r\n"
                          "there\r\n";

static void parse(const char *text, struct transcript *words)
{
    struct err err = {0};

    if (!transcript_parse(words, text, &err))
        fail_msg("%s", err.text);
}

static void check_cue(const struct transcript *words, size_t at,
    int64_t start_ms, const char *speaker, const char *said)
{
    assert_in_range(at, 0, words->count - 1);
    assert_int_equal(words->cues[at].start_ms, start_ms);
    assert_string_equal(words->cues[at].words, said);
    if (speaker)
        assert_string_equal(words->cues[at].speaker, speaker);
    else
        assert_null(words->cues[at].speaker);
}

static void test_vtt_gives_words_times_and_speakers(void **state)
{
    own_value(transcript) words = {0};

    (void)state;
    parse(vtt, &words);
    assert_int_equal(words.count, 3);
    check_cue(&words, 0, 1000, "Ada", "Fish & chips\nare 3 < 4");
    check_cue(&words, 1, 2500, "Ben Two", "No!");
    check_cue(&words, 2, 3605000, NULL, "Late");
    assert_int_equal(words.cues[2].end_ms, 3606000);
}

static void test_srt_is_read_too(void **state)
{
    own_value(transcript) words = {0};

    (void)state;
    parse(srt, &words);
    assert_int_equal(words.count, 2);
    check_cue(&words, 0, 1000, NULL, "Hello");
    check_cue(&words, 1, 2500, NULL, "there");
}

static void test_what_is_written_reads_the_same(void **state)
{
    own_value(transcript) words = {0};
    own_value(transcript) again = {0};
    own_value(text) out = {0};

    (void)state;
    parse(vtt, &words);
    transcript_write_vtt(&words, &out);
    parse(text_string(&out), &again);
    assert_int_equal(again.count, 3);
    check_cue(&again, 0, 1000, "Ada", "Fish & chips\nare 3 < 4");
    check_cue(&again, 1, 2500, "Ben Two", "No!");
    text_reset(&out);
    transcript_write_srt(&words, &out);
    assert_non_null(strstr(text_string(&out),
        "2\n00:00:02,500 --> 00:00:04,000\nBen Two: No!\n\n3\n01:00:05,000"));
}

static void test_json_holds_segments(void **state)
{
    own_value(transcript) words = {0};
    own_value(text) out = {0};
    struct err err;

    (void)state;
    parse(vtt, &words);
    assert_true(transcript_write_json(&words, &out, &err));
    assert_non_null(strstr(text_string(&out),
        "{\"version\":\"1.0.0\",\"segments\":[{\"speaker\":\"Ada\","
        "\"startTime\":1.0,\"endTime\":2.5,\"body\":\"Fish & chips\\nare 3 < "
        "4\"}"));
}

static void test_words_follow_what_is_cut_and_silenced(void **state)
{
    own_value(transcript) words = {0};
    own_value(edit_list) edits = {0};
    struct err err;

    (void)state;
    parse(vtt, &words);
    assert_true(edit_spans_parse(&edits.cut, "0:00-0:01.5,0:10-1:00:00", &err));
    assert_true(edit_spans_parse(&edits.silenced, "0:03-0:03.2", &err));
    const struct transcript_place place = {
        .edits = &edits, .intro_48k = 480000, .duration_ms = 25000};
    assert_true(transcript_place(&words, &place, &err));
    assert_int_equal(words.count, 3);
    check_cue(&words, 0, 10000, "Ada", "Fish & chips\nare 3 < 4");
    check_cue(&words, 1, 11000, NULL, "[\xE2\x80\xA6]");
    check_cue(&words, 2, 23500, NULL, "Late");
    assert_int_equal(words.cues[0].end_ms, 11000);
}

static void test_what_is_no_transcript_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } wrong[] = {
        {"", "neither WebVTT nor SubRip"},
        {"<html>", "neither WebVTT nor SubRip"},
        {"WEBVTT\n\n1:2 --> 3\nx\n", "line 3"},
        {"WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "line 3"},
        {"WEBVTT\n\n00:02.000 --> 00:61.000\nx\n", "line 3"},
        {"\xff\xfe", "UTF-8"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct transcript words = {0};
        struct err err = {0};
        assert_false(transcript_parse(&words, wrong[i].text, &err));
        assert_int_equal(err.kind, ERR_FORMAT);
        if (!strstr(err.text, wrong[i].message))
            fail_msg("%s", err.text);
        assert_int_equal(words.count, 0);
    }
}

static bool transcribe(
    const char *command, int64_t limit_ns, struct text *out, struct err *err)
{
    const struct transcriber transcriber = {
        .command = command, .limit_ns = limit_ns};

    return transcriber_run(&transcriber, "a b.opus", out, err);
}

static void test_a_command_transcribes(void **state)
{
    own_value(text) out = {0};
    struct err err = {0};

    (void)state;
    assert_true(
        transcribe("printf 'WEBVTT %s'", 60 * CLOCK_SECOND_NS, &out, &err));
    assert_string_equal(text_string(&out), "WEBVTT a b.opus");
}

static void test_a_command_that_fails_is_told_with_its_last_words(void **state)
{
    own_value(text) out = {0};
    struct err err = {0};

    (void)state;
    assert_false(transcribe("sh -c 'echo one >&2; echo no model >&2; exit 3'",
        60 * CLOCK_SECOND_NS, &out, &err));
    assert_non_null(strstr(err.text, "exit status 3: no model"));
}

static void test_a_command_that_hangs_is_ended_with_its_children(void **state)
{
    own_value(text) out = {0};
    struct err err = {0};

    (void)state;
    assert_false(transcribe(
        "sh -c 'sleep 1000 & sleep 1000'", CLOCK_SECOND_NS / 10, &out, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vtt_gives_words_times_and_speakers),
        cmocka_unit_test(test_srt_is_read_too),
        cmocka_unit_test(test_what_is_written_reads_the_same),
        cmocka_unit_test(test_json_holds_segments),
        cmocka_unit_test(test_words_follow_what_is_cut_and_silenced),
        cmocka_unit_test(test_what_is_no_transcript_is_refused_with_its_line),
        cmocka_unit_test(test_a_command_transcribes),
        cmocka_unit_test(test_a_command_that_fails_is_told_with_its_last_words),
        cmocka_unit_test(test_a_command_that_hangs_is_ended_with_its_children),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
