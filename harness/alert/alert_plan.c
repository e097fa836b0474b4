/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/alert_plan.h"

#include <string.h>

#include "alert/closing.h"
#include "document/json_member.h"

enum { DIGEST_ROWS_MAX = 10 };

gboolean ph_alert_log_read(ph_run_store *store, ph_alert_log *ret, GError **error)
{
    ret->alerts = ph_run_store_alerts(store, error);
    ret->deliveries = ret->alerts ? ph_run_store_deliveries(store, error) : NULL;
    return ret->deliveries != NULL;
}

void ph_alert_log_clear(ph_alert_log *log)
{
    g_clear_pointer(&log->alerts, g_ptr_array_unref);
    g_clear_pointer(&log->deliveries, g_ptr_array_unref);
}

static void free_planned(gpointer data)
{
    ph_planned_alert *planned = (ph_planned_alert *)data;

    ph_alert_notice_free(planned->notice);
    g_strfreev(planned->channels);
    g_free(planned->why);
    g_free(planned);
}

void ph_alert_plan_free(ph_alert_plan *plan)
{
    if (!plan)
        return;
    g_ptr_array_unref(plan->alerts);
    g_ptr_array_unref(plan->untold);
    g_free(plan);
}

/* One case while it is decided what is told of it. */
typedef struct considered_case {
    const ph_alert_source *source;
    const ph_alert_log *log;
    const ph_case_entry *entry;
    ph_alert_plan *plan;
    gint64 now_us;
    const ph_history_alert *told; /* The last by which it was told as open; NULL: it was not. */
    guint times;                  /* So often it was. */
    gboolean is_told_as_over;     /* Since. */
    gboolean is_told_by_digest;
    GPtrArray *channels; /* char *: where that was told. */
} considered_case;

static const ph_history_alert *alert_named(const ph_alert_log *log, const char *name)
{
    for (guint i = 0; i < log->alerts->len; i++) {
        const ph_history_alert *alert = log->alerts->pdata[i];

        if (strcmp(alert->name, name) == 0)
            return alert;
    }
    return NULL;
}

static gboolean is_of_opening(const ph_history_alert *alert)
{
    return strcmp(alert->kind, ph_alert_occasion_word(PH_ALERT_OPENED)) == 0 ||
           strcmp(alert->kind, ph_alert_occasion_word(PH_ALERT_REOPENED)) == 0;
}

/* The digest that has told it; NULL: it was told by itself. */
static const ph_history_alert *digest_of(const ph_alert_log *log, const ph_history_alert *alert)
{
    g_autoptr(ph_alert_notice) notice = ph_alert_notice_parse(alert->document, NULL);

    return notice && notice->told_by ? alert_named(log, notice->told_by) : NULL;
}

/* Where it was told, or still is to be. */
static void collect_channels(considered_case *in, gint64 alert_id)
{
    for (guint i = 0; i < in->log->deliveries->len; i++) {
        const ph_delivery *delivery = in->log->deliveries->pdata[i];

        if (delivery->alert_id == alert_id &&
            (delivery->done_us != PH_NO_TIME || delivery->next_us != PH_NO_TIME))
            g_ptr_array_add(in->channels, delivery->channel);
    }
}

static void find_told(considered_case *in)
{
    const ph_history_alert *digest;

    for (guint i = 0; i < in->log->alerts->len; i++) {
        const ph_history_alert *alert = in->log->alerts->pdata[i];

        if (alert->case_id != in->entry->about->id)
            continue;
        if (is_of_opening(alert)) {
            in->told = alert;
            in->times++;
            in->is_told_as_over = FALSE;
        } else if (strcmp(alert->kind, ph_alert_occasion_word(PH_ALERT_RESOLVED)) == 0) {
            in->is_told_as_over = TRUE;
        }
    }
    if (!in->told)
        return;
    digest = digest_of(in->log, in->told);
    in->is_told_by_digest = digest != NULL;
    collect_channels(in, digest ? digest->id : in->told->id);
}

