/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/build_matrix.h"

#include <string.h>

#include "builder/target_cpu.h"
#include "builder/toolchain.h"
#include "error/error.h"
#include "settings/installation.h"

#define RUSTC      "rustc"
#define TARGET_CPU "target-cpu"

static void cell_free(gpointer data)
{
    ph_build_cell *cell = data;

    g_free(cell->rustc);
    g_free(cell->target_cpu);
    g_clear_pointer(&cell->builds, ph_builds_free);
    g_free(cell);
}

gboolean ph_build_matrix_is_axis(const char *word)
{
    return g_str_has_prefix(word, RUSTC "=") || g_str_has_prefix(word, TARGET_CPU "=");
}

static gboolean check_values(const char *axis, char **values, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *shown = ph_error_printable(axis);

    for (char **value = values; *value; value++) {
        if (!g_regex_match_simple("^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$", *value,
                                  G_REGEX_DOLLAR_ENDONLY, 0))
            return ph_refuse(
                error, PH_ERROR_USAGE,
                "--matrix %s: values with commas between were expected behind the =", shown);
        if (!g_hash_table_add(seen, *value))
            return ph_refuse(error, PH_ERROR_USAGE, "--matrix %s: %s stands there twice", shown,
                             *value);
    }
    return *values || ph_refuse(error, PH_ERROR_USAGE,
                                "--matrix %s: a value was expected behind the =", shown);
}

static gboolean read_axis(const char *axis, char ***ret_rustcs, char ***ret_cpus, GError **error)
{
    const gboolean is_rustc = g_str_has_prefix(axis, RUSTC "=");
    char ***values = is_rustc ? ret_rustcs : ret_cpus;
    g_autofree char *shown = ph_error_printable(axis);

    if (!ph_build_matrix_is_axis(axis))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--matrix %s: rustc=VERSION,… or target-cpu=CPU,… was expected", shown);
    if (*values)
        return ph_refuse(error, PH_ERROR_USAGE, "--matrix %s: this axis is given twice", shown);
    *values = g_strsplit(strchr(axis, '=') + 1, ",", -1);
    return check_values(axis, *values, error);
}

static GPtrArray *span(char *const *rustcs, char *const *cpus)
{
    static char *const nothing[] = { NULL };
    GPtrArray *cells = g_ptr_array_new_with_free_func(cell_free);
    char *const *rustc = rustcs ? rustcs : nothing;

    do {
        char *const *cpu = cpus ? cpus : nothing;

        do {
            ph_build_cell *cell = g_new0(ph_build_cell, 1);

            cell->rustc = g_strdup(*rustc);
            cell->target_cpu = g_strdup(*cpu);
            g_ptr_array_add(cells, cell);
        } while (*cpu && *++cpu);
    } while (*rustc && *++rustc);
    return cells;
}

GPtrArray *ph_build_matrix_new(char *const *axes, GError **error)
{
    g_auto(GStrv) rustcs = NULL;
    g_auto(GStrv) cpus = NULL;
    guint count;

    for (; *axes; axes++)
        if (!read_axis(*axes, &rustcs, &cpus, error))
            return NULL;
    count = (rustcs ? g_strv_length(rustcs) : 1) * (cpus ? g_strv_length(cpus) : 1);
    if (count < 2 || count > PH_BUILD_MATRIX_CELLS_MAX) {
        (void)ph_refuse(error, PH_ERROR_USAGE, "--matrix: %u cell%s; 2 to %d were expected", count,
                        count == 1 ? "" : "s", PH_BUILD_MATRIX_CELLS_MAX);
        return NULL;
    }
    return span(rustcs, cpus);
}

/* Each complaint once: cells share what is missing. */
static void take_complaint(GPtrArray *complaints, const GError *cause)
{
    if (!g_ptr_array_find_with_equal_func(complaints, cause->message, g_str_equal, NULL))
        g_ptr_array_add(complaints, g_strdup(cause->message));
}

static void check_cell(ph_build_cell *cell, const char *crate, GPtrArray *complaints)
{
    g_autoptr(GError) cause = NULL;
    ph_toolchain *toolchain = cell->rustc ? ph_toolchain_named(crate, cell->rustc, &cause)
                                          : ph_toolchain_find(crate, &cause);

    if (!toolchain ||
        (cell->target_cpu && !ph_target_cpu_check(toolchain, cell->target_cpu, &cause)))
        take_complaint(complaints, cause);
    else
        cell->builds = ph_builds_new_for(cell->rustc, cell->target_cpu);
    if (toolchain)
        ph_toolchain_free(toolchain);
}

gboolean ph_build_matrix_check(GPtrArray *cells, GError **error)
{
    g_autoptr(GPtrArray) complaints = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *crate = ph_installation_crate();
    g_autofree char *joined = NULL;

    for (guint i = 0; i < cells->len; i++)
        check_cell(cells->pdata[i], crate, complaints);
    if (!complaints->len)
        return TRUE;
    g_ptr_array_add(complaints, NULL);
    joined = g_strjoinv("; ", (char **)complaints->pdata);
    return ph_refuse(error, PH_ERROR_ENVIRONMENT, "--matrix: %s", joined);
}
