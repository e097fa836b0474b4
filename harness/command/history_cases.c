/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_cases.h"

#include "alert/alert_settings.h"
#include "history/history_clock.h"
#include "settings/installation.h"

static ph_case_severity judge(const ph_history_level *level, gpointer data)
{
    const ph_change_figures figures =
        ph_change_figures_of(level->change, level->low, level->high, level->p_value);
    const ph_alert_rule *rule = ph_alert_settings_rule((const ph_alert_settings *)data, &figures,
                                                       PH_CASE_SEVERITY_CRITICAL);

    return rule ? rule->severity : PH_CASE_SEVERITY_NONE;
}

ph_case_book *ph_history_cases(ph_run_store *store, GError **error)
{
    g_autoptr(ph_case_book) book = ph_case_book_read(store, ph_history_now_us(), error);
    g_autofree char *path = ph_installation_setting("alerts.toml");
    g_autoptr(ph_alert_settings) settings = NULL;

    if (!book)
        return NULL;
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&book);
    settings = ph_alert_settings_read(path, error);
    if (!settings)
        return NULL;
    ph_case_book_judge(book, judge, settings);
    return g_steal_pointer(&book);
}
