/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness conformance` for people. */
#include "columns.h"
#include "conformance_report.h"
#include "conformance_words.h"
#include "text_table.h"

/* Columns, from the left. */
enum { TABLE_BEGINS = 2, WORDS_BEGIN = 6 };

/* Of a part, or of all (PH_CONSTRUCT_PART_COUNT). */
static void add_counts(ph_text_table *table, const ph_conformance *conformance,
                       ph_construct_part part)
{
    const gboolean is_all = part == PH_CONSTRUCT_PART_COUNT;
    char **cells = g_new0(char *, PH_CONFORMITY_COUNT + 2);

    cells[0] = g_strdup(is_all ? "all" : ph_construct_part_heading(part));
    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++) {
        const guint count = is_all ? ph_conformance_count(conformance, conformity)
                                   : ph_conformance_count_in(conformance, part, conformity);

        cells[conformity + 1] = count ? g_strdup_printf("%u", count) : g_strdup("");
    }
    ph_text_table_take_cells(table, cells);
}

static void print_counts(FILE *to, const ph_conformance *conformance)
{
    static const char *const titles[] = {
        "",
#define X(id, name) name,
        PH_CONFORMITY_LIST(X)
#undef X
            NULL
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(TABLE_BEGINS, titles);

    for (ph_construct_part part = 0; part <= PH_CONSTRUCT_PART_COUNT; part++)
        add_counts(table, conformance, part);
    ph_text_table_print(to, table);
}

static void print_fault(FILE *to, const ph_construct_result *result)
{
    g_autofree char *words = ph_construct_result_words(result);

    ph_columns_print(to, TABLE_BEGINS, WORDS_BEGIN, "%s: %s",
                     ph_conformity_name(result->conformity), result->construct->title);
    ph_columns_print(to, WORDS_BEGIN, WORDS_BEGIN, "%s", words);
    ph_columns_print(to, WORDS_BEGIN, WORDS_BEGIN, "%s", result->construct->rule);
}

static void print_faults(FILE *to, const ph_conformance *conformance, ph_construct_part part)
{
    if (ph_conformance_count_in(conformance, part, PH_CONFORMITY_RIGHT) ==
        ph_conformance_count_of(conformance, part))
        return;
    (void)fprintf(to, "\n%s\n", ph_construct_part_heading(part));
    for (guint i = 0; i < conformance->results->len; i++) {
        const ph_construct_result *result = conformance->results->pdata[i];

        if (result->construct->part == part && result->conformity != PH_CONFORMITY_RIGHT)
            print_fault(to, result);
    }
}

void ph_conformance_print(FILE *to, const ph_conformance *conformance)
{
    g_autofree char *build = ph_conformance_build_words(conformance);
    g_autofree char *summary = ph_conformance_summary(conformance);

    ph_columns_print(to, 0, 0, "%s", build);
    ph_columns_print(to, 0, 0, "%s", summary);
    if (conformance->is_undescribed)
        ph_columns_print(to, 0, 0, "%s", PH_CONFORMANCE_UNDESCRIBED);
    print_counts(to, conformance);
    for (ph_construct_part part = 0; part < PH_CONSTRUCT_PART_COUNT; part++)
        print_faults(to, conformance, part);
}
