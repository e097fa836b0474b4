/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/history_fact.h"

#include "series/canonical_text.h"

ph_history_fact *ph_history_fact_new(ph_receipt_kind kind, const char *host, const char *name,
                                     const char *text, const char *digest)
{
    ph_history_fact *fact = g_new0(ph_history_fact, 1);

    fact->kind = kind;
    fact->host = g_strdup(host);
    fact->name = g_strdup(name);
    fact->text = g_strdup(text);
    fact->digest =
        digest ? g_strdup(digest) : g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return fact;
}

char *ph_history_fact_text(const ph_history_fact *fact)
{
    GString *object = ph_canonical_new();

    ph_canonical_text(object, "kind", ph_receipt_kind_word(fact->kind));
    ph_canonical_text(object, "host", fact->host);
    ph_canonical_text(object, "name", fact->name);
    ph_canonical_text(object, "text", fact->text);
    ph_canonical_text(object, "digest", fact->digest);
    ph_canonical_text(object, "actor", fact->actor);
    ph_canonical_integer(object, "at_us", fact->at_us);
    return ph_canonical_end(object);
}

void ph_history_fact_free(ph_history_fact *fact)
{
    if (!fact)
        return;
    g_free(fact->host);
    g_free(fact->name);
    g_free(fact->text);
    g_free(fact->digest);
    g_free(fact->actor);
    g_free(fact);
}
