/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The manual laid out for a terminal. */
#include <string.h>

#include "colour.h"
#include "columns.h"
#include "command/manual.h"
#include "command/manual_document.h"
#include "perfharness/require.h"

/* Columns, from the left. */
enum {
    TEXT_BEGINS = 2,
    CODE_BEGINS = 4,
    TEXT_ENDS = PH_COLUMNS - 2,
    TERM_COLUMNS_MAX = 24, /* What means a longer term begins on the next line. */
    GAP = 2,
};
#define BOLD "\033[1m"

static void pad(GString *to, guint columns)
{
    g_string_append_printf(to, "%*s", (int)columns, "");
}

static void fill(GString *to, const char *text, guint column, guint indent)
{
    ph_columns_fill(to, text, column, indent, TEXT_ENDS);
}

/* Inline nodes from this one to the next custom one, without their marks. */
static void add_plain(GString *to, cmark_node *from)
{
    for (cmark_node *node = from; node; node = cmark_node_next(node)) {
        const cmark_node_type type = cmark_node_get_type(node);

        if (type == CMARK_NODE_CUSTOM_INLINE)
            return;
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
            g_string_append(to, cmark_node_get_literal(node));
        else if (type == CMARK_NODE_SOFTBREAK)
            g_string_append_c(to, ' ');
        else
            add_plain(to, cmark_node_first_child(node));
        if (type == CMARK_NODE_LINK) {
            g_autofree char *manual = ph_manual_link_target(node);

            if (!manual)
                g_string_append_printf(to, " (%s)", cmark_node_get_url(node));
        }
    }
}

static char *plain(cmark_node *first)
{
    GString *text = g_string_new(NULL);

    add_plain(text, first);
    return g_string_free(text, FALSE);
}

static cmark_node *meaning_of(cmark_node *entry)
{
    cmark_node *node = cmark_node_first_child(entry);

    while (cmark_node_get_type(node) != CMARK_NODE_CUSTOM_INLINE)
        node = cmark_node_next(node);
    return cmark_node_next(node);
}

static char *term_of(cmark_node *entry)
{
    return plain(cmark_node_first_child(entry));
}

static guint term_columns(cmark_node *list)
{
    guint most = 0;

    for (cmark_node *entry = cmark_node_first_child(list); entry; entry = cmark_node_next(entry)) {
        g_autofree char *term = term_of(entry);
        const guint columns = ph_columns_of(term);

        if (columns <= TERM_COLUMNS_MAX)
            most = MAX(most, columns);
    }
    return most ? most : TERM_COLUMNS_MAX;
}

static void add_list(GString *to, cmark_node *list, guint indent)
{
    const guint meanings_begin = indent + term_columns(list) + GAP;

    for (cmark_node *entry = cmark_node_first_child(list); entry; entry = cmark_node_next(entry)) {
        g_autofree char *term = term_of(entry);
        g_autofree char *meaning = plain(meaning_of(entry));
        const guint ends = indent + ph_columns_of(term);

        pad(to, indent);
        g_string_append(to, term);
        if (ends + GAP > meanings_begin) {
            g_string_append_c(to, '\n');
            pad(to, meanings_begin);
        } else {
            pad(to, meanings_begin - ends);
        }
        fill(to, meaning, meanings_begin, meanings_begin);
    }
}

static void add_heading(GString *to, cmark_node *heading, gboolean is_bold)
{
    g_autofree char *text = plain(cmark_node_first_child(heading));
    g_autofree char *capitals = g_utf8_strup(text, -1);

    g_string_append_printf(to, "\n%s%s%s\n", is_bold ? BOLD : "", capitals,
                           is_bold ? PH_COLOUR_END : "");
}

static void add_code(GString *to, cmark_node *block, guint indent)
{
    g_auto(GStrv) lines = g_strsplit(cmark_node_get_literal(block), "\n", -1);

    for (char **line = lines; *line && (line[1] || **line); line++) {
        pad(to, **line ? indent : 0);
        g_string_append_printf(to, "%s\n", *line);
    }
}

static void add_paragraph(GString *to, cmark_node *paragraph, guint column, guint indent)
{
    g_autofree char *text = plain(cmark_node_first_child(paragraph));

    fill(to, text, column, indent);
}

