/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/witness.h"

#include <string.h>

#include "error/error.h"
#include "history/history_clock.h"
#include "history/receipt.h"

static void free_witness(gpointer data)
{
    ph_witness *witness = (ph_witness *)data;

    g_free(witness->sha256);
    g_free(witness->instead);
    g_free(witness);
}

GPtrArray *ph_witnesses_new(void)
{
    return g_ptr_array_new_with_free_func(free_witness);
}

/* "N:SHA256" is a line without its time. */
static gboolean read_line(const char *line, ph_receipt *ret)
{
    g_autofree char *whole = g_strconcat(line, " 1970-01-01T00:00:00Z", NULL);
    char *colon = strchr(whole, ':');

    if (ph_receipt_witness_read(line, ret))
        return TRUE;
    if (strchr(line, ' ') || !strchr(line, ':'))
        return FALSE;
    *colon = ' ';
    if (!ph_receipt_witness_read(whole, ret))
        return FALSE;
    ret->at_us = G_MININT64;
    return TRUE;
}

static gboolean take_line(GPtrArray *witnesses, const char *line)
{
    g_auto(ph_receipt) receipt = { 0 };
    ph_witness *witness;

    if (!read_line(line, &receipt))
        return FALSE;
    witness = g_new0(ph_witness, 1);
    witness->number = receipt.id;
    witness->sha256 = g_steal_pointer(&receipt.sha256);
    witness->at_us = receipt.at_us;
    g_ptr_array_add(witnesses, witness);
    return TRUE;
}

static gboolean take_lines(GPtrArray *witnesses, const char *path, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    const guint before = witnesses->len;

    for (guint i = 0; lines[i]; i++)
        if (*g_strstrip(lines[i]) && !take_line(witnesses, lines[i]))
            return ph_refuse(error, PH_ERROR_USAGE,
                             "%s:%u: a line \"NUMBER SHA256 TIME\" was expected, as "
                             "`perfharness history witness` prints it",
                             path, i + 1);
    return witnesses->len > before ||
           ph_refuse(error, PH_ERROR_USAGE, "%s: there is no witness in it", path);
}

gboolean ph_witnesses_take(GPtrArray *witnesses, const char *given, GError **error)
{
    g_autofree char *line = g_strstrip(g_strdup(given));
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;

    if (take_line(witnesses, line))
        return TRUE;
    if (!g_file_test(given, G_FILE_TEST_EXISTS))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--witness: \"NUMBER SHA256 TIME\" was expected, as `perfharness history "
                         "witness` prints it, NUMBER:SHA256, or a file of such lines: %s",
                         given);
    if (!g_file_get_contents(given, &text, NULL, &cause))
        return ph_refuse(error, PH_ERROR_STORAGE, "%s", cause->message);
    return take_lines(witnesses, given, text, error);
}

static void note_instead(ph_witness *witness, char *instead)
{
    if (witness->instead)
        g_free(instead);
    else
        witness->instead = instead;
}

void ph_witnesses_hold(GPtrArray *witnesses, const char *chain, gint64 number, const char *sha256,
                       gint64 at_us)
{
    for (guint i = 0; i < witnesses->len; i++) {
        ph_witness *witness = (ph_witness *)witnesses->pdata[i];

        if (witness->number != number)
            continue;
        if (g_strcmp0(witness->sha256, sha256) == 0 &&
            (witness->at_us == at_us || witness->at_us == G_MININT64))
            witness->is_met = TRUE;
        else
            note_instead(witness, g_strdup_printf("%s has another one there, %.*s", chain,
                                                  PH_DIGEST_DIGITS_SHOWN, sha256));
    }
}

void ph_witnesses_end(GPtrArray *witnesses, const char *chain, gint64 last)
{
    for (guint i = 0; i < witnesses->len; i++) {
        ph_witness *witness = (ph_witness *)witnesses->pdata[i];

        if (witness->number > last)
            note_instead(witness, g_strdup_printf("%s ends at %" G_GINT64_FORMAT, chain, last));
    }
}

char *ph_witness_line(const ph_witness *witness)
{
    if (witness->at_us == G_MININT64)
        return g_strdup_printf("%" G_GINT64_FORMAT ":%s", witness->number, witness->sha256);
    return ph_receipt_witness(&(ph_receipt){
        .id = witness->number,
        .sha256 = witness->sha256,
        .at_us = witness->at_us,
    });
}

char *ph_witness_contradiction(const ph_witness *witness)
{
    const gboolean is_timed = witness->at_us != G_MININT64;
    g_autofree char *time = is_timed ? ph_history_time_text(witness->at_us) : g_strdup("");

    return g_strdup_printf(
        "witness %" G_GINT64_FORMAT " %.*s%s%s: no chain has it: %s: it was cut or written anew",
        witness->number, PH_DIGEST_DIGITS_SHOWN, witness->sha256, is_timed ? " of " : "", time,
        witness->instead ? witness->instead : "none was looked at that is as long");
}
