/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The Markdown of a comparison, made shorter until it fits: what is worst goes last. */
#include "comparison_data.h"
#include "comparison_line.h"
#include "contrast_words.h"
#include "markdown_render.h"
#include "perfharness/require.h"
#include "report_value.h"

/* Where it is brief: of each list of texts so many are left, and of each so much. */
enum { TEXTS_MAX = 5, TEXT_CHARACTERS_MAX = 300 };

/* How much of it there is. */
typedef struct extent {
    gboolean has_details;
    gboolean is_brief;
    guint rows;
} extent;

static char *cut(const char *text)
{
    g_autofree char *begin = NULL;

    if (g_utf8_strlen(text, -1) <= TEXT_CHARACTERS_MAX)
        return g_strdup(text);
    begin = g_utf8_substring(text, 0, TEXT_CHARACTERS_MAX - 1);
    return g_strconcat(begin, "…", NULL);
}

/* Returns how many are left out. */
static guint shorten_texts(cJSON *data, const char *name)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(data, name);
    guint left_out = 0;
    cJSON *item;

    while (cJSON_GetArraySize(list) > TEXTS_MAX) {
        cJSON_DeleteItemFromArray(list, TEXTS_MAX);
        left_out++;
    }
    cJSON_ArrayForEach(item, list)
    {
        g_autofree char *text = cut(cJSON_GetStringValue(item));

        (void)cJSON_SetValuestring(item, text);
    }
    return left_out;
}

static void shorten_member(cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    if (text)
        ph_report_value_take(object, name, cut(text));
}

/* Names of functions may be longer than a comment. */
static void shorten_functions(cJSON *data)
{
    cJSON *explained, *function;

    cJSON_ArrayForEach(explained, cJSON_GetObjectItemCaseSensitive(data, "explained"))
        cJSON_ArrayForEach(function, cJSON_GetObjectItemCaseSensitive(explained, "functions"))
            shorten_member(function, "name");
}

/* Texts that are lists lose members, others their ends. Returns how many members. */
static guint shorten(cJSON *data)
{
    static const char *const lists[] = { "errors", "notes", "first_error" };
    static const char *const of_row[] = { "name", "variant", "why", "remark", "layout" };
    cJSON *row;
    guint left_out = 0;

    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        left_out += shorten_texts(data, lists[i]);
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(
                                data, "rows")) for (gsize i = 0; i < G_N_ELEMENTS(of_row); i++)
        shorten_member(row, of_row[i]);
    shorten_functions(data);
    shorten_member(cJSON_GetObjectItemCaseSensitive(data, "failure"), "reason");
    return left_out;
}

static char *counted(guint number)
{
    return number ? g_strdup_printf("%u", number) : NULL;
}

/* The first so many of these benchmarks. */
static char *render(const ph_comparison_report *report, const ph_template *from, extent much,
                    const GPtrArray *contrasts, GError **error)
{
    g_autoptr(GPtrArray) shown = g_ptr_array_new();
    const guint rows_left_out = contrasts->len - much.rows;
    guint texts_left_out = 0;
    cJSON *data;
    char *text;

    for (guint i = 0; i < much.rows; i++)
        g_ptr_array_add(shown, contrasts->pdata[i]);
    data = ph_comparison_data(report, shown);
    if (much.is_brief)
        texts_left_out = shorten(data);
    ph_report_value_take(data, "rows_left_out", counted(rows_left_out));
    ph_report_value_take(data, "texts_left_out", counted(texts_left_out));
    cJSON_AddBoolToObject(data, "has_details", much.has_details);
    cJSON_AddBoolToObject(data, "is_shortened", !much.has_details);
    ph_comparison_data_close(data);
    text = ph_markdown_render(from, data, error);
    cJSON_Delete(data);
    return text;
}

static gboolean fits(const char *text, gsize characters_max)
{
    return (gsize)g_utf8_strlen(text, -1) <= characters_max;
}

static char *only_line(const ph_comparison_document *document)
{
    g_autofree char *line = ph_comparison_line(document);

    return g_strconcat(line,
                       "\n\nThe report is longer than a comment may be: all of it is in the "
                       "artefact of the run.\n",
                       NULL);
}

/* With as many of the worst as fit; NULL without error: not even without any. */
static char *render_worst(const ph_comparison_report *report, const ph_template *from,
                          gsize characters_max, GError **error)
{
    g_autoptr(GPtrArray) sorted = ph_contrasts_worst_first(report->document->report);
    char *longest = NULL;
    guint low = 0, high = sorted->len + 1; /* So many fit, if any do; so many do not. */

    for (guint rows = 0; low < high; rows = low + (high - low) / 2) {
        const extent much = { FALSE, TRUE, rows };
        char *text = render(report, from, much, sorted, error);

        if (!text || !fits(text, characters_max)) {
            g_free(text);
            if (!text || rows == 0)
                return longest;
            high = rows;
        } else {
            g_free(longest);
            longest = text;
            low = rows;
        }
        if (high - low <= 1)
            break;
    }
    return longest;
}

char *ph_comparison_markdown(const ph_comparison_report *report, const ph_template *from,
                             gsize characters_max, GError **error)
{
    PH_REQUIRE(characters_max >= 1024);

    const GPtrArray *contrasts = report->document->report->contrasts;
    const extent whole[] = { { TRUE, FALSE, contrasts->len }, { FALSE, FALSE, contrasts->len } };
    g_autoptr(GError) cause = NULL;
    char *worst;

    for (gsize i = 0; i < G_N_ELEMENTS(whole); i++) {
        g_autofree char *text = render(report, from, whole[i], contrasts, error);

        if (!text)
            return NULL;
        if (fits(text, characters_max))
            return g_steal_pointer(&text);
    }
    worst = render_worst(report, from, characters_max, &cause);
    if (cause) {
        g_propagate_error(error, g_steal_pointer(&cause));
        g_clear_pointer(&worst, g_free);
        return NULL;
    }
    return worst ? worst : only_line(report->document);
}
