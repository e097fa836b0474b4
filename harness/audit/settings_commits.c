/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/settings_commits.h"

#include <string.h>

#include "audit/audit_parts.h"
#include "error/error.h"
#include "history/git_answer.h"

enum { LINE_BYTES_MAX = 200, FIELDS = 4 };

#define RECORD "\x1e"
#define FIELD  "\x1f"

static const char *const paths[] = {
    ":(glob)**/thresholds.toml",      ":(glob)**/alerts.toml",
    ":(glob)**/audit_config.yaml",    ":(glob)**/audit/controls.json",
    ":(glob)**/pr_template.md",       ":(glob)**/comparison_template.md",
    ":(glob)**/config/suites/*.toml", ":(glob)**/config/templates/*",
};

typedef struct walk {
    cJSON *commits;
    cJSON *files;  /* Of the commit that is read. */
    cJSON *file;   /* NULL: none yet. */
    guint to_come; /* Lines of the hunk that is read: whatever they look like, they are that. */
    gboolean are_authors_named;
} walk;

static void begin_commit(walk *in, const char *line)
{
    g_auto(GStrv) fields = g_strsplit(line, FIELD, FIELDS);
    cJSON *commit;

    if (g_strv_length(fields) != FIELDS)
        return;
    commit = cJSON_CreateObject();
    ph_audit_add_text(commit, "commit", fields[0]);
    ph_audit_add_time(commit, "committed_at",
                      g_ascii_strtoll(fields[1], NULL, 10) * G_USEC_PER_SEC);
    if (in->are_authors_named)
        ph_audit_add_text(commit, "author", fields[2]);
    else
        cJSON_AddNullToObject(commit, "author");
    ph_audit_add_text(commit, "subject", fields[3]);
    in->files = cJSON_AddArrayToObject(commit, "files");
    in->file = NULL;
    cJSON_AddItemToArray(in->commits, commit);
}

/* "diff --git a/config/thresholds.toml b/config/thresholds.toml": nothing is renamed. */
static void begin_file(walk *in, const char *names)
{
    const gsize half = strlen(names) / 2;
    g_autofree char *path = g_strdup(strlen(names) > 3 ? names + half + 1 : names);

    if (!in->files)
        return;
    in->file = cJSON_CreateObject();
    ph_audit_add_text(in->file, "path", g_str_has_prefix(path, "b/") ? path + 2 : path);
    cJSON_AddNumberToObject(in->file, "lines_left_out", 0);
    cJSON_AddArrayToObject(in->file, "removed");
    cJSON_AddArrayToObject(in->file, "added");
    cJSON_AddItemToArray(in->files, in->file);
}

/* "@@ -12,2 +12 @@": so many lines follow, each of them of the file. */
static guint lines_of_hunk(const char *line)
{
    g_autoptr(GRegex) form =
        g_regex_new("^@@ -\\d+(?:,(\\d+))? \\+\\d+(?:,(\\d+))? @@", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    guint lines = 0;

    if (!g_regex_match(form, line, 0, &match))
        return 0;
    for (gint side = 1; side <= 2; side++) {
        g_autofree char *count = g_match_info_fetch(match, side);

        lines += count && *count ? (guint)g_ascii_strtoull(count, NULL, 10) : 1;
    }
    return lines;
}

static void take_line(walk *in, const char *line)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(in->file, *line == '-' ? "removed" : "added");
    cJSON *left_out = cJSON_GetObjectItemCaseSensitive(in->file, "lines_left_out");
    g_autofree char *start = g_strndup(line + 1, LINE_BYTES_MAX);
    g_autofree char *printable = ph_error_printable(start);

    if (*line == '\\')
        return;
    in->to_come--;
    if (!in->file)
        return;
    if (cJSON_GetArraySize(list) < PH_SETTINGS_LINES_MAX)
        cJSON_AddItemToArray(list, cJSON_CreateString(printable));
    else
        cJSON_SetNumberValue(left_out, left_out->valuedouble + 1);
}

static void read_line(walk *in, const char *line)
{
    static const char diff[] = "diff --git ";

    if (in->to_come > 0)
        take_line(in, line);
    else if (g_str_has_prefix(line, RECORD))
        begin_commit(in, line + strlen(RECORD));
    else if (g_str_has_prefix(line, diff))
        begin_file(in, line + strlen(diff));
    else
        in->to_come = lines_of_hunk(line);
}

cJSON *ph_settings_commits_parse(const char *printed, gboolean are_authors_named)
{
    walk in = { .commits = cJSON_CreateArray(), .are_authors_named = are_authors_named };
    g_auto(GStrv) lines = NULL;
    g_autofree char *valid = g_utf8_make_valid(printed, -1);

    lines = g_strsplit(valid, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        read_line(&in, lines[i]);
    return in.commits;
}

static char *time_option(const char *option, gint64 at_us)
{
    g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);
    g_autofree char *text = g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ");

    return g_strconcat(option, text, NULL);
}

cJSON *ph_settings_commits(const char *repository, gint64 since_us, gint64 until_us,
                           gboolean are_authors_named)
{
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autofree char *since = time_option("--since=", since_us);
    g_autofree char *until = time_option("--until=", until_us - 1);
    g_autofree char *most = g_strdup_printf("--max-count=%d", PH_SETTINGS_COMMITS_MAX);
    g_autofree char *printed = NULL;
    const char *const options[] = { "log",
                                    "--reverse",
                                    "--no-color",
                                    "--no-ext-diff",
                                    "--no-textconv",
                                    "--no-renames",
                                    "--no-notes",
                                    "-U0",
                                    "-p",
                                    "--format=" RECORD "%H" FIELD "%ct" FIELD "%an" FIELD "%s",
                                    since,
                                    until,
                                    most,
                                    "--" };

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
        g_ptr_array_add(arguments, (gpointer)options[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
        g_ptr_array_add(arguments, (gpointer)paths[i]);
    printed = ph_git_answer_of(repository, arguments);
    return printed ? ph_settings_commits_parse(printed, are_authors_named) : NULL;
}
