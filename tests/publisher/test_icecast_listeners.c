/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/icecast_listeners.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* As Icecast 2.4.4 tells it, shortened. */
static const char stats[] =
    "<?xml version=\"1.0\"?>\n<icestats><listeners>9</listeners>"
    "<source mount=\"/hall.opus.old\"><listeners>1</listeners></source>"
    "<source mount=\"/hall.opus\"><genre>G</genre><listener_peak>8"
    "</listener_peak><listeners>7</listeners></source></icestats>\n";

static const char status[] =
    "{\"icestats\":{\"source\":[{\"listener_peak\":5,\"listeners\":3,"
    "\"listenurl\":\"http://127.0.0.1:8000/a/hall.opus\"},"
    "{\"genre\":\"various\",\"listener_peak\":5,\"listeners\":4,"
    "\"listenurl\":\"http://[::1]:8000/hall.opus\",\"dummy\":null}]}}";

static void test_the_number_is_that_of_the_mount(void **state)
{
    (void)state;
    assert_int_equal(icecast_listeners_in_stats(stats, "/hall.opus"), 7);
    assert_int_equal(icecast_listeners_in_stats(stats, "/hall.opus.old"), 1);
    assert_int_equal(icecast_listeners_in_stats(stats, "/hall"), -1);
    assert_int_equal(icecast_listeners_in_status(status, "/hall.opus"), 4);
    assert_int_equal(icecast_listeners_in_status(status, "/a/hall.opus"), 3);
    assert_int_equal(icecast_listeners_in_status(status, "/hall"), -1);
}

static void test_nonsense_is_no_number(void **state)
{
    static const char *const xmls[] = {"", "<source mount=\"/m\"",
        "<source mount=\"/m\"><listeners>",
        "<source mount=\"/m\"><listeners>-1<",
        "<source mount=\"/m\"><listeners>7 ",
        "<source mount=\"/m\"><listeners>99999999999999999999<"};
    static const char *const jsons[] = {"", "{\"listenurl\":\"http://h/m\"}",
        "{\"listeners\":7,\"listenurl\":\"/m\"}",
        "{\"listeners\":7,\"listenurl\":\"http://h/m",
        "{\"listeners\":1e9,\"listenurl\":\"http://h/m\"}",
        "{\"listeners\":7},{\"listenurl\":\"http://h/m\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof xmls / sizeof xmls[0]; i++)
        assert_int_equal(icecast_listeners_in_stats(xmls[i], "/m"), -1);
    for (size_t i = 0; i < sizeof jsons / sizeof jsons[0]; i++)
        assert_int_equal(icecast_listeners_in_status(jsons[i], "/m"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_number_is_that_of_the_mount),
        cmocka_unit_test(test_nonsense_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
