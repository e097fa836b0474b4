/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outbox with a sender that does what it is told: order, pace, what is tried again and when,
 * what is remembered of the other side, and what another program does meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "alert/outbox.h"
#include "error/error.h"
#include "made_up_history.h"

enum { START_S = 1764547200 };

/* What the sender does, and what it was asked. */
typedef struct made_up_sender {
    ph_alert_outcome outcome;
    double wait_s;
    const char *remote;
    const char *progress;
    GPtrArray *asked; /* char *: "channel id remote progress". */
    double paused_s;
    ph_run_store *another; /* Empties the same outbox at the first message; NULL: nobody does. */
    guint sent_by_another;
} made_up_sender;

static void set_minute(guint minutes)
{
    g_autofree char *now = g_strdup_printf("%u", START_S + minutes * 60);

    (void)g_setenv("PERFHARNESS_NOW", now, TRUE);
}

static ph_outbox_sender sender_of(made_up_sender *made);

static void send(const char *channel, const ph_alert_message *message, ph_alert_result *ret,
                 gpointer data, GError **error)
{
    made_up_sender *made = data;

    assert_true(ph_alert_is_id(message->delivery_id));
    assert_true(ph_alert_is_id(message->thread_id));
    g_ptr_array_add(made->asked, g_strdup_printf("%s %s %s %s", channel, message->title,
                                                 message->remote ? message->remote : "-",
                                                 message->progress ? message->progress : "-"));
    if (made->another) {
        made_up_sender other = { .asked = g_ptr_array_new_with_free_func(g_free) };
        const ph_outbox_sender sender = sender_of(&other);
        ph_run_store *another = g_steal_pointer(&made->another);
        ph_outbox_sent sent;

        assert_true(ph_outbox_send(another, &sender, NULL, NULL, &sent, NULL));
        made->sent_by_another = sent.delivered;
        g_ptr_array_unref(other.asked);
    }
    ret->outcome = made->outcome;
    ret->wait_s = made->wait_s;
    ret->remote = g_strdup(made->remote);
    ret->progress = g_strdup(made->progress);
    if (made->outcome != PH_ALERT_DELIVERED)
        (void)ph_refuse(error, PH_ERROR_NETWORK, "it is \x1b[31mdown");
}

static void pause_for(double seconds, gpointer data)
{
    ((made_up_sender *)data)->paused_s += seconds;
}

static ph_outbox_sender sender_of(made_up_sender *made)
{
    return (ph_outbox_sender){ send, pause_for, made };
}

static void add(ph_run_store *store, const char *name, gint64 case_id, const char *const *channels)
{
    g_autoptr(ph_alert_notice) notice =
        ph_alert_notice_new(PH_ALERT_OPENED, PH_CASE_SEVERITY_WARNING, 0);
    g_autoptr(ph_history_alert) alert = NULL;
    g_autofree char *document = NULL;
    gboolean is_added = FALSE;

    notice->name = g_strdup(name);
    notice->thread_id = g_strdup(name);
    notice->title = g_strdup(name);
    notice->text = g_strdup("");
    document = ph_alert_notice_document(notice);
    alert = ph_history_alert_new(name, case_id, "opened", "warning", document);
    {
        const ph_new_alert added = { alert, NULL, channels };

        assert_true(ph_run_store_add_alerts(store, &added, 1, &is_added, NULL));
    }
    assert_true(is_added);
}

static gint64 add_case(ph_run_store *store)
{
    g_autoptr(ph_history_case) found = ph_history_case_new();
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    gint64 case_id = 0;

    found->host = g_strdup(MADE_UP_HOST);
    found->suite = g_strdup(MADE_UP_SUITE);
    found->direction = 1;
    assert_true(ph_run_store_add_case(store, found, seen, &case_id, NULL));
    return case_id;
}

static ph_outbox_sent empty(ph_run_store *store, made_up_sender *made)
{
    const ph_outbox_sender sender = sender_of(made);
    g_autoptr(GError) error = NULL;
    ph_outbox_sent sent;

    if (!made->asked)
        made->asked = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_set_size(made->asked, 0);
    assert_true(ph_outbox_send(store, &sender, NULL, NULL, &sent, &error));
    assert_null(error);
    return sent;
}

