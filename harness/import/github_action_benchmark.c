/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * github-action-benchmark's array of figures with name, unit and value; and its data.js, a script
 * that holds such an array for every run of every suite.
 */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "import/formats.h"
#include "model/measurement.h"

/* MiB/s in one of the unit; NAN where it is no rate of bytes. */
static double mib_s_in(const char *unit)
{
    static const struct {
        const char *unit;
        double bytes;
    } units[] = {
        { "B/s", 1.0 },
        { "KB/s", 1e3 },
        { "MB/s", 1e6 },
        { "GB/s", 1e9 },
        { "KiB/s", 1024.0 },
        { "MiB/s", PH_BYTES_PER_MIB },
        { "GiB/s", 1073741824.0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].unit) == 0)
            return units[i].bytes / PH_BYTES_PER_MIB;
    return NAN;
}

/* A number, or a text in one of the forms that its readers write: 12, "± 12", "+-1.70%". */
static gboolean read_width(const char *text, double value, double *ret)
{
    static const char *const signs[] = { "±", "+/-", "+-" };
    char *end;
    double width;

    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_prefix(text, signs[i])) {
            text += strlen(signs[i]);
            break;
        }
    width = g_ascii_strtod(text, &end);
    if (end == text || !(width >= 0.0 && isfinite(width)))
        return FALSE;
    *ret = *end == '%' ? value * width / 100.0 : width;
    return strcmp(end, "") == 0 || strcmp(end, "%") == 0;
}

/* "970 … 1030", as they are exported here. */
static gboolean read_ends(const char *text, ph_interval *ret)
{
    char *end;

    ret->low = g_ascii_strtod(text, &end);
    if (end == text || !g_str_has_prefix(end, " … "))
        return FALSE;
    text = end + strlen(" … ");
    ret->high = g_ascii_strtod(text, &end);
    return end != text && !*end && isfinite(ret->low) && isfinite(ret->high);
}

/* In the figure's unit; NANs where there is none, or one that is in no known form. */
static ph_interval range_of(const cJSON *entry, double value)
{
    const cJSON *range = ph_json_member(entry, "range");
    const char *text = cJSON_GetStringValue(range);
    double width = cJSON_GetNumberValue(range);
    ph_interval ends;

    if (text && read_ends(text, &ends))
        return ends;
    if ((text && !read_width(text, value, &width)) || width < 0.0)
        width = NAN;
    return (ph_interval){ value - width, value + width };
}

/* suite is NULL where there is one at most: then its name would only be in the way. */
static void take_figures(ph_imported *to, const cJSON *list, const char *suite)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list)
    {
        const double value = ph_json_number(entry, "value");
        const double mib_s = value > 0.0 ? mib_s_in(ph_json_text(entry, "unit")) : NAN;
        const ph_interval range = range_of(entry, value);

        ph_imported_add_with_range(to, suite, ph_json_text(entry, "name"), value * mib_s,
                                   (ph_interval){ range.low * mib_s, range.high * mib_s });
    }
}

/* NULL for none. */
static char *time_of(const cJSON *run)
{
    g_autoptr(GDateTime) time =
        g_date_time_new_from_unix_utc((gint64)(ph_json_number(run, "date") / 1e3));

    return time ? g_date_time_format_iso8601(time) : NULL;
}

/* The later of two runs of a suite is the newer one. */
static void take_newest(ph_imported *to, const cJSON *suite, gboolean is_only_one)
{
    const int runs = cJSON_GetArraySize(suite);
    const cJSON *newest = cJSON_GetArrayItem(suite, runs - 1);
    const char *commit;
    g_autofree char *when = NULL;

    if (!newest)
        return;
    commit = ph_json_text(ph_json_member(newest, "commit"), "id");
    when = time_of(newest);
    ph_imported_remark(to, "of %s they are the newest of %d, of %s, commit %s", suite->string, runs,
                       when ? when : "a time that is not known", commit);
    take_figures(to, ph_json_member(newest, "benches"), is_only_one ? NULL : suite->string);
    g_free(to->timestamp);
    to->timestamp = g_steal_pointer(&when);
    g_free(to->commit);
    to->commit = g_strdup(commit);
}

