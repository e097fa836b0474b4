/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/postgres_fault.h"

#include <string.h>

#include "error/error.h"
#include "history/postgres_connection.h"

/* A kind of what is in a schema: how steps begin and end the text of one, and how the server is
 * asked for name and text of all. */
typedef struct made_kind {
    const char *word; /* Before the name. */
    const char *before_text;
    const char *after_text;
    const char *sql;
} made_kind;

/* A trigger is its whole statement, which the server writes in a form of its own. */
static const made_kind triggers = {
    "TRIGGER",
    "",
    ";\n",
    "SELECT tgname, pg_get_triggerdef(pg_trigger.oid) FROM pg_catalog.pg_trigger"
    " JOIN pg_catalog.pg_class ON pg_class.oid = tgrelid"
    " JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = '" PH_POSTGRES_SCHEMA "' AND NOT tgisinternal AND tgenabled IN ('O', 'A')",
};

/* A function is its body, which the server keeps as it is. */
static const made_kind functions = {
    "FUNCTION",
    "$$",
    "$$",
    "SELECT proname, prosrc FROM pg_catalog.pg_proc"
    " JOIN pg_catalog.pg_namespace ON pg_namespace.oid = pronamespace"
    " WHERE nspname = '" PH_POSTGRES_SCHEMA "'",
};

/* Into what the server's form of a statement and ours have in common: its words, operators and
 * texts in their order. */
static char *plain_form(const char *text)
{
    /* What the server writes, or leaves out, where we do not; "" for each. */
    static const char *const ornaments[] = { PH_POSTGRES_SCHEMA ".", " FOR EACH STATEMENT",
                                             "::text", "\"" };
    g_autoptr(GString) form = g_string_new(text);
    g_auto(GStrv) words = NULL;
    g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
    g_auto(GStrv) list = NULL;
    g_autofree char *joined = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(ornaments); i++)
        (void)g_string_replace(form, ornaments[i], "", 0);
    (void)g_string_replace(form, "NOT IN (", "<> ALL (ARRAY[", 0);
    words = g_strsplit_set(form->str, " \n()[],", -1);
    for (char **word = words; *word; word++)
        if (**word)
            g_strv_builder_add(kept, *word);
    list = g_strv_builder_end(kept);
    joined = g_strjoinv(" ", list);
    return g_ascii_strdown(joined, -1);
}

static char *text_of(const made_kind *kind, const char *text)
{
    return kind == &triggers ? plain_form(text) : g_strdup(text);
}

/* What a step makes of a kind, over what the ones before it made. */
static void take_step(const made_kind *kind, const char *step, GHashTable *made)
{
    g_autofree char *begin = g_strdup_printf("CREATE %s ", kind->word);

    for (const char *at = step; (at = strstr(at, begin)) != NULL;) {
        const char *name = at + strlen(begin);
        const char *text = *kind->before_text ? strstr(name, kind->before_text) : at;
        const char *end;
        g_autofree char *whole = NULL;

        at = name;
        if (!text)
            return;
        text += strlen(kind->before_text);
        end = strstr(text, kind->after_text);
        if (!end)
            return;
        whole = g_strndup(text, (gsize)(end - text));
        g_hash_table_replace(made, g_strndup(name, strcspn(name, " (")), text_of(kind, whole));
    }
}

/* Name and text of all that the server has; NULL and error: it could not be asked. One of the same
 * name as another has no text that anything has. */
static GHashTable *ask_server(PGconn *connection, const char *name, const made_kind *kind,
                              GError **error)
{
    PGresult *result = ph_postgres_ask(connection, kind->sql, name, error);
    GHashTable *found;

    if (!result)
        return NULL;
    found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (int i = 0; i < PQntuples(result); i++) {
        const char *of = PQgetvalue(result, i, 0);

        g_hash_table_replace(found, g_strdup(of),
                             g_hash_table_contains(found, of)
                                 ? g_strdup("")
                                 : text_of(kind, PQgetvalue(result, i, 1)));
    }
    PQclear(result);
    return found;
}

/* The first by name that is in one and not in the other, or not the same. */
static const char *first_of_difference(GHashTable *made, GHashTable *found)
{
    const char *first = NULL;
    GHashTableIter iterator;
    gpointer name, text;

    g_hash_table_iter_init(&iterator, made);
    while (g_hash_table_iter_next(&iterator, &name, &text))
        if (g_strcmp0((const char *)g_hash_table_lookup(found, name), (const char *)text) != 0 &&
            (!first || g_strcmp0((const char *)name, first) < 0))
            first = (const char *)name;
    return first;
}

static char *describe(const made_kind *kind, GHashTable *made, GHashTable *found)
{
    g_autofree char *word = g_ascii_strdown(kind->word, -1);
    g_autofree char *printable = NULL;
    const char *name = first_of_difference(made, found);

    if (name)
        return g_strdup_printf("%s %s %s", word, name,
                               g_hash_table_contains(found, name) ? "was changed"
                                                                  : "is missing or switched off");
    name = first_of_difference(found, made);
    if (!name)
        return NULL;
    printable = ph_error_printable(name);
    return g_strdup_printf("%s %s is none of a history's", word, printable);
}

gboolean ph_postgres_fault_find(PGconn *connection, const char *name,
                                const ph_postgres_steps *steps, char **ret_fault, GError **error)
{
    const made_kind *const kinds[] = { &triggers, &functions };

    *ret_fault = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(kinds) && !*ret_fault; i++) {
        g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        g_autoptr(GHashTable) found = ask_server(connection, name, kinds[i], error);

        if (!found)
            return FALSE;
        for (guint step = 0; step < steps->count; step++)
            take_step(kinds[i], steps->texts[step], made);
        *ret_fault = describe(kinds[i], made, found);
    }
    return TRUE;
}
