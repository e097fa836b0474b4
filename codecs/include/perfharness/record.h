/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copybooks: COBOL data descriptions in, the layout of their records out.
 *
 * Semantics are IBM Enterprise COBOL's (Language Reference, "Data division - data description
 * entry" and "Reference format"), big-endian, TRUNC(BIN). What is not understood is an error with
 * its place, never a guess. Nothing here allocates, prints or holds state: a reader lives in memory
 * that the caller lends, every function may run on any thread.
 */
#ifndef PERFHARNESS_RECORD_H
#define PERFHARNESS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The limits, each an error of its own when it is passed. */
#define PH_COPYBOOK_SOURCE_MAX    (UINT32_C(64) << 20) /**< Bytes of source text. */
#define PH_COPYBOOK_ITEMS_MAX     UINT32_C(65535)      /**< Entries of all levels. */
#define PH_COPYBOOK_DEPTH_MAX     49                   /**< Groups in each other: levels 1 to 49. */
#define PH_COPYBOOK_NAME_MAX      60                   /**< Characters of a name; to IBM 30. */
#define PH_COPYBOOK_PICTURE_MAX   50 /**< Characters of a picture, as it is written. */
#define PH_RECORD_LENGTH_MAX      (UINT32_C(16) << 20) /**< Bytes of a record. */
#define PH_RECORD_ELEMENTS_MAX    UINT32_C(1000000)    /**< Elementary items times occurrences. */
#define PH_RECORD_TABLE_DEPTH_MAX 7                    /**< OCCURS in each other. */

/** Memory that is enough for every copybook within the limits. */
#define PH_COPYBOOK_MEMORY_MAX (UINT32_C(16) << 20)

/** No item: in place of the index of one. */
#define PH_RECORD_NO_ITEM UINT32_MAX

/** How the lines of a source are laid out: identifier, the name that --source-format takes. */
#define PH_SOURCE_FORMAT_LIST(X)                                                                   \
    X(AUTO, "auto")   /* Whichever reads; both with unlike layouts are an error. */                \
    X(FIXED, "fixed") /* Columns 1-6 and 73-80 are no text, 7 is the indicator. */                 \
    X(FREE, "free")   /* All of a line is text. */

typedef enum ph_source_format {
#define X(id, name) PH_SOURCE_FORMAT_##id,
    PH_SOURCE_FORMAT_LIST(X)
#undef X
} ph_source_format;

/** What an item's bytes are: identifier, name in listings and JSON. */
#define PH_RECORD_KIND_LIST(X)                                                                     \
    X(GROUP, "group")                                                                              \
    X(TEXT, "text")         /* PIC X, A, and edited ones: a byte a character. */                   \
    X(NATIONAL, "national") /* PIC N: UTF-16, big-endian, two bytes a character. */                \
    X(ZONED, "zoned")                                                                              \
    X(PACKED, "packed")                                                                            \
    X(BINARY, "binary")       /* Big-endian, two's complement where it is signed. */               \
    X(FLOAT, "float")         /* COMP-1 (4 bytes), COMP-2 (8 bytes). */                            \
    X(BYTES, "bytes")         /* A pointer, with pointer_bytes: not to be interpreted. */          \
    X(RENAMES, "renames")     /* Level 66: ph_record_described_by(). */                            \
    X(CONDITION, "condition") /* Level 88: a name for values of the item above; no storage. */

typedef enum ph_record_kind {
#define X(id, name) PH_RECORD_KIND_##id,
    PH_RECORD_KIND_LIST(X)
#undef X
} ph_record_kind;

/** Has an item of that kind bytes of its own? Not what only names others' (66), or values (88). */
static inline bool ph_record_kind_has_storage(int kind)
{
    return kind != PH_RECORD_KIND_CONDITION && kind != PH_RECORD_KIND_RENAMES;
}

