/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The manual as a man page. cmark writes roff; here the tree is made one that man pages have. */
#include <string.h>

#include "command/manual.h"
#include "command/manual_document.h"
#include "perfharness/require.h"
#include "version/version.h"

static cmark_node *custom(cmark_node_type type, const char *on_enter, const char *on_exit)
{
    cmark_node *node = cmark_node_new(type);

    PH_REQUIRE(cmark_node_set_on_enter(node, on_enter) && cmark_node_set_on_exit(node, on_exit));
    return node;
}

static cmark_node *text_node(const char *text)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

    cmark_node_set_literal(node, text);
    return node;
}

static void append(cmark_node *parent, cmark_node *child)
{
    PH_REQUIRE(cmark_node_append_child(parent, child));
}

static void replace(cmark_node *old, cmark_node *by)
{
    PH_REQUIRE(cmark_node_replace(old, by));
    cmark_node_free(old);
}

static void move_children(cmark_node *from, cmark_node *to)
{
    cmark_node *child;

    while ((child = cmark_node_first_child(from)) != NULL)
        append(to, child);
}

static cmark_node *strong(const char *text)
{
    cmark_node *node = cmark_node_new(CMARK_NODE_STRONG);

    append(node, text_node(text));
    return node;
}

/* Sections are .SH, and in capitals. */
static void make_section(cmark_node *heading)
{
    cmark_node *text = cmark_node_first_child(heading);
    g_autofree char *capitals = g_utf8_strup(cmark_node_get_literal(text), -1);

    cmark_node_set_literal(text, capitals);
    PH_REQUIRE(cmark_node_set_heading_level(heading, 1));
}

/* Right below a section's name, mandoc has no use for the .PP that a paragraph begins with. */
static void make_paragraph(cmark_node *paragraph)
{
    cmark_node *before = cmark_node_previous(paragraph), *bare;

    if (cmark_node_get_type(cmark_node_parent(paragraph)) != CMARK_NODE_DOCUMENT ||
        (before && cmark_node_get_type(before) != CMARK_NODE_HEADING))
        return;
    bare = custom(CMARK_NODE_CUSTOM_BLOCK, "", "");
    move_children(paragraph, bare);
    replace(paragraph, bare);
}

/* A terminal has no font for code: lines as they are, each of them begun anew. */
static void make_code(cmark_node *block)
{
    g_auto(GStrv) lines = g_strsplit(cmark_node_get_literal(block), "\n", -1);
    cmark_node *code = custom(CMARK_NODE_CUSTOM_BLOCK, ".IP\n.nf", ".fi");

    for (char **line = lines; *line && (line[1] || **line); line++) {
        append(code, text_node(*line));
        append(code, custom(CMARK_NODE_CUSTOM_INLINE, "\n", ""));
    }
    replace(block, code);
}

/* Another command's manual is a page; what is elsewhere, cmark writes behind the text. */
static void make_link(cmark_node *link)
{
    g_autofree char *target = ph_manual_link_target(link);
    g_autofree char *page = NULL;
    cmark_node *reference;

    if (!target)
        return;
    page = strcmp(target, "perfharness") == 0 ? g_strdup(target)
                                              : g_strconcat("perfharness-", target, NULL);
    reference = custom(CMARK_NODE_CUSTOM_INLINE, "", "");
    append(reference, strong(page));
    append(reference, text_node("(1)"));
    replace(link, reference);
}

/* An entry is .TP, its term on a line of its own. */
static void make_entry(cmark_node *entry)
{
    cmark_node *child = cmark_node_first_child(entry);

    PH_REQUIRE(cmark_node_set_on_enter(entry, ".TP"));
    while (cmark_node_get_type(child) != CMARK_NODE_CUSTOM_INLINE)
        child = cmark_node_next(child);
    PH_REQUIRE(cmark_node_set_on_enter(child, "\n"));
}

static void make(cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HEADING: make_section(node); break;
    case CMARK_NODE_PARAGRAPH: make_paragraph(node); break;
    case CMARK_NODE_CODE_BLOCK: make_code(node); break;
    case CMARK_NODE_CODE: replace(node, strong(cmark_node_get_literal(node))); break;
    case CMARK_NODE_LINK: make_link(node); break;
    case CMARK_NODE_CUSTOM_BLOCK:
        if (cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_CUSTOM_BLOCK)
            make_entry(node);
        break;
    default: break;
    }
}

/* Children first: what takes a node's place holds what became of them. */
static void make_all(cmark_node *parent)
{
    for (cmark_node *child = cmark_node_first_child(parent); child;) {
        cmark_node *next = cmark_node_next(child);

        make_all(child);
        make(child);
        child = next;
    }
}

static void add_roff(GString *to, cmark_node *paragraph)
{
    char *roff;

    make_all(paragraph);
    roff = cmark_render_man(paragraph, CMARK_OPT_DEFAULT, 0);
    g_string_append(to, roff);
    free(roff);
}

static void add_name(GString *to, const char *title, const char *summary)
{
    cmark_node *line = custom(CMARK_NODE_CUSTOM_BLOCK, "", "");

    append(line, text_node(title));
    append(line, custom(CMARK_NODE_CUSTOM_INLINE, " \\- ", ""));
    append(line, text_node(summary));
    g_string_append(to, ".SH NAME\n");
    add_roff(to, line);
    cmark_node_free(line);
}

/* Each way to use it begins a line. */
static void add_synopsis(GString *to, const ph_command *command)
{
    g_auto(GStrv) usages = ph_command_usages(command);
    g_autofree char *title = ph_command_title(command);

    g_string_append(to, ".SH SYNOPSIS\n");
    for (char **usage = usages; *usage; usage++) {
        cmark_node *line = custom(CMARK_NODE_CUSTOM_BLOCK, usage == usages ? "" : ".br", "");

        append(line, strong(title));
        append(line, text_node(*usage + strlen(title)));
        add_roff(to, line);
        cmark_node_free(line);
    }
}

static void add_title(GString *to, const char *name)
{
    g_autofree char *capitals = g_ascii_strup(name, -1);

    g_string_append_printf(to, ".TH %s 1 %.10s \"perfharness %s\" \"User Commands\"\n", capitals,
                           ph_commit_built.date, ph_version_built.number);
}

char *ph_manual_page(const ph_command *command)
{
    g_autoptr(cmark_node) document = ph_manual_document(command);
    g_autofree char *title = ph_command_title(command);
    g_autofree char *name = g_strdelimit(g_strdup(title), " ", '-');
    g_autofree char *summary = ph_manual_summary(command);
    GString *page = g_string_new(NULL);

    add_title(page, name);
    add_name(page, name, summary);
    add_synopsis(page, command);
    g_string_append(page, ".SH DESCRIPTION\n");
    add_roff(page, document);
    return g_string_free(page, FALSE);
}