static const ph_alert_channel_entry *channel_of(const considered_case *in, const char *name)
{
    const ph_alert_channel_entry *entry = ph_alert_settings_channel(in->source->settings, name);

    return entry && entry->is_enabled ? entry : NULL;
}

static gboolean hears_people(const considered_case *in, const char *name)
{
    const ph_alert_channel_entry *entry = channel_of(in, name);

    return entry && ph_alert_kind_hears_people(entry->settings.kind);
}

static void keep_silent(const considered_case *in, const char *why)
{
    g_ptr_array_add(in->plan->untold,
                    g_strdup_printf("case %" G_GINT64_FORMAT ": %s", in->entry->about->id, why));
}

/* Of these, the ones that are switched on. */
static char **enabled_of(const ph_alert_settings *settings, const char *const *names,
                         const char *aside)
{
    g_autoptr(GStrvBuilder) enabled = g_strv_builder_new();

    for (guint i = 0; names[i]; i++) {
        const ph_alert_channel_entry *entry = ph_alert_settings_channel(settings, names[i]);

        if (entry && entry->is_enabled && g_strcmp0(names[i], aside) != 0)
            g_strv_builder_add(enabled, names[i]);
    }
    return g_strv_builder_end(enabled);
}

/* What a channel of GitHub's leaves begins with the issue's number. */
static int number_length(const char *remote)
{
    return (int)strspn(remote, "0123456789");
}

/* Where it is shown on GitHub, as far as that is known. */
static char *issue_url(const considered_case *in)
{
    for (guint i = in->log->deliveries->len; i > 0; i--) {
        const ph_delivery *delivery = in->log->deliveries->pdata[i - 1];
        const ph_alert_channel_entry *channel = channel_of(in, delivery->channel);
        const char *repository = channel ? channel->settings.keys[PH_ALERT_KEY_REPOSITORY] : NULL;
        gboolean is_of_case = FALSE;

        for (guint at = 0; at < in->log->alerts->len && !is_of_case; at++) {
            const ph_history_alert *alert = in->log->alerts->pdata[at];

            is_of_case = alert->id == delivery->alert_id && alert->case_id == in->entry->about->id;
        }
        if (is_of_case && channel && channel->settings.kind == PH_ALERT_KIND_GITHUB && repository &&
            delivery->remote && number_length(delivery->remote) > 0)
            return g_strdup_printf("https://github.com/%s/issues/%.*s", repository,
                                   number_length(delivery->remote), delivery->remote);
    }
    return NULL;
}

static ph_planned_alert *add_planned(const considered_case *in, ph_alert_occasion occasion,
                                     ph_case_severity severity, const ph_alert_rule *rule,
                                     gint64 event_id, char **channels)
{
    ph_planned_alert *planned = g_new0(ph_planned_alert, 1);
    g_autofree char *url = issue_url(in);
    const ph_case_telling telling = {
        .occasion = occasion,
        .severity = severity,
        .rule = rule,
        .number = event_id,
        .time_us = in->now_us,
        .issue_url = url,
    };

    planned->notice = ph_case_notice_new(in->source, in->entry, &telling);
    planned->case_id = in->entry->about->id;
    planned->channels = channels;
    g_ptr_array_add(in->plan->alerts, planned);
    return planned;
}

/*
 * The rule that it meets. What could not be compared has no p-value: it is held against the rules
 * as if it were sure, and is never more than a warning.
 */
static const ph_alert_rule *rule_of(const considered_case *in)
{
    ph_change_figures figures = ph_case_notice_figures(in->entry);
    const gboolean is_confirmed = in->entry->life.is_confirmed;

    if (!is_confirmed) {
        figures.value[PH_CHANGE_P_VALUE] = 0.0;
        figures.value[PH_CHANGE_CONFIDENCE_LEVEL] = 100.0;
    }
    return ph_alert_settings_rule(in->source->settings, &figures,
                                  is_confirmed ? PH_CASE_SEVERITY_CRITICAL
                                               : PH_CASE_SEVERITY_WARNING);
}