/** One entry of a copybook. Texts are NUL-terminated and live as long as the caller's memory. */
typedef struct ph_record_item {
    const char *name;      /**< As it is spelled; "FILLER" where it has none. */
    const char *picture;   /**< In capitals, as the source has it otherwise; "" for none. */
    const char *usage;     /**< Its own or the group's, the usual word ("COMP-3"); "" DISPLAY. */
    uint32_t line;         /**< Of its level number, from 1. */
    uint32_t source_begin; /**< Its entry in the source: first byte, */
    uint32_t source_end;   /**< and behind its period. */
    uint32_t value_begin;  /**< VALUE: its words in the source, first byte, */
    uint32_t value_end;    /**< and behind the last; both 0 for none. */
    uint16_t column;       /**< Bytes from the start of the line, from 1; at most UINT16_MAX. */
    uint8_t level;         /**< 1 to 49, 66, 77, 88. */
    uint8_t kind;          /**< ph_record_kind. */
    uint8_t boundary;      /**< SYNC: it stands at a multiple of so many bytes; 1: anywhere. */
    bool is_synchronized;
    bool is_justified;
    bool is_table;      /**< It has OCCURS, be it of one element. */
    bool is_edited;     /**< TEXT: an edited picture. */
    bool offset_varies; /**< It stands behind, or in, what a counter makes shorter. */
    bool size_varies;   /**< A table in it has a counter. */
    uint8_t flags;      /**< Decimals: PH_DECIMAL_* of perfharness/codec.h. Binary: _SIGNED. */
    uint8_t digits;     /**< Decimals and binary: digits that are stored. */
    int8_t scale;       /**< Digits behind the point; below 0: zeros before it (PIC 99PP). */
    uint32_t offset;    /**< Of the first occurrence, from the record's first byte, every table
                             before it at its maximum. */
    uint32_t size;      /**< Bytes of one occurrence with the slack behind it, tables in it at their
                           maximum. */
    uint32_t stride;    /**< From one occurrence to the next. */
    uint32_t occurs_min;  /**< As occurs_max where no counter says how many. */
    uint32_t occurs_max;  /**< 1 where it is no table. */
    uint32_t counter;     /**< Index of its DEPENDING item, or PH_RECORD_NO_ITEM. */
    uint32_t redefines;   /**< Index of the item it redefines, or PH_RECORD_NO_ITEM. */
    uint32_t last;        /**< RENAMES: index of the last item of the range (first: redefines). */
    uint32_t parent;      /**< Index, or PH_RECORD_NO_ITEM for a 01 or 77. */
    uint32_t next;        /**< Next item with the same parent, or PH_RECORD_NO_ITEM. */
    uint32_t descendants; /**< Items below it: they are those right behind it. */
} ph_record_item;

/**
 * The index of the item that says what the value of one is: mostly itself. RENAMES without THROUGH
 * has all that the elementary item has which it names (Language Reference, "RENAMES clause"); what
 * names a group, or a range, is text.
 */
static inline uint32_t ph_record_described_by(const ph_record_item *items, uint32_t item)
{
    const ph_record_item *it = &items[item];
    const bool is_alias = it->kind == PH_RECORD_KIND_RENAMES && it->last == it->redefines;

    return is_alias && items[it->redefines].kind != PH_RECORD_KIND_GROUP ? it->redefines : item;
}

/** One record: a 01 (or 77) and those that redefine it. */
typedef struct ph_record {
    const char *name;      /**< Of the 01; "FILLER" for entries that stand before one. */
    uint32_t first;        /**< Index of its 01 in the items. */
    uint32_t item_count;   /**< Its items: that 01, what is below, and the 01s that redefine it. */
    uint32_t length_min;   /**< Bytes with every counter at its minimum. */
    uint32_t length_max;   /**< Bytes with every counter at its maximum. */
    bool is_independent;   /**< A 77. */
    bool is_wrapped;       /**< Made around entries that stand before a 01; its line is theirs. */
    uint32_t source_begin; /**< Its entries in the source: first byte, */
    uint32_t source_end;   /**< and behind the last. */
} ph_record;

/** A copybook that was read. Everything in it lies in the caller's memory. */
typedef struct ph_copybook {
    const ph_record_item *items; /**< In the order of the source. A wrapping 01 is one of them. */
    uint32_t item_count;
    const ph_record *records;
    uint32_t record_count;   /**< At least 1. */
    ph_source_format format; /**< FIXED or FREE, as it was read. */
} ph_copybook;

/** --replace TAG=TEXT: what stands for :TAG: in words. */
typedef struct ph_copybook_replacement {
    const char *tag;
    const char *text;
} ph_copybook_replacement;

