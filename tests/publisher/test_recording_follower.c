/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/recording_follower.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_repair.h"
#include "recorder/recording/recording_writer.h"
#include "tests/publisher/temporary_folder.h"

#define PACKET_48K 960
#define PRESKIP_48K 960
#define SECOND_NS CLOCK_SECOND_NS

/* What a follower told: packets by the numbers in them. */
struct heard {
    struct text story; /* "begun 1; 3..40; jump; ended stop;" */
    int first;         /* of a run of packets */
    int next;          /* the number that would go on */
    int64_t next_48k;  /* the same as a place */
};

struct scene {
    const char *spool;
    const char *second;
    struct heard heard;
    struct recording_follower *follower;
    int64_t now_ns;
    int64_t utc_ns;
};

static void end_run(struct heard *heard)
{
    if (heard->next > heard->first)
        text_appendf(&heard->story, "%d..%d; ", heard->first, heard->next - 1);
    heard->first = heard->next;
}

static void on_begun(void *user, const struct recording_facts *facts)
{
    struct heard *heard = user;

    end_run(heard);
    text_appendf(&heard->story, "begun %d; ", facts->part);
}

static void on_packet(void *user, const struct part_packet *packet)
{
    struct heard *heard = user;
    int number = packet->bytes[1] << 8 | packet->bytes[2];

    assert_int_equal(packet->length, 3);
    assert_int_equal(packet->frames_48k, PACKET_48K);
    assert_int_equal(
        packet->at_48k, (int64_t)number * PACKET_48K - PRESKIP_48K);
    if (number != heard->next) {
        end_run(heard);
        heard->first = number;
    }
    heard->next = number + 1;
}

static void on_line(void *user, const struct jdoc *line)
{
    struct heard *heard = user;

    if (!ledger_is_event(line, "mark"))
        return;
    end_run(heard);
    text_appendf(&heard->story, "mark %s; ", jdoc_string(line, "text"));
}

static void on_ended(void *user, const char *cause)
{
    struct heard *heard = user;

    end_run(heard);
    text_appendf(&heard->story, "ended %s; ", cause);
}

static int set_up(void **state)
{
    static struct scene scene;
    void *folder = NULL;

    if (temporary_folder_make(&folder) != 0)
        return -1;
    scene = (struct scene){.now_ns = SECOND_NS, .utc_ns = clock_utc_ns()};
    scene.spool = folder;
    scene.second = strdup(path_in(folder, "second"));
    *state = &scene;
    return mkdir(scene.second, 0755);
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    void *folder = (void *)scene->spool;

    recording_follower_free(scene->follower);
    text_clear(&scene->heard.story);
    free((void *)scene->second);
    return temporary_folder_remove(&folder);
}

static void begin_to_follow(struct scene *scene)
{
    const struct follower_settings settings = {scene->spool, scene->second};
    const struct follower_listener listener = {
        &scene->heard, on_begun, on_packet, on_line, on_ended};
    struct err err = {0};

    scene->follower = recording_follower_new(&settings, &listener, &err);
    assert_non_null(scene->follower);
}

static void work(struct scene *scene)
{
    recording_follower_work(scene->follower, scene->now_ns, scene->utc_ns);
}

static void pass(struct scene *scene, int64_t ns)
{
    scene->now_ns += ns;
    scene->utc_ns += ns;
    work(scene);
}

static void assert_story(struct scene *scene, const char *expected)
{
    end_run(&scene->heard);
    assert_string_equal(text_string(&scene->heard.story), expected);
}

/* A part that begins with the packet of that number, `overlap` of them being
 * its pre-skip. */
static struct recording_writer *begin_part(
    const char *folder, int part, int first, int overlap)
{
    struct recording_facts facts = {.session = "a5d0e6a2-9d7e-4f39-8f0e-"
                                               "0a53f0f7a001",
        .part = part,
        .room = "hall",
        .start_utc_ns = clock_utc_ns() + part,
        .channels = 2,
        .preskip_48k = overlap * PACKET_48K,
        .offset_48k = (int64_t)(first + overlap - 1) * PACKET_48K};
    struct err err = {0};
    char name[32];

    identifier_random(facts.id);
    snprintf(name, sizeof name, "part-%d", part);
    struct recording_writer *writer =
        recording_writer_new(path_in(folder, name), &facts, &err);
    assert_string_equal(err.text, "");
    recording_writer_set_followed(writer, true);
    return writer;
}