static void tell_opened(const considered_case *in)
{
    const ph_alert_rule *rule = rule_of(in);
    ph_planned_alert *planned;
    char **channels;

    if (!rule) {
        keep_silent(in, "it meets no rule, and is shown, not told");
        return;
    }
    channels = enabled_of(in->source->settings, (const char *const *)rule->channels, NULL);
    if (!channels[0]) {
        keep_silent(in, "no channel of the rule that it meets is enabled");
        g_strfreev(channels);
        return;
    }
    planned = add_planned(in, in->told ? PH_ALERT_REOPENED : PH_ALERT_OPENED, rule->severity, rule,
                          in->times + 1, channels);
    planned->why = g_strdup_printf("%s", rule->when);
    planned->is_first = TRUE;
}

/* Those of where it was told; of an occasion that people make, only where that is heard. */
static char **told_channels(const considered_case *in, gboolean is_of_people)
{
    g_autoptr(GStrvBuilder) channels = g_strv_builder_new();
    /* Who closed it there knows. */
    g_autofree char *aside =
        in->entry->life.state == PH_CASE_ACKNOWLEDGED
            ? ph_alert_closing_channel(ph_case_entry_event(in->entry, PH_HISTORY_EVENT_ACKNOWLEDGE))
            : NULL;

    for (guint i = 0; i < in->channels->len; i++) {
        const char *name = in->channels->pdata[i];
        const gboolean is_heard = hears_people(in, name);

        /* A digest opened no thread that more could be said in. */
        if (channel_of(in, name) && g_strcmp0(name, aside) != 0 && (!is_of_people || is_heard) &&
            !(in->is_told_by_digest && is_heard))
            g_strv_builder_add(channels, name);
    }
    return g_strv_builder_end(channels);
}

static ph_case_severity told_severity(const considered_case *in)
{
    const ph_case_severity severity = ph_case_severity_of(in->told->severity);

    return severity == PH_CASE_SEVERITY_COUNT ? PH_CASE_SEVERITY_NONE : severity;
}

/* The rule that words what follows: that which it meets now, else the first. */
static const ph_alert_rule *wording_rule(const considered_case *in)
{
    const ph_alert_rule *rule = rule_of(in);
    const GPtrArray *rules = in->source->settings->rules;

    return rule || rules->len == 0 ? rule : rules->pdata[0];
}

/* One more about a case that was told of, unless that was said. */
static void tell_more(const considered_case *in, ph_alert_occasion occasion, gint64 event_id,
                      gboolean is_of_people, const char *why)
{
    const ph_alert_rule *rule = wording_rule(in);
    g_auto(GStrv) channels = told_channels(in, is_of_people);
    g_autofree char *name =
        g_strdup_printf("case-%" G_GINT64_FORMAT "-%s-%" G_GINT64_FORMAT, in->entry->about->id,
                        ph_alert_occasion_word(occasion), event_id);

    if (!rule || !channels[0] || alert_named(in->log, name))
        return;
    add_planned(in, occasion,
                occasion == PH_ALERT_EVIDENCE ? MAX(rule->severity, told_severity(in))
                                              : told_severity(in),
                rule, event_id, g_steal_pointer(&channels))
        ->why = g_strdup(why);
}

static void tell_reminder(const considered_case *in)
{
    const gint64 since_us = in->told->at_us;
    const gboolean was_acknowledged =
        ph_case_entry_event(in->entry, PH_HISTORY_EVENT_ACKNOWLEDGE) != NULL;

    if (told_severity(in) == PH_CASE_SEVERITY_CRITICAL && !was_acknowledged &&
        in->now_us - since_us >= PH_ALERT_REMINDER_DAYS * G_TIME_SPAN_DAY)
        tell_more(in, PH_ALERT_REMINDER, in->told->id, FALSE,
                  "it is critical, and nobody has acknowledged it for 7 days");
}