static const char *asked_at(const made_up_sender *made, guint i)
{
    assert_true(i < made->asked->len);
    return made->asked->pdata[i];
}

static const char *const slack[] = { "slack", NULL };
static const char *const both[] = { "slack", "email", NULL };

static void test_each_is_sent_once_and_at_a_pace(void **state)
{
    made_up_store *of = *state;
    made_up_sender made = { 0 };
    ph_outbox_sent sent;

    set_minute(0);
    add(of->store, "one", 0, both);
    add(of->store, "two", 0, slack);
    sent = empty(of->store, &made);
    assert_int_equal(sent.delivered, 3);
    assert_string_equal(asked_at(&made, 0), "slack one - -");
    assert_string_equal(asked_at(&made, 1), "email one - -");
    assert_string_equal(asked_at(&made, 2), "slack two - -");
    assert_true(made.paused_s > 0.5 && made.paused_s <= PH_OUTBOX_PAUSE_S);
    assert_int_equal(empty(of->store, &made).delivered, 0);
    g_ptr_array_unref(made.asked);
}

static void test_what_fails_is_tried_later_and_later(void **state)
{
    static const guint minutes[] = PH_OUTBOX_DELAYS_MINUTES;
    made_up_store *of = *state;
    made_up_sender made = { .outcome = PH_ALERT_LATER, .progress = "half" };
    g_autoptr(GPtrArray) deliveries = NULL;
    guint now = 0;

    set_minute(now);
    add(of->store, "one", 0, slack);
    assert_int_equal(empty(of->store, &made).failed, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(minutes); i++) {
        if (minutes[i] > 1) {
            set_minute(now + minutes[i] - 1);
            assert_int_equal(empty(of->store, &made).failed, 0);
        }
        set_minute(now += minutes[i]);
        if (i + 1 < G_N_ELEMENTS(minutes))
            assert_int_equal(empty(of->store, &made).failed, 1);
        else
            assert_int_equal(empty(of->store, &made).given_up, 1);
        assert_string_equal(asked_at(&made, 0), "slack one - half");
    }
    set_minute(now + 10000);
    assert_int_equal(empty(of->store, &made).given_up, 0);
    deliveries = ph_run_store_deliveries(of->store, NULL);
    assert_string_equal(((const ph_delivery *)deliveries->pdata[0])->error,
                        "it is \\u001b[31mdown");
    g_ptr_array_unref(made.asked);
}

static void test_a_server_that_says_when_is_asked_then(void **state)
{
    made_up_store *of = *state;
    made_up_sender made = { .outcome = PH_ALERT_LATER, .wait_s = 7200.0 };

    set_minute(0);
    add(of->store, "one", 0, slack);
    assert_int_equal(empty(of->store, &made).failed, 1);
    set_minute(119);
    assert_int_equal(empty(of->store, &made).failed, 0);
    made.wait_s = 1e12; /* No longer than a day. */
    set_minute(120);
    assert_int_equal(empty(of->store, &made).failed, 1);
    made.outcome = PH_ALERT_DELIVERED;
    set_minute(120 + PH_OUTBOX_WAIT_HOURS_MAX * 60);
    assert_int_equal(empty(of->store, &made).delivered, 1);
    g_ptr_array_unref(made.asked);
}

static void test_what_is_refused_is_given_up_and_stands_in_the_case(void **state)
{
    made_up_store *of = *state;
    made_up_sender made = { .outcome = PH_ALERT_NEVER };
    const gint64 case_id = add_case(of->store);
    g_autoptr(GPtrArray) events = NULL;

    set_minute(0);
    add(of->store, "one", case_id, slack);
    assert_int_equal(empty(of->store, &made).given_up, 1);
    events = ph_run_store_events(of->store, case_id, NULL);
    assert_int_equal(((const ph_history_event *)events->pdata[events->len - 1])->kind,
                     PH_HISTORY_EVENT_UNDELIVERED);
    g_ptr_array_unref(made.asked);
}

