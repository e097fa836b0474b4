/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "vectors/vector_clauses.h"

/* "S9(3)V9(2)", "9(3)P(2)", "VP(1)9(2)". */
static void append_picture(GString *to, const ph_vector *vector)
{
    const int digits = (int)vector->digits, scale = vector->scale;

    g_string_append(to, vector->flags & PH_COLUMN_SIGNED ? "PIC S" : "PIC ");
    if (scale < digits)
        g_string_append_printf(to, "9(%d)", scale > 0 ? digits - scale : digits);
    if (scale < 0)
        g_string_append_printf(to, "P(%d)", -scale);
    if (scale > 0)
        g_string_append_c(to, 'V');
    if (scale > digits)
        g_string_append_printf(to, "P(%d)", scale - digits);
    if (scale > 0)
        g_string_append_printf(to, "9(%d)", scale < digits ? scale : digits);
}

char *ph_vector_clauses(const ph_vector *vector)
{
    const char *clauses = ph_vector_kinds[vector->kind].clauses;
    const gboolean has_sign_clause = g_str_has_prefix(clauses, "SIGN");
    g_autoptr(GString) text = g_string_new(NULL);

    if (vector->operation != PH_OPERATION_DECODE_RECORDS)
        return NULL;
    if (!ph_vector_kinds[vector->kind].float_format)
        append_picture(text, vector);
    if (*clauses && (!has_sign_clause || vector->flags & PH_COLUMN_SIGNED))
        g_string_append_printf(text, "%s%s", text->len ? " " : "", clauses);
    if (vector->flags & PH_COLUMN_BLANK_WHEN_ZERO)
        g_string_append(text, " BLANK WHEN ZERO");
    return g_string_free(g_steal_pointer(&text), FALSE);
}