/* What was found out since it was told; NULL: nothing. */
static const ph_history_event *evidence_of(const considered_case *in)
{
    const ph_history_event *alert = ph_case_entry_event(in->entry, PH_HISTORY_EVENT_ALERT);
    const ph_history_event *newest = NULL;

    for (guint i = 0; alert && i < in->entry->events->len; i++) {
        const ph_history_event *event = in->entry->events->pdata[i];

        if ((event->kind == PH_HISTORY_EVENT_CONFIRM || event->kind == PH_HISTORY_EVENT_BISECT) &&
            event->id > alert->id)
            newest = event;
    }
    return newest;
}

/* What became worse by it is told where its rule says, too. */
static void tell_evidence(considered_case *in)
{
    const ph_history_event *newest = evidence_of(in);
    const ph_alert_rule *rule = rule_of(in);

    if (!newest)
        return;
    if (!rule || rule->severity <= told_severity(in)) {
        tell_more(in, PH_ALERT_EVIDENCE, newest->id, TRUE, "more is known of it");
        return;
    }
    for (guint i = 0; rule->channels[i]; i++)
        if (!g_ptr_array_find_with_equal_func(in->channels, rule->channels[i], g_str_equal, NULL))
            g_ptr_array_add(in->channels, rule->channels[i]);
    tell_more(in, PH_ALERT_EVIDENCE, newest->id, FALSE, "it is worse than was told");
}

static gint64 event_id_of(const ph_case_entry *entry, ph_history_event_kind kind)
{
    const ph_history_event *event = ph_case_entry_event(entry, kind);

    return event ? event->id : 0;
}

/* Was it told, and is that what comes after? */
static void tell_of_told(considered_case *in)
{
    const ph_case_entry *entry = in->entry;

    switch (entry->life.state) {
    case PH_CASE_OPEN:
        tell_evidence(in);
        tell_reminder(in);
        break;
    case PH_CASE_ACKNOWLEDGED:
        tell_more(in, PH_ALERT_ACKNOWLEDGED, event_id_of(entry, PH_HISTORY_EVENT_ACKNOWLEDGE), TRUE,
                  "a person knows of it");
        break;
    case PH_CASE_SILENCED:
        tell_more(in, PH_ALERT_SILENCED, event_id_of(entry, PH_HISTORY_EVENT_SILENCE), TRUE,
                  "a person has silenced it");
        break;
    case PH_CASE_ACCEPTED:
        tell_more(in, PH_ALERT_ACCEPTED, event_id_of(entry, PH_HISTORY_EVENT_ACCEPT), TRUE,
                  "a person has accepted its level");
        break;
    case PH_CASE_RESOLVED:
        tell_more(in, PH_ALERT_RESOLVED, event_id_of(entry, PH_HISTORY_EVENT_RESOLVE), FALSE,
                  "the level before is back");
        break;
    case PH_CASE_REFUTED:
        tell_more(in, PH_ALERT_RESOLVED, event_id_of(entry, PH_HISTORY_EVENT_REFUTE), FALSE,
                  "it was not confirmed when it was told, and is refuted now");
        break;
    default: break;
    }
}

static void consider(considered_case *in)
{
    find_told(in);
    if (ph_case_life_wants_alert(&in->entry->life) ||
        (in->entry->life.state == PH_CASE_OPEN && in->is_told_as_over))
        tell_opened(in);
    else if (in->told)
        tell_of_told(in);
    else if (ph_case_entry_is_living(in->entry))
        keep_silent(in, "somebody knows of it already");
    else if (in->entry->life.state == PH_CASE_CANDIDATE)
        keep_silent(in, "nothing is confirmed yet");
}

/* Digests */

