/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/manual_document.h"

#include <string.h>

#include "command/manual.h"
#include "command/manual_source.h"
#include "perfharness/require.h"

#define ABSENT                                                                                     \
    "This build cannot do it: perfharness measures on Linux only, and was built here to read and " \
    "report."

/* The text of NAME.md; NULL: there is none. */
static const char *find_source(const char *name)
{
    const ph_manual_source *source = ph_manual_sources;

    while (source->name && strcmp(source->name, name) != 0)
        source++;
    return source->text;
}

static const char *source_of(const ph_command *command)
{
    const char *text = find_source(command->name);

    PH_REQUIRE(text != NULL);
    return text;
}

static char *summary_of(const char *text)
{
    const char *begin = strstr(text, ": ");

    PH_REQUIRE(begin && begin < strchr(text, '\n'));
    return g_strndup(begin + 2, strcspn(begin + 2, "\n"));
}

char *ph_manual_summary(const ph_command *command)
{
    return summary_of(source_of(command));
}

char *ph_manual_topic_summary(const char *name)
{
    const char *text = find_source(name);

    return text ? summary_of(text) : NULL;
}

static cmark_node *parse(const char *text)
{
    return cmark_parse_document(text, strlen(text), CMARK_OPT_DEFAULT);
}

static void append(cmark_node *parent, cmark_node *child)
{
    PH_REQUIRE(cmark_node_append_child(parent, child));
}

static void append_text(cmark_node *parent, cmark_node_type type, const char *text, gsize length)
{
    g_autofree char *literal = g_strndup(text, length);
    cmark_node *leaf = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node *node = type == CMARK_NODE_TEXT ? leaf : cmark_node_new(type);

    cmark_node_set_literal(leaf, literal);
    if (node != leaf)
        append(node, leaf);
    append(parent, node);
}

/* Bold as it is typed; what an option takes, slanted. */
static void append_term(cmark_node *entry, const char *term)
{
    const gsize length = *term == '-' ? strcspn(term, "=") : strlen(term);

    append_text(entry, CMARK_NODE_STRONG, term, length);
    if (term[length] == '\0')
        return;
    append_text(entry, CMARK_NODE_TEXT, "=", 1);
    append_text(entry, CMARK_NODE_EMPH, term + length + 1, strlen(term + length + 1));
}

static void append_meaning(cmark_node *entry, const char *meaning)
{
    g_autoptr(cmark_node) document = parse(meaning);
    cmark_node *paragraph = cmark_node_first_child(document), *child;

    PH_REQUIRE(paragraph && !cmark_node_next(paragraph));
    while ((child = cmark_node_first_child(paragraph)) != NULL)
        append(entry, child);
}

cmark_node *ph_manual_list_node(const ph_manual_list *list)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);

    for (guint i = 0; i < list->entries->len; i++) {
        const ph_manual_entry *from = list->entries->pdata[i];
        cmark_node *entry = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);

        append_term(entry, from->term);
        append(entry, cmark_node_new(CMARK_NODE_CUSTOM_INLINE));
        append_meaning(entry, from->meaning);
        append(node, entry);
    }
    return node;
}

static void add_option(const GOptionEntry *option, gpointer list)
{
    g_autoptr(GString) term = g_string_new(NULL);

    if (option->short_name)
        g_string_append_printf(term, "-%c, ", option->short_name);
    g_string_append_printf(term, "--%s", option->long_name);
    if (option->arg_description)
        g_string_append_printf(term, "=%s", option->arg_description);
    ph_manual_list_add(list, term->str, option->description);
}

/* The list that stands for <!-- PART -->; NULL: a command that is absent has none. */
static cmark_node *part_of(const ph_command *command, const char *part)
{
    g_autoptr(ph_manual_list) list = ph_manual_list_new();

    if (strcmp(part, "options") == 0)
        ph_command_each_option(command, add_option, list);
    else if (command->add_part)
        command->add_part(part, list);
    PH_REQUIRE(list->entries->len > 0 || command->is_absent);
    return list->entries->len > 0 ? ph_manual_list_node(list) : NULL;
}

/* What a comment names: the caller frees it. */
static char *part_named_by(cmark_node *comment)
{
    char *part = g_strdup(cmark_node_get_literal(comment) + strlen("<!--"));
    char *end = strstr(part, "-->");

    PH_REQUIRE(end != NULL);
    *end = '\0';
    return g_strstrip(part);
}

static void fill_part(cmark_node *comment, cmark_node *list)
{
    if (list)
        PH_REQUIRE(cmark_node_replace(comment, list));
    cmark_node_free(comment);
}

/* Without its first line. */
static cmark_node *document_of(const char *text)
{
    cmark_node *document = parse(text), *title = cmark_node_first_child(document);

    PH_REQUIRE(cmark_node_get_type(title) == CMARK_NODE_HEADING);
    cmark_node_free(title);
    return document;
}

cmark_node *ph_manual_document(const ph_command *command)
{
    cmark_node *document = document_of(source_of(command)), *child;

    if (command->is_absent) {
        g_autoptr(cmark_node) note = parse(ABSENT);

        PH_REQUIRE(cmark_node_prepend_child(document, cmark_node_first_child(note)));
    }
    for (child = cmark_node_first_child(document); child;) {
        cmark_node *next = cmark_node_next(child);

        if (cmark_node_get_type(child) == CMARK_NODE_HTML_BLOCK) {
            g_autofree char *part = part_named_by(child);

            fill_part(child, part_of(command, part));
        }
        child = next;
    }
    return document;
}

cmark_node *ph_manual_topic_document(const char *name, const ph_manual_list *list)
{
    cmark_node *document = document_of(find_source(name)), *child;

    for (child = cmark_node_first_child(document); child;) {
        cmark_node *next = cmark_node_next(child);

        if (cmark_node_get_type(child) == CMARK_NODE_HTML_BLOCK) {
            g_autofree char *part = part_named_by(child);

            PH_REQUIRE(strcmp(part, name) == 0);
            fill_part(child, ph_manual_list_node(list));
        }
        child = next;
    }
    return document;
}

char *ph_manual_link_target(cmark_node *link)
{
    const char *url = cmark_node_get_url(link);

    if (strchr(url, '/') || !g_str_has_suffix(url, ".md"))
        return NULL;
    return g_strndup(url, strlen(url) - strlen(".md"));
}
