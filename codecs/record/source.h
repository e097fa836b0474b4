/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lines of a copybook that hold code, in reference format or free. */
#ifndef PH_CODECS_RECORD_SOURCE_H
#define PH_CODECS_RECORD_SOURCE_H

#include "perfharness/record.h"

enum {
    /* Reference format: the first column of the text, and the last. */
    PH_SOURCE_TEXT_FIRST = 8,
    PH_SOURCE_TEXT_LAST = 72,
    /* Every column of it may be a character of UTF-8. */
    PH_SOURCE_LINE_MAX = 4 * PH_SOURCE_TEXT_LAST,
};

/* One line's text: what stands between the margins, without blanks behind it. */
typedef struct ph_source_line {
    const char *text;
    uint32_t length;
    uint32_t number;         /* From 1. */
    uint32_t offset;         /* Of the line in the source. */
    uint32_t first;          /* Bytes of the line before text, where places is NULL. */
    const uint16_t *places;  /* Where in its line each byte of the text stands; NULL: in order. */
    uint32_t blanks_to_edge; /* Fixed: blanks between the text and the right margin. */
    bool is_continuation;    /* A hyphen in column 7. */
} ph_source_line;

/* A line with tabs, as if it had blanks. */
typedef struct ph_source_expanded {
    char text[PH_SOURCE_LINE_MAX];
    uint16_t places[PH_SOURCE_LINE_MAX];
} ph_source_expanded;

/* Borrows the text. */
typedef struct ph_source {
    const char *bytes;
    uint32_t length;
    uint32_t at;     /* Of the next line. */
    uint32_t number; /* Of the line before it. */
    bool is_fixed;
    ph_source_expanded expanded[2]; /* Of the two lines that were given last. */
    uint32_t turn;
    uint32_t bad_column; /* Of an indicator that is none. */
} ph_source;

typedef enum ph_source_step {
    PH_SOURCE_STEP_LINE,
    PH_SOURCE_STEP_END,
    PH_SOURCE_STEP_BAD_INDICATOR, /* line says where; bad_column. */
} ph_source_step;

/* Is it text, and not too long? False after filling in error. */
bool ph_source_check(const char *source, size_t length, ph_copybook_error *error);

/* @param length  At most PH_COPYBOOK_SOURCE_MAX. */
void ph_source_begin(ph_source *source, const char *bytes, size_t length, ph_source_format format);

/*
 * The next line that holds code: no comment, no debugging line, nothing that only moves the paper.
 * It is good until the line after the next is asked for.
 */
ph_source_step ph_source_next(ph_source *source, ph_source_line *ret);

/*
 * Is there such a character between two places of the source, on a line of code, behind the right
 * margin? It is no text then, though whoever wrote it may have meant it.
 */
bool ph_source_hides(const ph_source *source, uint32_t begin, uint32_t end, char character);

/* Does *> stand there, from which on a line is a comment? */
bool ph_source_is_comment_at(const ph_source_line *line, uint32_t at);

/* Where byte at of a line's text stands in the source, and its column from 1. */
uint32_t ph_source_place(const ph_source_line *line, uint32_t at);

#endif /* PH_CODECS_RECORD_SOURCE_H */
