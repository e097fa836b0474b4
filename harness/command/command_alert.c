/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness alert`: people are told of what comparisons have shown, each once. */
#include <stdio.h>
#include <string.h>

#include "alert/template.h"
#include "columns.h"
#include "command/alert_request.h"
#include "command/command.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "settings/installation.h"

static char *store_name;
static char *alerts_path;
static char *repository;
static char *promotion_failed;
static gboolean is_dry;
static gboolean is_checked;
static gboolean is_json;

enum { STOPPAGE_HOURS = 48, STOPPAGE_HOURS_MAX = 24 * 366 };

static gint stoppage_hours = STOPPAGE_HOURS;

static const GOptionEntry options[] = {
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_name,
      "The history: a file, or postgresql:SERVICE for a server (default: PERFHARNESS_STORE, else "
      "/var/lib/perfharness/history.db where that may be written, else the user's own)",
      "PLACE" },
    { "alerts", 0, 0, G_OPTION_ARG_FILENAME, &alerts_path,
      "Who is told of what (default: the installed alerts.toml)", "FILE" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry,
      "Print what would be told to whom, and why, or why not; nothing is sent or written", NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &is_checked,
      "Look for rules that nothing meets, and channels that do not answer; nothing is sent", NULL },
    { "repository", 0, 0, G_OPTION_ARG_FILENAME, &repository,
      "The checkout whose CODEOWNERS says who owns what a commit changed (default: the current "
      "folder)",
      "FOLDER" },
    { "stoppage-hours", 0, 0, G_OPTION_ARG_INT, &stoppage_hours,
      "Tell where the main branch had no run for so long (default: 48)", "N" },
    { "promotion-failed", 0, 0, G_OPTION_ARG_STRING, &promotion_failed,
      "Tell that a baseline could not be promoted, and why", "TEXT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL
};

gboolean ph_alert_scene_read(ph_alert_scene *scene, const ph_history_request *request,
                             GError **error)
{
    g_clear_pointer(&scene->view, ph_history_view_free);
    g_clear_pointer(&scene->runs, g_ptr_array_unref);
    ph_alert_log_clear(&scene->log);
    /* The log first: what another program tells meanwhile is not taken for told before. */
    if (!ph_alert_log_read(scene->store, &scene->log, error))
        return FALSE;
    scene->view = ph_history_view_new(scene->store, request, error);
    scene->runs = scene->view ? ph_run_store_runs(scene->store, &(ph_run_query){ 0 }, error) : NULL;
    return scene->runs != NULL;
}

void ph_alert_scene_clear(ph_alert_scene *scene)
{
    g_clear_pointer(&scene->view, ph_history_view_free);
    g_clear_pointer(&scene->runs, g_ptr_array_unref);
    ph_alert_log_clear(&scene->log);
    g_clear_pointer(&scene->store, ph_run_store_close);
}

static ph_alert_plan *make_plan(const ph_alert_request *request, ph_alert_scene *scene,
                                GError **error)
{
    const gint64 now_us = ph_history_now_us();
    const ph_alert_source source = {
        .settings = request->settings,
        .book = scene->view->book,
        .survey = scene->view->survey,
        .runs = scene->runs,
        .owners = ph_alert_find_owners,
        .owners_data = (gpointer)request,
    };
    g_autoptr(ph_alert_plan) plan = ph_alert_plan_new(&source, &scene->log, now_us);

    return ph_alert_plan_house(request, &source, scene, plan, now_us, error)
               ? g_steal_pointer(&plan)
               : NULL;
}

/* What is printed */

static char *targets_of(const ph_alert_settings *settings, char **channels)
{
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; channels[i]; i++) {
        const ph_alert_channel_entry *entry = ph_alert_settings_channel(settings, channels[i]);
        g_autofree char *target = entry ? ph_alert_channel_target(&entry->settings) : NULL;

        g_ptr_array_add(targets, g_strdup_printf("%s (%s)", channels[i], target ? target : "?"));
    }
    g_ptr_array_add(targets, NULL);
    return g_strjoinv(", ", (char **)targets->pdata);
}

static void print_planned(const ph_alert_request *request, const ph_planned_alert *planned)
{
    const ph_alert_notice *notice = planned->notice;
    g_autofree char *targets = targets_of(request->settings, planned->channels);
    g_auto(GStrv) lines = g_strsplit(notice->text, "\n", -1);

    ph_columns_print(stdout, 0, 2, "%s, %s: %s", ph_case_severity_word(notice->severity),
                     ph_alert_occasion_word(notice->occasion), notice->title);
    ph_columns_print(stdout, 2, 4, "to %s", targets);
    ph_columns_print(stdout, 2, 4, "because %s", planned->why);
    for (guint i = 0; lines[i]; i++)
        if (*lines[i])
            ph_columns_print(stdout, 4, 4, "%s", lines[i]);
    for (guint i = 0; i + 1 < notice->rows->len; i += 2)
        ph_columns_print(stdout, 4, 6, "%s: %s", (const char *)notice->rows->pdata[i],
                         (const char *)notice->rows->pdata[i + 1]);
    if (notice->more_count > 0)
        ph_columns_print(stdout, 4, 4, "and %u more", notice->more_count);
}

static guint count_waiting(const ph_alert_scene *scene)
{
    guint count = 0;

    for (guint i = 0; i < scene->log.deliveries->len; i++) {
        const ph_delivery *delivery = scene->log.deliveries->pdata[i];

        count += delivery->done_us == PH_NO_TIME && delivery->next_us != PH_NO_TIME ? 1 : 0;
    }
    return count;
}

static void print_waiting(guint waiting)
{
    if (waiting > 0)
        ph_columns_print(stdout, 0, 2, "%u that were decided before still wait to be told",
                         waiting);
}

static void print_plan(const ph_alert_request *request, const ph_alert_plan *plan)
{
    guint told = 0;

    for (guint i = 0; i < plan->alerts->len; i++) {
        const ph_planned_alert *planned = plan->alerts->pdata[i];

        if (planned->notice->told_by)
            continue;
        print_planned(request, planned);
        told++;
    }
    if (told == 0)
        ph_columns_print(stdout, 0, 0, "nobody is to be told of anything new");
    for (guint i = 0; i < plan->untold->len; i++)
        ph_columns_print(stdout, 0, 2, "not told: %s", (const char *)plan->untold->pdata[i]);
}

/* As it would be sent, but for secrets. The caller frees it. */
static char *draft_of(const ph_alert_channel_settings *settings, const ph_alert_notice *notice,
                      const char *document)
{
    g_autofree ph_alert_row *rows = NULL;
    g_autofree char *id = ph_alert_notice_delivery_id(notice, document, settings->name);
    ph_alert_message message = ph_alert_notice_message(notice, document, &rows);

    message.delivery_id = id;
    return ph_alert_channel_draft(settings, &message);
}

static cJSON *channel_json(const ph_alert_request *request, const char *name,
                           const ph_alert_notice *notice, const char *document)
{
    const ph_alert_channel_settings *settings =
        &ph_alert_settings_channel(request->settings, name)->settings;
    g_autofree char *target = ph_alert_channel_target(settings);
    g_autofree char *draft = request->is_dry ? draft_of(settings, notice, document) : NULL;
    cJSON *channel = cJSON_CreateObject();

    ph_json_add_text(channel, "name", settings->name);
    ph_json_add_text(channel, "kind", ph_alert_kind_word(settings->kind));
    ph_json_add_text(channel, "target", target);
    ph_json_add_text(channel, "draft", draft);
    return channel;
}

static cJSON *planned_json(const ph_alert_request *request, const ph_planned_alert *planned)
{
    g_autofree char *document = ph_alert_notice_document(planned->notice);
    cJSON *object = cJSON_CreateObject();
    cJSON *list;

    cJSON_AddItemToObject(object, "alert", cJSON_Parse(document));
    ph_json_add_text(object, "why", planned->why);
    list = cJSON_AddArrayToObject(object, "channels");
    for (guint i = 0; planned->channels[i]; i++)
        cJSON_AddItemToArray(
            list, channel_json(request, planned->channels[i], planned->notice, document));
    return object;
}

static cJSON *plan_json(const ph_alert_request *request, const ph_alert_plan *plan)
{
    cJSON *object = cJSON_CreateObject();
    cJSON *list;

    ph_json_add_text(object, "schema_version", "perfharness-alerts-1");
    cJSON_AddBoolToObject(object, "is_dry_run", request->is_dry);
    list = cJSON_AddArrayToObject(object, "alerts");
    for (guint i = 0; i < plan->alerts->len; i++) {
        const ph_planned_alert *planned = plan->alerts->pdata[i];

        if (!planned->notice->told_by)
            cJSON_AddItemToArray(list, planned_json(request, planned));
    }
    ph_json_add_texts(object, "untold", plan->untold);
    return object;
}

/* What became of the outbox. */
typedef struct outcome {
    const ph_alert_request *request;
    cJSON *deliveries; /* NULL: it is printed for people. */
    ph_outbox_sent sent;
} outcome;

static const char *fate_word(const ph_outbox_fate *fate)
{
    return fate->outcome == PH_ALERT_DELIVERED ? "told"
           : fate->is_given_up                 ? "given up"
                                               : "not told yet";
}

static cJSON *fate_json(const ph_outbox_fate *fate)
{
    cJSON *object = cJSON_CreateObject();

    ph_json_add_text(object, "channel", fate->delivery->channel);
    ph_json_add_text(object, "name", fate->notice ? fate->notice->name : NULL);
    ph_json_add_text(object, "outcome", fate_word(fate));
    ph_json_add_text(object, "text", fate->text);
    return object;
}

static void take_fate(const ph_outbox_fate *fate, gpointer data)
{
    outcome *out = (outcome *)data;
    const char *title = fate->notice ? fate->notice->title : "an alert";

    if (out->deliveries)
        cJSON_AddItemToArray(out->deliveries, fate_json(fate));
    else
        ph_columns_print(stdout, 0, 2, "%s: %s: %s%s%s", fate_word(fate), fate->delivery->channel,
                         title, fate->text ? ": " : "", fate->text ? fate->text : "");
}

static void add_sent(ph_outbox_sent *all, const ph_outbox_sent *more)
{
    all->delivered += more->delivered;
    all->failed += more->failed;
    all->given_up += more->given_up;
    all->left = more->left;
}

static gboolean send_due(ph_alert_scene *scene, ph_alert_channels *channels, outcome *out,
                         GError **error)
{
    const ph_outbox_sender sender = ph_alert_channels_sender(channels);
    ph_outbox_sent sent;
    const gboolean is_sent = ph_outbox_send(scene->store, &sender, take_fate, out, &sent, error);

    add_sent(&out->sent, &sent);
    return is_sent;
}

static gboolean note_settings(const ph_alert_request *request, ph_run_store *store, GError **error)
{
    g_autoptr(ph_history_fact) fact = ph_history_fact_new(PH_RECEIPT_SETTINGS, "", "alerts.toml",
                                                          "alerts.toml", request->settings->digest);

    return ph_run_store_add_fact(store, fact, NULL, error);
}

/* A channel that was just given up is told of on the others, at once. */
static gboolean tell_given_up(const ph_alert_request *request, const ph_history_request *asked,
                              ph_alert_scene *scene, ph_alert_channels *channels, outcome *out,
                              GError **error)
{
    g_autoptr(ph_alert_plan) plan = NULL;

    if (out->sent.given_up == 0)
        return TRUE;
    if (!ph_alert_scene_read(scene, asked, error))
        return FALSE;
    plan = make_plan(request, scene, error);
    return plan && ph_alert_plan_write(plan, scene->store, error) &&
           send_due(scene, channels, out, error);
}

static gboolean tell(const ph_alert_request *request, const ph_history_request *asked,
                     ph_alert_scene *scene, ph_alert_channels *channels, outcome *out,
                     ph_alert_plan **ret_plan, GError **error)
{
    if (!note_settings(request, scene->store, error) ||
        !ph_alert_take_closings(scene, channels, error) ||
        !ph_alert_scene_read(scene, asked, error))
        return FALSE;
    *ret_plan = make_plan(request, scene, error);
    return *ret_plan && ph_alert_plan_write(*ret_plan, scene->store, error) &&
           send_due(scene, channels, out, error) &&
           tell_given_up(request, asked, scene, channels, out, error);
}

/* What was tried a short while ago is not tried yet. */
static void print_nobody(guint waiting)
{
    ph_columns_print(stdout, 0, 0, "nobody is to be told of anything%s", waiting > 0 ? " new" : "");
    print_waiting(waiting);
}

static void print_outcome(const ph_alert_request *request, const ph_alert_scene *scene,
                          const ph_alert_plan *plan, outcome *out)
{
    if (!request->is_json) {
        if (out->sent.delivered + out->sent.failed + out->sent.given_up == 0)
            print_nobody(count_waiting(scene));
        for (guint i = 0; i < plan->untold->len; i++)
            ph_columns_print(stdout, 0, 2, "not told: %s", (const char *)plan->untold->pdata[i]);
        if (out->sent.left > 0)
            ph_columns_print(stdout, 0, 2, "%u more are told by the next `perfharness alert`",
                             out->sent.left);
        return;
    }
    cJSON *object = plan_json(request, plan);

    cJSON_AddItemToObject(object, "deliveries", g_steal_pointer(&out->deliveries));
    cJSON_AddNumberToObject(object, "left", out->sent.left);
    ph_command_print_json(object);
}

static ph_exit tell_all(const ph_alert_request *request, const ph_history_request *asked,
                        ph_alert_scene *scene, GError **error)
{
    g_auto(ph_alert_channels) channels = { 0 };
    g_autoptr(ph_alert_plan) plan = NULL;
    outcome out = { request, request->is_json ? cJSON_CreateArray() : NULL, { 0 } };
    gboolean is_done;

    ph_alert_channels_begin(&channels, request->settings);
    is_done = tell(request, asked, scene, &channels, &out, &plan, error);
    if (is_done)
        print_outcome(request, scene, plan, &out);
    cJSON_Delete(out.deliveries);
    return is_done && out.sent.failed + out.sent.given_up == 0 ? PH_EXIT_PASS : PH_EXIT_FAILED;
}

static ph_exit show_all(const ph_alert_request *request, ph_alert_scene *scene, GError **error)
{
    g_autoptr(ph_alert_plan) plan = make_plan(request, scene, error);
    const guint waiting = count_waiting(scene);

    if (!plan)
        return PH_EXIT_FAILED;
    if (request->is_json) {
        cJSON *object = plan_json(request, plan);

        cJSON_AddNumberToObject(object, "waiting", waiting);
        ph_command_print_json(object);
        return PH_EXIT_PASS;
    }
    print_plan(request, plan);
    print_waiting(waiting);
    return PH_EXIT_PASS;
}

static ph_exit work(const ph_alert_request *request, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    const ph_history_request asked = { .place = request->place, .schemas = schemas };
    const gboolean is_read_alone = request->is_dry || is_checked;
    g_auto(ph_alert_scene) scene = { 0 };

    if (!ph_run_store_exists(request->place)) {
        (void)ph_refuse(
            error, PH_ERROR_STORAGE,
            "the history %s: there is no history yet: perfharness history add makes one",
            request->place->name);
        return PH_EXIT_FAILED;
    }
    scene.store = ph_history_open(&asked, is_read_alone ? PH_STORE_READ : PH_STORE_WRITE,
                                  request->is_json, error);
    if (!scene.store || !ph_alert_scene_read(&scene, &asked, error))
        return PH_EXIT_FAILED;
    ph_history_view_tell_unread(scene.view); /* What is read again for sending is the same. */
    if (is_checked)
        return ph_alert_check(request, &scene, ph_history_now_us(), error);
    return request->is_dry ? show_all(request, &scene, error)
                           : tell_all(request, &asked, &scene, error);
}

static gboolean check_options(GError **error)
{
    if (is_dry && is_checked)
        return ph_refuse(error, PH_ERROR_USAGE, "--dry-run and --check: one of them");
    if (is_checked && is_json)
        return ph_refuse(error, PH_ERROR_USAGE, "--json: --check has none");
    if (promotion_failed && *promotion_failed == '\0')
        return ph_refuse(error, PH_ERROR_USAGE, "--promotion-failed: a reason was expected");
    return (stoppage_hours >= 1 && stoppage_hours <= STOPPAGE_HOURS_MAX) ||
           ph_refuse(error, PH_ERROR_USAGE, "--stoppage-hours: 1 to %d hours were expected",
                     STOPPAGE_HOURS_MAX);
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *installed = ph_installation_setting("alerts.toml");
    g_autoptr(ph_alert_settings) settings = NULL;
    g_autoptr(ph_store_place) place = NULL;

    if (!ph_command_takes_none(operands, error) || !check_options(error))
        return PH_EXIT_USAGE;
    place = ph_store_place_choose(store_name, error);
    settings = place ? ph_alert_settings_read(alerts_path ? alerts_path : installed, error) : NULL;
    if (!settings)
        return PH_EXIT_FAILED; /* A place that is none is wrong use by its error. */
    const ph_alert_request request = {
        .place = place,
        .settings = settings,
        .repository = repository,
        .promotion_failed = promotion_failed,
        .stoppage_hours = (guint)stoppage_hours,
        .is_dry = is_dry,
        .is_json = is_json,
    };

    return work(&request, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "fields") == 0)
        for (guint field = 0; field < PH_CHANGE_FIELD_COUNT; field++)
            ph_manual_list_add(list, ph_change_field_word((ph_change_field)field),
                               ph_change_field_meaning((ph_change_field)field));
    if (strcmp(part, "placeholders") == 0)
        for (guint at = 0; at < PH_ALERT_PLACEHOLDER_COUNT; at++)
            ph_manual_list_add(list, ph_alert_placeholder_word((ph_alert_placeholder)at),
                               ph_alert_placeholder_meaning((ph_alert_placeholder)at));
}

const ph_command ph_command_alert = {
    .name = "alert",
    .operands = "",
    .options = options,
    .add_part = add_part,
    .run = run,
};