static void add_channels(GPtrArray *all, char **channels)
{
    for (guint i = 0; channels[i]; i++)
        if (!g_ptr_array_find_with_equal_func(all, channels[i], g_str_equal, NULL))
            g_ptr_array_add(all, g_strdup(channels[i]));
}

/* Of what was planned, what a digest of an occasion takes. */
static gboolean is_taken(const ph_planned_alert *planned, ph_alert_occasion occasion)
{
    const ph_alert_occasion of = planned->notice->occasion;

    if (occasion == PH_ALERT_RESOLVED)
        return of == PH_ALERT_RESOLVED;
    return of == PH_ALERT_OPENED || of == PH_ALERT_REOPENED || of == PH_ALERT_REMINDER;
}

typedef struct digest {
    ph_planned_alert *planned;
    GPtrArray *channels; /* char *. */
    guint cases, series;
    double last_id; /* Of the cases. */
} digest;

static void take_into(digest *into, ph_planned_alert *part)
{
    ph_alert_notice *notice = into->planned->notice;
    const cJSON *about = part->notice->about;

    add_channels(into->channels, part->channels);
    notice->severity = MAX(notice->severity, part->notice->severity);
    cJSON_AddItemToArray(notice->cases, cJSON_CreateNumber((double)part->case_id));
    if (notice->rows->len / 2 < DIGEST_ROWS_MAX) {
        g_autofree char *name = g_strdup_printf("case %" G_GINT64_FORMAT, part->case_id);

        ph_alert_notice_add_row(notice, name, part->notice->title);
    }
    into->cases++;
    into->series += (guint)ph_json_count(about, "series");
    into->last_id = MAX(into->last_id, (double)part->case_id);
    part->notice->told_by = g_strdup(notice->name);
    g_strfreev(part->channels);
    part->channels = g_new0(char *, 1);
}

static char *digest_name(const ph_alert_plan *plan, ph_alert_occasion occasion)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    for (guint i = 0; i < plan->alerts->len; i++) {
        const ph_planned_alert *planned = plan->alerts->pdata[i];

        if (is_taken(planned, occasion))
            g_checksum_update(sum, (const guchar *)planned->notice->name, -1);
    }
    return g_strdup_printf("digest-%s-%.12s", ph_alert_occasion_word(occasion),
                           g_checksum_get_string(sum));
}

static void word_digest(const digest *made, ph_alert_occasion occasion)
{
    ph_alert_notice *notice = made->planned->notice;

    notice->more_count = made->cases - notice->rows->len / 2;
    if (occasion == PH_ALERT_RESOLVED) {
        notice->title = g_strdup_printf("%u cases are resolved", made->cases);
        notice->text = g_strdup("The levels before are back.");
        return;
    }
    notice->title = g_strdup_printf("%u series moved at once", made->series);
    notice->text =
        g_strdup_printf("%u cases at once are hardly the code of each: it is the host or a "
                        "toolchain. `perfharness history show` has all of them.",
                        made->cases);
}

/* All of an occasion in the place of each. */
static void make_digest(ph_alert_plan *plan, const ph_alert_source *source,
                        ph_alert_occasion occasion, gint64 now_us)
{
    const guint count = plan->alerts->len;
    digest made = { .channels = g_ptr_array_new() };

    made.planned = g_new0(ph_planned_alert, 1);
    made.planned->notice = ph_alert_notice_new(PH_ALERT_DIGEST, PH_CASE_SEVERITY_NONE, now_us);
    made.planned->notice->name = digest_name(plan, occasion);
    made.planned->notice->thread_id = g_strdup(made.planned->notice->name);
    made.planned->notice->link = g_strdup(source->settings->link);
    made.planned->notice->repository = g_strdup(source->settings->repository);
    made.planned->notice->cases = cJSON_CreateArray();
    for (guint i = 0; i < count; i++)
        if (is_taken(plan->alerts->pdata[i], occasion))
            take_into(&made, plan->alerts->pdata[i]);
    g_ptr_array_add(made.channels, NULL);
    made.planned->channels = (char **)g_ptr_array_free(made.channels, FALSE);
    made.planned->why = g_strdup_printf("more than %d messages at once", PH_ALERT_MESSAGES_MAX);
    word_digest(&made, occasion);
    g_ptr_array_add(plan->alerts, made.planned);
}