static void take_suites(ph_imported *to, const cJSON *document)
{
    const cJSON *entries = ph_json_member(document, "entries");
    const gboolean is_only_one = cJSON_GetArraySize(entries) < 2;
    const cJSON *suite;

    cJSON_ArrayForEach(suite, entries) take_newest(to, suite, is_only_one);
    if (is_only_one)
        return;
    /* They need not be of one time and commit. */
    g_clear_pointer(&to->timestamp, g_free);
    g_clear_pointer(&to->commit, g_free);
}

/* Blank what makes a script of the document: places in it stay what they are. */
static gboolean strip_script(char *text, gsize length)
{
    static const char assignment[] = "window.BENCHMARK_DATA = ";
    const gsize begin = strspn(text, " \t\r\n");
    gsize end = length;

    if (!g_str_has_prefix(text + begin, assignment))
        return FALSE;
    memset(text + begin, ' ', strlen(assignment));
    while (end > begin && isspace((unsigned char)text[end - 1]))
        end--;
    if (end > begin && text[end - 1] == ';')
        text[end - 1] = ' ';
    return TRUE;
}

/* The first line of a commit's message. */
static char *summary_of(const cJSON *commit)
{
    const char *message = ph_json_text(commit, "message");

    return message ? g_strndup(message, strcspn(message, "\r\n")) : NULL;
}

static void take_run(ph_imported_history *to, const cJSON *entry, const char *suite)
{
    const cJSON *commit = ph_json_member(entry, "commit");
    ph_imported_run *run = ph_imported_history_add(to, suite, ph_json_text(commit, "id"),
                                                   (gint64)ph_json_number(entry, "date"));
    const cJSON *figure;

    run->summary = summary_of(commit);
    cJSON_ArrayForEach(figure, ph_json_member(entry, "benches"))
        ph_imported_run_add(to, run, ph_json_text(figure, "name"), ph_json_number(figure, "value"),
                            ph_json_text(figure, "unit"));
}

static void take_script(ph_imported_history *to, const cJSON *document)
{
    const char *repository = ph_json_text(document, "repoUrl");
    const cJSON *suite, *entry;

    if (repository)
        to->source = g_strconcat("github-action-benchmark ", repository, NULL);
    cJSON_ArrayForEach(suite, ph_json_member(document, "entries"))
    {
        cJSON_ArrayForEach(entry, suite) take_run(to, entry, suite->string);
    }
}

gboolean ph_import_github_action_benchmark_history(const char *path, const char *schemas,
                                                   ph_imported_history *to, GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);
    const gboolean is_script = text && (strip_script(text, length) ||
                                        ph_refuse(error, PH_ERROR_PARSE,
                                                  "%s: a data.js was expected, which begins with "
                                                  "\"window.BENCHMARK_DATA = \"",
                                                  path));
    cJSON *document = is_script ? ph_document_parse(path, text, length, error) : NULL;
    const gboolean is_valid = document && ph_import_is_valid(document, path, schemas,
                                                             "github-action-benchmark-data", error);

    if (is_valid)
        take_script(to, document);
    cJSON_Delete(document);
    return is_valid;
}

gboolean ph_import_github_action_benchmark(const char *path, const char *schemas, ph_imported *to,
                                           GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);
    const gboolean is_script = text && strip_script(text, length);
    cJSON *document = !text       ? NULL
                      : is_script ? ph_document_parse(path, text, length, error)
                                  : ph_document_parse_array(path, text, length, error);
    const gboolean is_valid =
        document &&
        ph_import_is_valid(document, path, schemas,
                           is_script ? "github-action-benchmark-data" : "github-action-benchmark",
                           error);

    if (is_valid && is_script)
        take_suites(to, document);
    else if (is_valid)
        take_figures(to, document, NULL);
    cJSON_Delete(document);
    return is_valid;
}