/* "Resolved" is not told before "opened", and knows the issue that this one made. */
static void test_a_case_is_told_in_order(void **state)
{
    made_up_store *of = *state;
    made_up_sender made = { .outcome = PH_ALERT_LATER };
    const gint64 case_id = add_case(of->store), other = add_case(of->store);
    ph_outbox_sent sent;

    set_minute(0);
    add(of->store, "opened", case_id, slack);
    assert_int_equal(empty(of->store, &made).failed, 1);
    add(of->store, "resolved", case_id, slack);
    add(of->store, "another", other, slack);
    made.outcome = PH_ALERT_DELIVERED;
    made.remote = "17";
    sent = empty(of->store, &made);
    assert_int_equal(sent.left, 1);
    assert_int_equal(made.asked->len, 1);
    assert_string_equal(asked_at(&made, 0), "slack another - -");
    set_minute(1);
    assert_int_equal(empty(of->store, &made).delivered, 2);
    assert_string_equal(asked_at(&made, 0), "slack opened - -");
    assert_string_equal(asked_at(&made, 1), "slack resolved 17 -");
    g_ptr_array_unref(made.asked);
}

static void test_no_more_than_so_many_at_once(void **state)
{
    made_up_store *of = *state;
    made_up_sender made = { 0 };
    ph_outbox_sent sent;

    set_minute(0);
    for (guint i = 0; i < PH_ALERT_MESSAGES_MAX + 5; i++) {
        g_autofree char *name = g_strdup_printf("a%u", i);

        add(of->store, name, 0, slack);
    }
    sent = empty(of->store, &made);
    assert_int_equal(sent.delivered, PH_ALERT_MESSAGES_MAX);
    assert_int_equal(sent.left, 5);
    assert_int_equal(empty(of->store, &made).delivered, 5);
    g_ptr_array_unref(made.asked);
}

/* Another program empties the same outbox while the first message is under way. */
static void test_two_programs_share_it(void **state)
{
    made_up_store *of = *state;
    g_autofree char *note = NULL;
    ph_run_store *another = ph_run_store_open(of->place, PH_STORE_WRITE, &note, NULL);
    made_up_sender made = { .another = another };

    set_minute(0);
    add(of->store, "one", 0, slack);
    add(of->store, "two", 0, slack);
    add(of->store, "three", 0, slack);
    assert_int_equal(empty(of->store, &made).delivered, 1);
    assert_int_equal(made.sent_by_another, 2);
    ph_run_store_close(another);
    g_ptr_array_unref(made.asked);
}

/* A program that was killed while it sent: its claim is over after some minutes. */
static void test_a_claim_is_over_in_time(void **state)
{
    made_up_store *of = *state;
    made_up_sender made = { 0 };
    g_autoptr(GPtrArray) deliveries = NULL;
    gboolean is_claimed = FALSE;

    set_minute(0);
    add(of->store, "one", 0, slack);
    deliveries = ph_run_store_deliveries(of->store, NULL);
    assert_true(ph_run_store_claim_delivery(
        of->store, deliveries->pdata[0],
        (gint64)(START_S + PH_OUTBOX_CLAIM_MINUTES * 60) * G_USEC_PER_SEC, &is_claimed, NULL));
    assert_true(is_claimed);
    assert_int_equal(empty(of->store, &made).delivered, 0);
    set_minute(PH_OUTBOX_CLAIM_MINUTES);
    assert_int_equal(empty(of->store, &made).delivered, 1);
    g_ptr_array_unref(made.asked);
}

int main(void)
{
#define OUTBOX_TEST(function)                                                                      \
    cmocka_unit_test_setup_teardown(function, made_up_store_open, made_up_store_close)
    const struct CMUnitTest tests[] = {
        OUTBOX_TEST(test_each_is_sent_once_and_at_a_pace),
        OUTBOX_TEST(test_what_fails_is_tried_later_and_later),
        OUTBOX_TEST(test_a_server_that_says_when_is_asked_then),
        OUTBOX_TEST(test_what_is_refused_is_given_up_and_stands_in_the_case),
        OUTBOX_TEST(test_a_case_is_told_in_order),
        OUTBOX_TEST(test_no_more_than_so_many_at_once),
        OUTBOX_TEST(test_two_programs_share_it),
        OUTBOX_TEST(test_a_claim_is_over_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