static guint count_taken(const ph_alert_plan *plan, ph_alert_occasion occasion)
{
    guint count = 0;

    for (guint i = 0; i < plan->alerts->len; i++)
        count += is_taken(plan->alerts->pdata[i], occasion) ? 1 : 0;
    return count;
}

ph_alert_plan *ph_alert_plan_new(const ph_alert_source *source, const ph_alert_log *log,
                                 gint64 now_us)
{
    static const ph_alert_occasion occasions[] = { PH_ALERT_OPENED, PH_ALERT_RESOLVED };
    ph_alert_plan *plan = g_new0(ph_alert_plan, 1);

    plan->alerts = g_ptr_array_new_with_free_func(free_planned);
    plan->untold = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < source->book->entries->len; i++) {
        g_autoptr(GPtrArray) channels = g_ptr_array_new();
        considered_case in = { .source = source,
                               .log = log,
                               .entry = source->book->entries->pdata[i],
                               .plan = plan,
                               .now_us = now_us,
                               .channels = channels };

        consider(&in);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(occasions); i++)
        if (count_taken(plan, occasions[i]) > PH_ALERT_MESSAGES_MAX)
            make_digest(plan, source, occasions[i], now_us);
    return plan;
}

/* How often it was told that it is so. */
static guint count_told(const ph_alert_log *log, const char *key)
{
    for (guint number = 0;; number++) {
        g_autofree char *name = g_strdup_printf("%s-%u", key, number + 1);

        if (!alert_named(log, name))
            return number;
    }
}

static void add_house(ph_alert_plan *plan, const ph_alert_source *source,
                      const ph_house_condition *condition, ph_alert_notice *notice)
{
    g_auto(GStrv) channels = enabled_of(
        source->settings, (const char *const *)source->settings->house_channels, condition->aside);
    ph_planned_alert *planned;

    if (!channels[0]) {
        g_ptr_array_add(plan->untold,
                        g_strdup_printf("%s: no %schannel of [house] is enabled", notice->title,
                                        condition->aside ? "other " : ""));
        ph_alert_notice_free(notice);
        return;
    }
    notice->link = g_strdup(source->settings->link);
    notice->repository = g_strdup(source->settings->repository);
    planned = g_new0(ph_planned_alert, 1);
    planned->notice = notice;
    planned->channels = g_steal_pointer(&channels);
    planned->why = g_strdup("it is of the measuring itself");
    g_ptr_array_add(plan->alerts, planned);
}

/* Other histories tell of the same. */
static char *house_thread(const ph_alert_notice *notice, const ph_house_condition *condition)
{
    g_autofree char *all = g_strdup_printf("%s %s %" G_GINT64_FORMAT, condition->title,
                                           condition->text, notice->time_us);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);

    return g_strdup_printf("%s-%.12s", notice->name, sum);
}

static char *thread_of(const ph_history_alert *alert, const char *otherwise)
{
    g_autoptr(ph_alert_notice) notice = ph_alert_notice_parse(alert->document, NULL);

    return g_strdup(notice ? notice->thread_id : otherwise);
}

