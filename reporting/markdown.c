/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The Markdown of a comment, made shorter until it fits. */
#include "markdown_render.h"
#include "perfharness/require.h"
#include "report.h"
#include "report_data.h"
#include "report_line.h"
#include "report_value.h"

/* What of a report has to go for it to be short enough; each step includes those before it. */
typedef enum shortening {
    SHORTEN_NOTHING,
    SHORTEN_QUIET_ROWS, /* Rows that nothing is to be said of. */
    SHORTEN_DETAILS,
    SHORTEN_TO_LINE,
} shortening;

static gboolean is_quiet(const cJSON *row)
{
    static const char *const loud[] = { "warn", "inconclusive", "fail", NULL };
    const cJSON *class = cJSON_GetObjectItemCaseSensitive(row, "verdict_class");

    return !g_strv_contains(loud, cJSON_GetStringValue(class));
}

static guint remove_quiet(cJSON *rows)
{
    guint removed = 0;

    for (int i = cJSON_GetArraySize(rows) - 1; i >= 0; i--)
        if (is_quiet(cJSON_GetArrayItem(rows, i))) {
            cJSON_DeleteItemFromArray(rows, i);
            removed++;
        }
    return removed;
}

static void shorten(cJSON *data, shortening step)
{
    guint removed = 0;

    if (step >= SHORTEN_QUIET_ROWS)
        removed = remove_quiet(cJSON_GetObjectItemCaseSensitive(data, "rows")) +
                  remove_quiet(cJSON_GetObjectItemCaseSensitive(data, "other_rows"));
    ph_report_value_take(data, "rows_left_out", removed ? g_strdup_printf("%u", removed) : NULL);
    cJSON_AddBoolToObject(data, "has_details", step < SHORTEN_DETAILS);
    cJSON_AddBoolToObject(data, "is_shortened", step > SHORTEN_NOTHING);
}

static char *only_line(const ph_report *report)
{
    g_autofree char *line = ph_report_line(report->measurement, report->judgement->verdict);

    return g_strconcat(line,
                       "\n\nThe report is longer than a comment may be: all of it is in the "
                       "artefact of the run.\n",
                       NULL);
}

char *ph_report_markdown(const ph_report *report, const ph_template *from, gsize characters_max,
                         GError **error)
{
    PH_REQUIRE(characters_max >= 1024);

    for (shortening step = SHORTEN_NOTHING; step < SHORTEN_TO_LINE; step++) {
        cJSON *data = ph_report_data(report);
        g_autofree char *text = NULL;

        shorten(data, step);
        ph_report_data_close(data);
        text = ph_markdown_render(from, data, error);
        cJSON_Delete(data);
        if (!text)
            return NULL;
        if ((gsize)g_utf8_strlen(text, -1) <= characters_max)
            return g_steal_pointer(&text);
    }
    return only_line(report);
}