static void push(struct recording_writer *writer, int first, int count)
{
    struct err err;

    for (int i = first; i < first + count; i++) {
        uint8_t packet[3] = {0xfc, (uint8_t)(i >> 8), (uint8_t)i};
        assert_true(recording_writer_push(
            writer, packet, sizeof packet, PACKET_48K, &err));
    }
    assert_true(recording_writer_wait(writer, &err));
}

static void finish(struct recording_writer *writer, const char *cause)
{
    int64_t frames_48k = recording_writer_frames_48k(writer);
    const struct recording_result result = {.frames_48k = frames_48k};
    own(jdoc) end = ledger_line("end", frames_48k);
    struct err err = {0};

    jdoc_set_string(end, "cause", cause);
    assert_true(recording_writer_finish(writer, &result, end, &err));
    recording_writer_free(writer);
}

static void test_session_is_followed_from_begin_to_end(void **state)
{
    struct scene *scene = *state;
    struct err err;

    begin_to_follow(scene);
    work(scene);
    struct recording_writer *writer = begin_part(scene->spool, 1, 0, 1);
    work(scene);
    push(writer, 0, 50);
    work(scene);
    assert_true(recording_writer_mark(writer, 0, "Welcome", &err));
    push(writer, 50, 50);
    work(scene);
    assert_true(scene->heard.next > 90);
    finish(writer, "stop");
    work(scene);
    end_run(&scene->heard);
    assert_non_null(strstr(text_string(&scene->heard.story), "mark Welcome"));
    assert_int_equal(scene->heard.next, 100);
    assert_non_null(strstr(text_string(&scene->heard.story), "ended stop; "));
}

static void test_parts_of_a_split_come_once_in_order(void **state)
{
    struct scene *scene = *state;

    begin_to_follow(scene);
    struct recording_writer *one = begin_part(scene->spool, 1, 0, 1);
    push(one, 0, 120);
    work(scene);
    struct recording_writer *two = begin_part(scene->spool, 2, 70, 50);
    push(two, 70, 51);
    work(scene); /* both are there, as between two steps of a split */
    finish(one, "split");
    push(two, 121, 30);
    work(scene);
    finish(two, "idle");
    work(scene);
    assert_story(scene, "begun 1; 0..150; ended idle; ");
}

static void test_split_that_nobody_saw_is_read_too(void **state)
{
    struct scene *scene = *state;

    begin_to_follow(scene);
    struct recording_writer *one = begin_part(scene->spool, 1, 0, 1);
    push(one, 0, 10);
    work(scene);
    push(one, 10, 110);
    struct recording_writer *two = begin_part(scene->spool, 2, 70, 50);
    push(two, 70, 50);
    finish(one, "split");
    push(two, 120, 40);
    work(scene);
    finish(two, "idle");
    work(scene);
    assert_story(scene, "begun 1; 0..159; ended idle; ");
}

static void test_second_folder_goes_on_where_the_first_failed(void **state)
{
    struct scene *scene = *state;

    begin_to_follow(scene);
    struct recording_writer *one = begin_part(scene->spool, 1, 0, 1);
    push(one, 0, 60);
    work(scene);
    struct recording_writer *two = begin_part(scene->second, 2, 65, 5);
    push(two, 65, 40); /* a little is in neither */
    work(scene);
    pass(scene, SECOND_NS);
    finish(two, "stop");
    pass(scene, SECOND_NS);
    assert_non_null(strstr(text_string(&scene->heard.story), "65..104; "));
    assert_non_null(strstr(text_string(&scene->heard.story), "ended stop; "));
    /* The file that failed is no session of its own. */
    pass(scene, SECOND_NS);
    recording_writer_free(one);
    pass(scene, SECOND_NS);
    assert_null(strstr(text_string(&scene->heard.story), "stop; begun"));
}

static void test_session_that_runs_is_joined_at_its_end(void **state)
{
    struct scene *scene = *state;
    struct recording_writer *writer = begin_part(scene->spool, 1, 0, 1);

    push(writer, 0, 20000);
    begin_to_follow(scene);
    work(scene);
    assert_true(scene->heard.first > 1000);
    assert_in_range(scene->heard.next, 19980, 20000);
    recording_writer_free(writer);
}

