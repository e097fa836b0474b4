/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a section of an audit report is made of, whatever it is written as: a list of blocks, each
 * with all members, of which those that do not apply are false:
 *
 *   heading, text, quiet  words: a heading, a paragraph, a paragraph of less weight
 *   items                 a list of words
 *   commands              a list of commands, to be copied
 *   fields                a list of what people fill in
 *   table                 caption, is_folded, headings (label, is_number), rows (name, cells:
 * label, value, is_number) chart                 what audit_chart.h says
 *
 * Texts may be anybody's: they are made printable here, and are escaped by what writes them.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_BLOCKS_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_BLOCKS_H

#include <cjson/cJSON.h>
#include <glib.h>

/* A block with nothing in it, at the end of a list. Borrowed. */
cJSON *ph_audit_block(cJSON *blocks);

void ph_audit_block_heading(cJSON *blocks, const char *text);
void ph_audit_block_text(cJSON *blocks, const char *text);
void ph_audit_block_quiet(cJSON *blocks, const char *text);

/* Words, or commands, or fields, by the member's name, of an array of texts; nothing of an empty
 * one. */
void ph_audit_block_list(cJSON *blocks, const char *member, const cJSON *texts);

/*
 * A table, borrowed, for rows.
 *
 * @param headings  With "|" between; one that ends in "#" is of numbers. The first is that of the
 *                  rows' names.
 */
cJSON *ph_audit_block_table(cJSON *blocks, const char *caption, const char *headings,
                            gboolean is_folded);

/* A row: a text for each heading, char *, which are taken over, and NULL. */
void ph_audit_table_take_row(cJSON *table, ...) G_GNUC_NULL_TERMINATED;

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_BLOCKS_H */