typedef struct ph_copybook_options {
    ph_source_format format;
    uint32_t pointer_bytes; /**< 4 or 8: POINTER items are so many bytes; 0: they are errors. */
    const ph_copybook_replacement *replacements;
    size_t replacement_count;
} ph_copybook_options;

/** Why a copybook is refused: identifier, stable name. */
#define PH_COPYBOOK_ERROR_LIST(X)                                                                  \
    X(NONE, "none")                                                                                \
    X(NOT_TEXT, "not-text")   /* Binary: NUL or control characters, or EBCDIC. */                  \
    X(TOO_LARGE, "too-large") /* A limit above; or the memory lent is too small. */                \
    X(NO_ITEM, "no-item")     /* There is no data description in it. */                            \
    X(AMBIGUOUS_FORMAT, "ambiguous-format")                                                        \
    X(UNKNOWN_WORD, "unknown-word")                                                                \
    X(MISSING_PERIOD, "missing-period")                                                            \
    X(BAD_LITERAL, "bad-literal") /* Not ended, or continued wrongly. */                           \
    X(BAD_LEVEL, "bad-level")                                                                      \
    X(BAD_NAME, "bad-name")                                                                        \
    X(BAD_PICTURE, "bad-picture")                                                                  \
    X(BAD_CLAUSE, "bad-clause") /* Twice, incomplete, or not with what stands there. */            \
    X(BAD_REDEFINES, "bad-redefines")                                                              \
    X(BAD_RENAMES, "bad-renames")                                                                  \
    X(BAD_OCCURS, "bad-occurs")                                                                    \
    X(BAD_COUNTER, "bad-counter")                                                                  \
    X(NO_CHILDREN, "no-children") /* A group of nothing; an item without PIC. */                   \
    X(PICTURE_AND_CHILDREN, "picture-and-children")                                                \
    X(UNSUPPORTED, "unsupported") /* COBOL, but not for this reader: COPY, EXEC SQL, … */

typedef enum ph_copybook_error_kind {
#define X(id, name) PH_COPYBOOK_ERROR_##id,
    PH_COPYBOOK_ERROR_LIST(X)
#undef X
} ph_copybook_error_kind;

/** Where and why. */
typedef struct ph_copybook_error {
    ph_copybook_error_kind kind;
    uint32_t line;     /**< From 1; 0 where it is about the whole. */
    uint32_t column;   /**< Bytes from 1; 0 with line 0. */
    char message[320]; /**< One sentence: the word, what is wrong, what to do. Printable UTF-8. */
} ph_copybook_error;

/**
 * Read a copybook.
 *
 * @param source   ASCII but in literals and comments; lines end with LF, CR LF or CR. Borrowed for
 * the call.
 * @param memory   Lent by the caller as long as the copybook is used; any alignment;
 *                 PH_COPYBOOK_MEMORY_MAX bytes are always enough.
 * @param ret      Written on success only.
 * @param error    Written on failure only.
 */
bool ph_copybook_read(const char *source, size_t length, const ph_copybook_options *options,
                      void *memory, size_t memory_size, ph_copybook *ret, ph_copybook_error *error);

/**
 * The record of that name, in whatever case; with NULL the only 01 there is (77s do not count
 * beside a 01). NULL when there is none, or several.
 */
const ph_record *ph_copybook_find_record(const ph_copybook *copybook, const char *name);

/**
 * "RECORD.GROUP.ITEM": the names from an item's 01 on.
 *
 * @return  The length of the whole path; text holds as much of it as fits, and a NUL.
 */
size_t ph_record_item_path(const ph_copybook *copybook, uint32_t item, char *text, size_t size);

/**
 * The words of an item's VALUE as one text, in the source's characters: those that stand on several
 * lines with a blank between them, a literal or a word that is continued without.
 *
 * @param source  What the copybook was read from.
 * @return        The length of the whole text, 0 for none; text holds as much of it as fits, and a
 *                NUL.
 */
size_t ph_record_item_value(const ph_copybook *copybook, const char *source, uint32_t item,
                            char *text, size_t size);

/** "fixed" and so on; "zoned" and so on; "unknown-word" and so on. */
const char *ph_source_format_name(ph_source_format format);
const char *ph_record_kind_name(ph_record_kind kind);
const char *ph_copybook_error_name(ph_copybook_error_kind kind);

#ifdef __cplusplus
}
#endif

#endif /* PERFHARNESS_RECORD_H */