static void test_damaged_pages_are_passed_over(void **state)
{
    struct scene *scene = *state;
    struct recording_writer *writer = begin_part(scene->spool, 1, 0, 1);
    struct stat status;

    push(writer, 0, 70);
    const char *path = path_in(scene->spool, "part-1.opus.part");
    own_fd int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(pwrite(fd, "noise", 5, status.st_size - 130), 5);
    push(writer, 70, 70);
    begin_to_follow(scene);
    work(scene);
    finish(writer, "stop");
    work(scene);
    assert_non_null(strstr(text_string(&scene->heard.story), "begun 1; 0.."));
    assert_non_null(strstr(text_string(&scene->heard.story), "..139; "));
    assert_null(strstr(text_string(&scene->heard.story), "0..139; "));
}

static void test_killed_recorder_is_waited_for(void **state)
{
    struct scene *scene = *state;
    struct repair_report report;
    struct err err = {0};

    begin_to_follow(scene);
    struct recording_writer *writer = begin_part(scene->spool, 1, 0, 1);
    push(writer, 0, 50);
    work(scene);
    recording_writer_free(writer);
    assert_int_equal(recording_repair(path_in(scene->spool, "part-1.opus.part"),
                         &report, &err),
        REPAIR_DONE);
    pass(scene, SECOND_NS);
    writer = begin_part(scene->spool, 2, 200, 1);
    push(writer, 200, 30);
    pass(scene, SECOND_NS);
    finish(writer, "stop");
    pass(scene, SECOND_NS);
    assert_story(scene, "begun 1; 0..49; 200..229; ended stop; ");
}

static void test_killed_recorder_is_not_waited_for_for_ever(void **state)
{
    struct scene *scene = *state;

    begin_to_follow(scene);
    struct recording_writer *writer = begin_part(scene->spool, 1, 0, 1);
    push(writer, 0, 50);
    work(scene);
    pass(scene, FOLLOWER_DEAD_NS - SECOND_NS);
    assert_null(strstr(text_string(&scene->heard.story), "ended"));
    pass(scene, 2 * SECOND_NS);
    assert_non_null(
        strstr(text_string(&scene->heard.story), "ended interrupted; "));
    /* And what it left is no session. */
    pass(scene, SECOND_NS);
    recording_writer_free(writer);
    pass(scene, SECOND_NS);
    assert_null(strstr(text_string(&scene->heard.story), "interrupted; b"));
}

static void test_discarded_session_ends(void **state)
{
    struct scene *scene = *state;
    struct err err;

    begin_to_follow(scene);
    struct recording_writer *writer = begin_part(scene->spool, 1, 0, 1);
    push(writer, 0, 30);
    work(scene);
    assert_true(recording_writer_discard(writer, &err));
    recording_writer_free(writer);
    pass(scene, SECOND_NS);
    end_run(&scene->heard);
    assert_non_null(
        strstr(text_string(&scene->heard.story), "ended discarded; "));
}

static void test_folders_may_come_later(void **state)
{
    struct scene *scene = *state;
    char *late = strdup(path_in(scene->spool, "late"));
    const struct follower_settings settings = {late, NULL};
    const struct follower_listener listener = {
        &scene->heard, on_begun, on_packet, on_line, on_ended};
    struct err err;

    scene->follower = recording_follower_new(&settings, &listener, &err);
    work(scene);
    assert_int_equal(mkdir(late, 0755), 0);
    struct recording_writer *writer = begin_part(late, 1, 0, 1);
    push(writer, 0, 30);
    pass(scene, SECOND_NS);
    assert_true(scene->heard.next > 20);
    finish(writer, "stop");
    pass(scene, SECOND_NS);
    assert_story(scene, "begun 1; 0..29; ended stop; ");
    recording_follower_free(take(scene->follower));
    free(late);
}

#define SCENE_TEST(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(test_session_is_followed_from_begin_to_end),
        SCENE_TEST(test_parts_of_a_split_come_once_in_order),
        SCENE_TEST(test_split_that_nobody_saw_is_read_too),
        SCENE_TEST(test_second_folder_goes_on_where_the_first_failed),
        SCENE_TEST(test_session_that_runs_is_joined_at_its_end),
        SCENE_TEST(test_damaged_pages_are_passed_over),
        SCENE_TEST(test_killed_recorder_is_waited_for),
        SCENE_TEST(test_killed_recorder_is_not_waited_for_for_ever),
        SCENE_TEST(test_discarded_session_ends),
        SCENE_TEST(test_folders_may_come_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
