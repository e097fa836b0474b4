/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lines of a copybook's source, in one of the ways that people and programs write them. */
#ifndef PH_TESTS_RECORDS_SOURCE_LINES_H
#define PH_TESTS_RECORDS_SOURCE_LINES_H

#include <glib.h>

#include "perfharness/random.h"
#include "perfharness/record.h"

/** How COBOL's own words are spelled. */
typedef enum source_case { SOURCE_CAPITALS, SOURCE_SMALL, SOURCE_MIXED } source_case;

typedef struct source_style {
    ph_source_format format;   /* FIXED or FREE. */
    uint32_t margin;           /* The last column of text: 72 in fixed format. */
    source_case words;         /* Names are spelled as they are where they are defined. */
    bool has_sequence_numbers; /* Fixed: columns 1 to 6. */
    bool has_identification;   /* Fixed: columns 73 to 80. */
    bool has_carriage_returns;
    bool has_tabs;
    bool has_comments;
    bool has_directives; /* Fixed: EJECT, SKIP1 to SKIP3, TITLE. */
    bool has_blank_lines;
    bool has_separators;      /* Commas and semicolons. */
    bool has_continued_words; /* Fixed: literals are continued where they must be. */
    bool is_plain;            /* What GnuCOBOL reads, too. */
    bool is_indented;         /* By level. */
    unsigned break_percent;   /* Before how many words a line ends. */
} source_style;

/** Where an entry stands: line and column (in bytes) from 1; and its VALUE, if it has one. */
typedef struct source_place {
    uint32_t line;
    uint32_t column;
    uint32_t value_begin; /* The first byte, */
    uint32_t value_end;   /* and behind the last. */
} source_place;

/** A source that is being written. */
typedef struct source_lines {
    const source_style *style;
    ph_random *random;
    GString *text;
    gsize begin;     /* Of the line that is being written, */
    uint32_t line;   /* its number, from 1, */
    uint32_t column; /* and where it goes on; 0: it has not begun. */
    uint32_t indent; /* Where the next line begins. */
    bool is_first;   /* Nothing stands on the line yet. */
} source_lines;

/** A style at random; of what GnuCOBOL reads, when it is to be plain. */
source_style source_style_choose(ph_random *random, bool is_plain);

/** Put a word, number, picture or literal, on this line or a later one. Returns where it begins. */
source_place source_lines_put(source_lines *lines, const char *word);

/** Put a period, comma or semicolon right behind the last word. */
void source_lines_put_separator(source_lines *lines, char separator);

/** Begin an entry whose level is so many groups deep. */
void source_lines_begin_entry(source_lines *lines, uint32_t depth);

/** End the last line. */
void source_lines_end(source_lines *lines);

#endif /* PH_TESTS_RECORDS_SOURCE_LINES_H */