/* Items of one paragraph each. */
static void add_items(GString *to, cmark_node *list, guint indent)
{
    const gboolean is_numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    int number = cmark_node_get_list_start(list);

    for (cmark_node *item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
        g_autofree char *mark = is_numbered ? g_strdup_printf("%d. ", number++) : g_strdup("* ");
        const guint begins = indent + ph_columns_of(mark);

        pad(to, indent);
        g_string_append(to, mark);
        add_paragraph(to, cmark_node_first_child(item), begins, begins);
    }
}

static void add_block(GString *to, cmark_node *block, gboolean is_bold)
{
    cmark_node *before = cmark_node_previous(block);

    if (cmark_node_get_type(block) == CMARK_NODE_HEADING) {
        add_heading(to, block, is_bold);
        return;
    }
    if (!before || cmark_node_get_type(before) != CMARK_NODE_HEADING)
        g_string_append_c(to, '\n');
    switch (cmark_node_get_type(block)) {
    case CMARK_NODE_PARAGRAPH:
        pad(to, TEXT_BEGINS);
        add_paragraph(to, block, TEXT_BEGINS, TEXT_BEGINS);
        break;
    case CMARK_NODE_CODE_BLOCK: add_code(to, block, CODE_BEGINS); break;
    case CMARK_NODE_LIST: add_items(to, block, TEXT_BEGINS); break;
    default:
        PH_REQUIRE(cmark_node_get_type(block) == CMARK_NODE_CUSTOM_BLOCK);
        add_list(to, block, TEXT_BEGINS);
    }
}

static void add_usage(GString *to, const ph_command *command)
{
    g_auto(GStrv) usages = ph_command_usages(command);
    const char *before = "Usage: ";

    for (char **usage = usages; *usage; usage++) {
        g_string_append(to, before);
        fill(to, *usage, (guint)strlen("Usage: "), (guint)strlen("Usage:     "));
        before = "       ";
    }
}

/* Behind what the text has already: the summary, and all blocks. */
static void print(FILE *to, GString *text, const char *summary, cmark_node *document)
{
    const gboolean is_bold = ph_colour_is_wanted(to);
    g_autofree char *sentence = g_strconcat(summary, ".", NULL);

    pad(text, TEXT_BEGINS);
    fill(text, sentence, TEXT_BEGINS, TEXT_BEGINS);
    for (cmark_node *block = cmark_node_first_child(document); block;
         block = cmark_node_next(block))
        add_block(text, block, is_bold);
    (void)fputs(text->str, to);
}

static void print_command(FILE *to, const ph_command *command, cmark_node *document)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *summary = ph_manual_summary(command);

    add_usage(text, command);
    g_string_append_c(text, '\n');
    print(to, text, summary, document);
}

void ph_manual_print(FILE *to, const ph_command *command)
{
    g_autoptr(cmark_node) document = ph_manual_document(command);

    print_command(to, command, document);
}

void ph_manual_print_overview(FILE *to, const ph_command *command)
{
    g_autoptr(cmark_node) document = ph_manual_document(command);
    cmark_node *block = cmark_node_first_child(document);
    guint headings = 0;

    while (block) {
        cmark_node *next = cmark_node_next(block);

        headings += cmark_node_get_type(block) == CMARK_NODE_HEADING ? 1 : 0;
        if (headings > 1)
            cmark_node_free(block);
        block = next;
    }
    print_command(to, command, document);
}

void ph_manual_print_list(FILE *to, const ph_manual_list *list)
{
    g_autoptr(cmark_node) node = ph_manual_list_node(list);
    g_autoptr(GString) text = g_string_new(NULL);

    add_list(text, node, 0);
    (void)fputs(text->str, to);
}

void ph_manual_print_topic(FILE *to, const char *name, const ph_manual_list *list)
{
    g_autofree char *summary = ph_manual_topic_summary(name);
    g_autoptr(GString) text = g_string_new(NULL);

    if (summary) {
        g_autoptr(cmark_node) document = ph_manual_topic_document(name, list);

        print(to, text, summary, document);
    } else {
        ph_manual_print_list(to, list);
    }
}
