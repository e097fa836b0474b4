/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A command's manual as a tree, with the lists in it that tables make.
 *
 * Of CommonMark, manual/NAME.md may have headings, paragraphs, lists, code and links. Its first
 * line is "# perfharness NAME: Summary". Where a line says <!-- options -->, or names another part
 * that the command has, stands a list. A list is a custom block; so is each of its entries, in
 * which a custom inline parts the term from the meaning.
 */
#ifndef PH_HARNESS_COMMAND_MANUAL_DOCUMENT_H
#define PH_HARNESS_COMMAND_MANUAL_DOCUMENT_H

#include <cmark.h>
#include <glib.h>

#include "command/command.h"
#include "command/manual_list.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_node, cmark_node_free)

/* All that stands below the first line. */
cmark_node *ph_manual_document(const ph_command *command);

/*
 * The same of a topic that has a manual/NAME.md, in which its list stands where a line says
 * <!-- NAME -->. Only of those that have a summary.
 */
cmark_node *ph_manual_topic_document(const char *name, const ph_manual_list *list);

/* What the first line of a topic's manual says: the caller frees it. NULL: it has none. */
char *ph_manual_topic_summary(const char *name);

/* A list as it stands in such a document. */
cmark_node *ph_manual_list_node(const ph_manual_list *list);

/* "run" for a link to run.md, the manual of a command: the caller frees it. NULL for others. */
char *ph_manual_link_target(cmark_node *link);

#endif /* PH_HARNESS_COMMAND_MANUAL_DOCUMENT_H */