void ph_alert_plan_add_house(ph_alert_plan *plan, const ph_alert_source *source,
                             const ph_alert_log *log, const ph_house_condition *condition,
                             gint64 now_us)
{
    const guint told = count_told(log, condition->key);
    g_autofree char *last = g_strdup_printf("%s-%u", condition->key, told);
    g_autofree char *over = g_strconcat(last, "-over", NULL);
    const gboolean is_known = told > 0 && !alert_named(log, over);
    ph_alert_notice *notice;

    if (condition->is_so == is_known)
        return;
    notice = ph_alert_notice_new(condition->is_so ? PH_ALERT_HOUSE : PH_ALERT_RESOLVED,
                                 PH_CASE_SEVERITY_WARNING, now_us);
    notice->name = condition->is_so ? g_strdup_printf("%s-%u", condition->key, told + 1)
                                    : g_steal_pointer(&over);
    notice->thread_id = condition->is_so ? house_thread(notice, condition)
                                         : thread_of(alert_named(log, last), notice->name);
    notice->title = g_strconcat(condition->is_so ? "" : "Over: ", condition->title, NULL);
    notice->text = g_strdup(condition->is_so ? condition->text : "");
    add_house(plan, source, condition, notice);
}

static ph_history_event *event_of(const ph_planned_alert *planned)
{
    ph_history_event *event;
    g_autofree char *channels = NULL;

    if (!planned->is_first)
        return NULL;
    event = ph_history_event_new(PH_HISTORY_EVENT_ALERT, planned->case_id);
    channels = g_strjoinv(", ", planned->channels);
    event->text =
        planned->notice->told_by
            ? g_strdup_printf("%s: in a digest of many",
                              ph_case_severity_word(planned->notice->severity))
            : g_strdup_printf("%s: %s", ph_case_severity_word(planned->notice->severity), channels);
    return event;
}

static void free_alert(gpointer data)
{
    ph_history_alert_free((ph_history_alert *)data);
}

static void free_event(gpointer data)
{
    ph_history_event_free((ph_history_event *)data);
}

/* What is added in one transaction. */
typedef struct batch {
    GArray *added; /* ph_new_alert. */
    GPtrArray *alerts, *events;
} batch;

static void add_to_batch(batch *into, const ph_planned_alert *planned)
{
    const ph_alert_notice *notice = planned->notice;
    g_autofree char *document = ph_alert_notice_document(notice);
    ph_history_alert *alert = ph_history_alert_new(
        notice->name, planned->case_id, ph_alert_occasion_word(notice->occasion),
        ph_case_severity_word(notice->severity), document);
    ph_history_event *event = event_of(planned);
    const ph_new_alert added = { alert, event, (const char *const *)planned->channels };

    g_ptr_array_add(into->alerts, alert);
    if (event)
        g_ptr_array_add(into->events, event);
    g_array_append_val(into->added, added);
}

/* A digest and all that it tells, or one alert that is told by itself. */
static gboolean is_of_batch(const ph_planned_alert *planned, const ph_planned_alert *leader)
{
    return planned == leader || g_strcmp0(planned->notice->told_by, leader->notice->name) == 0;
}

static gboolean write_batch(const ph_alert_plan *plan, const ph_planned_alert *leader,
                            ph_run_store *store, GError **error)
{
    batch one = { g_array_new(FALSE, FALSE, sizeof(ph_new_alert)),
                  g_ptr_array_new_with_free_func(free_alert),
                  g_ptr_array_new_with_free_func(free_event) };
    gboolean is_added, is_written;

    for (guint i = 0; i < plan->alerts->len; i++)
        if (is_of_batch(plan->alerts->pdata[i], leader))
            add_to_batch(&one, plan->alerts->pdata[i]);
    is_written = ph_run_store_add_alerts(store, (const ph_new_alert *)(gpointer)one.added->data,
                                         one.added->len, &is_added, error);
    g_array_unref(one.added);
    g_ptr_array_unref(one.alerts);
    g_ptr_array_unref(one.events);
    return is_written;
}

gboolean ph_alert_plan_write(const ph_alert_plan *plan, ph_run_store *store, GError **error)
{
    for (guint i = 0; i < plan->alerts->len; i++) {
        const ph_planned_alert *planned = plan->alerts->pdata[i];

        if (!planned->notice->told_by && !write_batch(plan, planned, store, error))
            return FALSE;
    }
    return TRUE;
}
