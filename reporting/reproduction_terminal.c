/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of a bundle, for people. */
#include <string.h>

#include "columns.h"
#include "reproduction_report.h"
#include "text_table.h"

enum { TABLE_BEGINS = 2, WORDS_BEGIN = 6, CELL_COLUMNS = 20 };

static char *shown(const char *text)
{
    return g_strdup(text ? text : "not known");
}

static gboolean is_long(const char *text)
{
    return text && ph_columns_of(text) > CELL_COLUMNS;
}

/* What is longer than a cell stands below its row. */
static void add_row(ph_text_table *table, const ph_reproduction_fact *fact)
{
    const gboolean is_below = is_long(fact->recorded) || is_long(fact->found);
    g_autofree char *recorded = shown(fact->recorded), *found = shown(fact->found);
    g_autofree char *texts = is_below ? strcmp(recorded, found) == 0
                                            ? g_strdup(recorded)
                                            : g_strdup_printf("%s; here %s", recorded, found)
                                      : NULL;

    ph_text_table_take_row(table, g_strdup(fact->what), g_strdup(is_below ? "" : recorded),
                           g_strdup(is_below ? "" : found),
                           g_strdup(ph_reproduced_shown(fact->reproduced)), NULL);
    if (texts)
        ph_text_table_add_words(table, WORDS_BEGIN, texts);
    if (fact->why)
        ph_text_table_add_words(table, WORDS_BEGIN, fact->why);
}

static const char *const outcomes[] = { [PH_REPRODUCED_SAME] = "SAME",
                                        [PH_REPRODUCED_UNKNOWN] = "CANNOT TELL",
                                        [PH_REPRODUCED_DIFFERS] = "DIFFERS" };

/* "12 the same, 3 differ, 2 differ as is to be expected" */
static char *counts_text(const ph_reproduction *reproduction)
{
    static const struct {
        ph_reproduced reproduced;
        const char *one, *several;
    } parts[] = { { PH_REPRODUCED_SAME, "the same", "the same" },
                  { PH_REPRODUCED_DIFFERS, "differs", "differ" },
                  { PH_REPRODUCED_EXPECTED, "differs as is to be expected",
                    "differ as is to be expected" },
                  { PH_REPRODUCED_UNKNOWN, "cannot be told", "cannot be told" } };
    GString *text = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        const guint count = ph_reproduction_count(reproduction, parts[i].reproduced);

        if (count)
            g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", count,
                                   count == 1 ? parts[i].one : parts[i].several);
    }
    return g_string_free(text, FALSE);
}

void ph_reproduction_print(FILE *to, const ph_reproduction *reproduction, gboolean is_verbose)
{
    static const char *const titles[] = { "", "<in the bundle", "<here", "<", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(TABLE_BEGINS, titles);
    g_autofree char *counts = counts_text(reproduction);

    for (guint i = 0; i < reproduction->facts->len; i++) {
        const ph_reproduction_fact *fact = reproduction->facts->pdata[i];

        if (is_verbose || fact->reproduced != PH_REPRODUCED_SAME)
            add_row(table, fact);
    }
    if (!ph_text_table_is_empty(table))
        ph_text_table_print(to, table);
    ph_columns_print(to, 0, TABLE_BEGINS, "Reproduction: %s [%s]", counts,
                     outcomes[ph_reproduction_outcome(reproduction)]);
}
