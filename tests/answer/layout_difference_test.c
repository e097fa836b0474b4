/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each way to lay out a record wrongly is one difference, named by its cause and rule; what only
 * follows from it is counted, and the right layout has none. A description that is none is refused
 * in a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/layout_difference.h"

enum { EXPECTED_MAX = 5, TEXT_MAX = 1024 };

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

/* What a subject says of a copybook, and what is to be said of that. */
typedef struct layout_case {
    const char *copybook;
    const char *description; /* With ' in place of ", and commas behind the last. */
    uint64_t record_length;
    const char *expected[EXPECTED_MAX]; /* "TEXT (+N)", N items follow. */
} layout_case;

/* For the caller to free. */
static char *as_json(const char *text)
{
    char *copy = strdup(text), *to = copy;

    assert_non_null(copy);
    for (const char *at = text; *at; at++)
        if (*at != ',' || at[1] != ']')
            *to++ = *at == '\'' ? '"' : *at;
    *to = '\0';
    return copy;
}

static void read_copybook(const char *source, ph_copybook *ret)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_AUTO, .pointer_bytes = 4 };
    ph_copybook_error error;

    if (!ph_copybook_read(source, strlen(source), &options, memory, sizeof(memory), ret, &error))
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
}

static bool compare(const char *source, const char *description, uint64_t record_length,
                    ph_layout_differences *ret, char *reason)
{
    char *json = description ? as_json(description) : NULL;
    ph_copybook copybook;

    read_copybook(source, &copybook);
    const ph_layout_truth truth = { &copybook, &copybook.records[0], source, strlen(source) };
    const bool is_ok =
        ph_layout_compare(&truth, json, json ? strlen(json) : 0, record_length, ret, reason);
    free(json);
    return is_ok;
}

static void check(const layout_case *c)
{
    ph_layout_differences differences;
    char reason[PH_REASON_MAX], text[TEXT_MAX], found[TEXT_MAX + 32];
    size_t i = 0;

    if (!compare(c->copybook, c->description, c->record_length, &differences, reason))
        fail_msg("%s: %s", c->copybook, reason);
    for (; i < differences.count; i++) {
        const size_t length = ph_layout_difference_text(&differences.all[i], text, sizeof(text));

        assert_true(length == strlen(text));
        (void)snprintf(found, sizeof(found), "%s (+%u)", text, differences.all[i].followers);
        if (i == EXPECTED_MAX || !c->expected[i])
            fail_msg("%s: not expected: %s", c->copybook, found);
        assert_string_equal(found, c->expected[i]);
    }
    if (i < EXPECTED_MAX && c->expected[i])
        fail_msg("%s: not found: %s", c->copybook, c->expected[i]);
    ph_layout_differences_free(&differences);
}

/* Each with a comma behind it. */
#define WITH(name, offset, size, more)                                                             \
    "{'name':'" name "','offset':" #offset ",'size':" #size "," more "},"
#define ITEM(name, offset, size)         WITH(name, offset, size, "'more':[]")
#define GROUP(name, offset, size, items) WITH(name, offset, size, "'items':[" items "]")
#define TABLE(name, offset, size, times, items)                                                    \
    WITH(name, offset, size, "'occurs':" #times ",'items':[" items "]")
#define TOP(items)          "[" items "]"
#define RECORD(size, items) TOP(GROUP("R", 0, size, items))

#define THREE  "01 R. 05 A PIC X(3). 05 B PIC S9(4) COMP-4. 05 C PIC S9(5)V99 COMP-3."
#define TABLES "01 R. 05 N PIC 9. 05 T OCCURS 1 TO 5 DEPENDING ON N. 10 X PIC X(2). 10 Y PIC 9(3)."
#define SHARED                                                                                     \
    "01 R. 05 G. 10 A PIC X(2). 05 H. 10 X PIC X. 10 A PIC X(2). 10 B REDEFINES A PIC X(4). 10 C " \
    "PIC X."

static void test_the_right_layout_has_no_difference(void **state)
{
    static const layout_case cases[] = {
        { THREE, RECORD(9, ITEM("A", 0, 3) ITEM("B", 3, 2) ITEM("C", 5, 4)), 9, { 0 } },
        /* Names are without case; what is not known, or not said, is not compared. */
        { THREE,
          TOP(GROUP("r", 0, 9,
                    WITH("a", 0, 3, "'kind':'text','level':5") ITEM("b", 3, 2)
                        WITH("c", 5, 4, "'kind':'decimal128','new':{}"))),
          9,
          { 0 } },
        { TABLES,
          RECORD(26, ITEM("N", 0, 1) TABLE("T", 1, 5, 5, ITEM("X", 1, 2) ITEM("Y", 3, 3))),
          26,
          { 0 } },
        { SHARED,
          RECORD(8, GROUP("G", 0, 2, ITEM("A", 0, 2))
                        GROUP("H", 2, 6,
                              ITEM("X", 2, 1) ITEM("A", 3, 2) ITEM("B", 3, 4) ITEM("C", 7, 1))),
          8,
          { 0 } },
        /* Names of values have no storage, be they described or not. */
        { "01 R. 05 A PIC X. 88 YES VALUE 'Y'. 88 NO VALUE 'N'. 05 B PIC X.",
          RECORD(2, WITH("A", 0, 1, "'items':[" WITH("YES", 0, 0, "'kind':'condition'") "]")
                        WITH("NO", 0, 0, "'level':88") ITEM("B", 1, 1)),
          2,
          { 0 } },
        { "01 R. 05 A PIC X. 05 B PIC X(2). 66 L RENAMES A THRU B.",
          RECORD(3, ITEM("A", 0, 1) ITEM("B", 1, 2) WITH("L", 0, 3, "'level':66")),
          3,
          { 0 } },
        /* Entries without a 01, as one has them. */
        { "05 A PIC X. 05 B PIC X.", TOP(ITEM("A", 0, 1) ITEM("B", 1, 1)), 2, { 0 } },
        { "01 R. 05 A PIC X. 01 S REDEFINES R. 05 B PIC X.",
          TOP(GROUP("R", 0, 1, ITEM("A", 0, 1)) GROUP("S", 0, 1, ITEM("B", 0, 1))),
          1,
          { 0 } },
        /* An element is as long as from one to the next. */
        { "01 R. 05 T OCCURS 2. 10 A PIC S9(4) COMP SYNC. 10 B PIC X.",
          RECORD(8, TABLE("T", 0, 4, 2, ITEM("A", 0, 2) ITEM("B", 2, 1))),
          8,
          { 0 } },
        { THREE, NULL, 9, { 0 } },
        { TABLES, NULL, 0, { 0 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

static void test_a_cause_is_one_difference(void **state)
{
    static const layout_case cases[] = {
        { THREE,
          RECORD(11, WITH("A", 0, 3, "'kind':'text'")
                         WITH("B", 3, 4, "'kind':'zoned','digits':4,'scale':0") ITEM("C", 7, 4)),
          11,
          { "reads B as zoned, not as binary: USAGE COMP-4: it is binary (+1)" } },
        { THREE,
          RECORD(9, ITEM("A", 0, 3) ITEM("B", 3, 2)
                        WITH("C", 5, 4, "'kind':'packed','digits':7,'scale':0,'signed':false")),
          9,
          { "reads C with scale 0, not 2: PIC S9(5)V99 has 2 digits behind the point (+0)",
            "reads C as unsigned, not as signed: PIC S9(5)V99 has an S: it is signed (+0)" } },
        { THREE,
          RECORD(8, ITEM("A", 0, 3) ITEM("B", 3, 2) WITH("C", 5, 3, "'digits':5")),
          8,
          { "reads C with 5 digits, not 7: PIC S9(5)V99 has 7 digits (+0)" } },
        { THREE,
          RECORD(10, ITEM("A", 0, 4) ITEM("B", 4, 2) ITEM("C", 6, 4)),
          10,
          { "lays out A in 4 bytes, not 3: PIC X(3): it is text (+2)" } },
        { THREE,
          RECORD(10, ITEM("A", 0, 3) ITEM("B", 4, 2) ITEM("C", 6, 4)),
          10,
          { "lays out B at 4, not at 3: it stands right behind A (+1)" } },
        { THREE,
          RECORD(6, ITEM("B", 0, 2) ITEM("C", 2, 4)),
          6,
          { "has no A: it stands on line 1 (+2)" } },
        { THREE,
          RECORD(10, ITEM("A", 0, 3) ITEM("Z", 3, 1) ITEM("B", 4, 2) ITEM("C", 6, 4)),
          10,
          { "lays out Z at 3: no such item stands there in the copybook (+2)" } },
        { "01 R. 05 A PIC X. 88 Yes VALUES 'Y' 'J'. 05 B PIC X.",
          RECORD(2, GROUP("A", 0, 1, WITH("YES", 0, 0, "'kind':'group'")) ITEM("B", 1, 1)),
          2,
          { "lays out A.YES at 0: line 1 names values (88), which take no storage (+0)" } },
        { THREE,
          RECORD(9, ITEM("A", 0, 3) ITEM("BEE", 3, 2) ITEM("C", 5, 4)),
          9,
          { "calls B BEE: the name stands on line 1 (+0)" } },
        { TABLES,
          RECORD(21, ITEM("N", 0, 1) TABLE("T", 1, 5, 4, ITEM("X", 1, 2) ITEM("Y", 3, 3))),
          21,
          { "lays out T 4 times, not 5: OCCURS 1 TO 5: there are 5 at most (+0)" } },
        { THREE,
          RECORD(9, ITEM("A", 0, 3) ITEM("B", 3, 2) ITEM("C", 5, 4)),
          12,
          { "has records of 12 bytes, not of 9: a record ends behind the last of its items "
            "(+0)" } },
        { THREE,
          NULL,
          12,
          { "has records of 12 bytes, not of 9: a record ends behind the last of its items "
            "(+0)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

/* What stands behind a group that is too long follows from what is in it. */
static void test_a_cause_in_a_group_has_followers_behind_it(void **state)
{
    static const layout_case cases[] = {
        { "01 R. 05 G. 10 A PIC S9(4) COMP-5. 10 B PIC X. 05 H. 10 C PIC X. 05 D PIC X.",
          RECORD(8, GROUP("G", 0, 5, ITEM("A", 0, 4) ITEM("B", 4, 1))
                        GROUP("H", 5, 1, ITEM("C", 5, 1)) ITEM("D", 6, 1)),
          7,
          { "lays out G.A in 4 bytes, not 2: COMP-5 of 4 digits: 1 to 4 are 2 bytes, 5 to 9 are 4, "
            "10 to 18 are 8 (+4)",
            "lays out R in 8 bytes, not 5: a group is as long as its items, at the longest of "
            "those "
            "that share storage (+0)",
            "has records of 7 bytes, not of 5: a record ends behind the last of its items (+0)" } },
        { "01 R. 05 G USAGE COMP-3. 10 A PIC 9(3). 05 B PIC X.",
          RECORD(4, GROUP("G", 0, 3, WITH("A", 0, 3, "'kind':'zoned'")) ITEM("B", 3, 1)),
          4,
          { "reads G.A as zoned, not as packed: the USAGE of a group, COMP-3 of G, is that of its "
            "items (+1)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

static void test_shared_storage(void **state)
{
    static const layout_case cases[] = {
        /* By name, of another group. */
        { SHARED,
          RECORD(8, GROUP("G", 0, 2, ITEM("A", 0, 2))
                        GROUP("H", 2, 6,
                              ITEM("X", 2, 1) ITEM("A", 3, 2) ITEM("B", 0, 4) ITEM("C", 7, 1))),
          8,
          { "lays out H.B at 0, not at 3: REDEFINES A: the same storage, of the item of its own "
            "group (+0)",
            "lays out H.C at 7, not at 7: it stands behind the longest of A and what redefines it "
            "(+0)" } },
        { SHARED,
          RECORD(6, GROUP("G", 0, 2, ITEM("A", 0, 2))
                        GROUP("H", 2, 4,
                              ITEM("X", 2, 1) ITEM("A", 3, 2) ITEM("B", 3, 4) ITEM("C", 5, 1))),
          6,
          { "lays out H.C at 5, not at 7: it stands behind the longest of A and what redefines it "
            "(+0)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

static void test_slack(void **state)
{
#define SLACK                                                                                      \
    "01 R. 05 A PIC X. 05 B PIC S9(18) COMP SYNC. 05 T OCCURS 2. 10 X PIC S9(4) COMP SYNC. 10 Y "  \
    "PIC X."
    static const layout_case cases[] = {
        { SLACK,
          RECORD(24, ITEM("A", 0, 1) ITEM("B", 8, 8)
                         TABLE("T", 16, 4, 2, ITEM("X", 16, 2) ITEM("Y", 18, 1))),
          24,
          { "lays out B at 8, not at 4: SYNC: COMP stands at a multiple of 4 bytes from the "
            "record's "
            "first (+3)" } },
        { SLACK,
          RECORD(18, ITEM("A", 0, 1) ITEM("B", 4, 8)
                         TABLE("T", 12, 3, 2, ITEM("X", 12, 2) ITEM("Y", 14, 1))),
          18,
          { "lays out T in 3 bytes, not 4: SYNC: slack bytes fill up an element, so that the next "
            "one "
            "is aligned (+0)" } },
        /* What is moved is aligned again, which is no other cause. */
        { SLACK,
          RECORD(24, ITEM("A", 0, 5) ITEM("B", 8, 8)
                         TABLE("T", 16, 4, 2, ITEM("X", 16, 2) ITEM("Y", 18, 1))),
          24,
          { "lays out A in 5 bytes, not 1: PIC X: it is text (+4)" } },
        /* An address has a boundary as well. */
        { "01 R. 05 A PIC X. 05 P POINTER SYNC. 05 B PIC X.",
          RECORD(6, ITEM("A", 0, 1) ITEM("P", 1, 4) ITEM("B", 5, 1)),
          6,
          { "lays out P at 1, not at 4: SYNC: POINTER stands at a multiple of 4 bytes from the "
            "record's first (+1)" } },
        { "01 R. 05 A PIC X. 05 P POINTER SYNC. 05 B PIC X.",
          RECORD(13, ITEM("A", 0, 5) ITEM("P", 8, 4) ITEM("B", 12, 1)),
          13,
          { "lays out A in 5 bytes, not 1: PIC X: it is text (+2)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

static void test_what_a_counter_moves(void **state)
{
    static const layout_case cases[] = {
        { TABLES " 05 Z PIC X. 05 E PIC X.",
          RECORD(28, ITEM("N", 0, 1) TABLE("T", 1, 5, 5, ITEM("X", 1, 2) ITEM("Y", 3, 3))
                         ITEM("Z", 26, 1) ITEM("E", 27, 1)),
          28,
          { "lays out Z at a fixed place, not a varying one: it stands behind the occurrences of T "
            "that are there, by "
            "N "
            "(+1)" } },
        { TABLES " 05 Z PIC X.",
          RECORD(27, ITEM("N", 0, 1) TABLE("T", 1, 5, 5, ITEM("X", 1, 2) ITEM("Y", 3, 3))
                         WITH("Z", 26, 1, "'offset_varies':true")),
          0,
          { NULL } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

static void test_comments_are_named_by_their_lines(void **state)
{
    static const char copybook[] = "       01  R.\n"
                                   "           05  A PIC X(3).\n"
                                   "      *    05  OLD-1 PIC X(2).\n"
                                   "           05  B PIC X(3). *> 05 OLD-2 of before\n"
                                   "      / 05 bytes that follow\n"
                                   "           05  C PIC X(3).\n"
                                   "           05  D PIC X(3).                "
                                   "                              05 OLD-3 PIC X.\n";
    static const layout_case cases[] = {
        { copybook,
          RECORD(14, ITEM("A", 0, 3) ITEM("OLD-1", 3, 2) ITEM("B", 5, 3) ITEM("C", 8, 3)
                         ITEM("D", 11, 3)),
          14,
          { "lays out OLD-1 at 3: line 3 is a comment (+3)" } },
        { copybook,
          RECORD(14, ITEM("A", 0, 3) ITEM("B", 3, 3) ITEM("OLD-2", 6, 2) ITEM("C", 8, 3)
                         ITEM("D", 11, 3)),
          14,
          { "lays out OLD-2 at 6: line 4 has it in a comment (+2)" } },
        /* A group that is none: what it holds is the group's that it stands in. */
        { copybook,
          RECORD(12, ITEM("A", 0, 3) ITEM("B", 3, 3)
                         GROUP("bytes", 6, 6, ITEM("C", 6, 3) ITEM("D", 9, 3))),
          12,
          { "lays out bytes at 6: line 5 is a comment (+0)" } },
        { copybook,
          RECORD(13, ITEM("A", 0, 3) ITEM("B", 3, 3) ITEM("C", 6, 3) ITEM("D", 9, 3)
                         ITEM("OLD-3", 12, 1)),
          13,
          { "lays out OLD-3 at 12: line 7 has it behind column 72, where no text is (+0)" } },
        /* What is sure comes first. */
        { copybook,
          RECORD(15, ITEM("A", 0, 4) ITEM("OLD-1", 4, 2) ITEM("B", 6, 3) ITEM("C", 9, 3)
                         ITEM("D", 12, 3)),
          15,
          { "lays out OLD-1 at 4: line 3 is a comment (+3)",
            "lays out A in 4 bytes, not 3: PIC X(3): it is text (+0)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

/* One behind the other, as parts of one record. */
#define SIGNS                                                                                      \
    "01 R. 05 A PIC S9(3) SIGN LEADING. 05 B PIC S9(3) SIGN TRAILING SEPARATE. 05 C PIC S9. 05 D " \
    "PIC 9."
#define SIGNED(name, offset, size, leading, separate)                                              \
    WITH(name, offset, size,                                                                       \
         "'kind':'zoned','signed':true,'sign_leading':" #leading ",'sign_separate':" #separate)

static void test_where_the_sign_is(void **state)
{
    static const layout_case cases[] = {
        { SIGNS,
          RECORD(9, SIGNED("A", 0, 3, true, false) SIGNED("B", 3, 4, false, true)
                        SIGNED("C", 7, 1, false, false)
                            WITH("D", 8, 1, "'kind':'zoned','sign_leading':true")),
          9,
          { 0 } },
        { SIGNS,
          RECORD(9, ITEM("A", 0, 3) ITEM("B", 3, 4) ITEM("C", 7, 1) ITEM("D", 8, 1)),
          9,
          { 0 } },
        { SIGNS,
          RECORD(8, SIGNED("A", 0, 3, false, false) SIGNED("B", 3, 3, false, false)
                        SIGNED("C", 6, 1, true, false) ITEM("D", 7, 1)),
          8,
          { "reads A as signed (trailing), not as signed (leading): SIGN LEADING: the sign is half "
            "of the first digit's byte (+0)",
            "reads B as signed (trailing), not as signed (trailing, separate): SIGN TRAILING "
            "SEPARATE: a byte of its own behind the digits (+2)",
            "reads C as signed (leading), not as signed (trailing): no SIGN LEADING, nor SEPARATE: "
            "the sign is half of the last digit's byte (+0)" } },
        { "01 R. 05 A PIC S9 SIGN LEADING SEPARATE.",
          RECORD(2, SIGNED("A", 0, 2, false, true)),
          2,
          { "reads A as signed (trailing, separate), not as signed (leading, separate): SIGN "
            "LEADING SEPARATE: a byte of its own before the digits (+0)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

/* However lines end: LF is in the cases above. */
static void test_lines_end_as_the_reader_has_them(void **state)
{
    static const char source[] = "       01 R.@           05 A PIC X.@      *    05 OLD PIC X.@"
                                 "           05 B PIC X.@";
    static const char *const ends[] = { "\n", "\r", "\r\n" };

    (void)state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        char text[2 * sizeof(source)], *to = text;

        for (const char *at = source; *at; at++)
            if (*at == '@')
                to = stpcpy(to, ends[i]);
            else
                *to++ = *at;
        *to = '\0';
        const layout_case c = { text,
                                RECORD(3, ITEM("A", 0, 1) ITEM("OLD", 1, 1) ITEM("B", 2, 1)),
                                3,
                                { "lays out OLD at 1: line 3 is a comment (+1)" } };
        check(&c);
    }
}

static void test_each_01_is_a_record(void **state)
{
    static const layout_case c = {
        "01 R. 05 A PIC X. 01 S. 05 B PIC X(2).",
        TOP(GROUP("R", 0, 1, ITEM("A", 0, 1)) GROUP("S", 1, 2, ITEM("B", 1, 2))),
        3,
        { "lays out S at 1: the 01 of line 1 is a record of its own (+0)" }
    };

    (void)state;
    check(&c);
}

static void test_renamed_ranges(void **state)
{
#define RENAMED "01 R. 05 A PIC X. 05 B PIC X(2). 05 C PIC X. 66 L RENAMES A THRU B."
    static const layout_case cases[] = {
        { RENAMED,
          RECORD(4, ITEM("A", 0, 1) ITEM("B", 1, 2) ITEM("C", 3, 1) WITH("L", 0, 4, "'level':66")),
          4,
          { "lays out L in 4 bytes, not 3: RENAMES: from A to the end of B (+0)" } },
        { RENAMED,
          RECORD(4, ITEM("A", 0, 1) ITEM("B", 1, 2) ITEM("C", 3, 1)),
          4,
          { "has no L: it stands on line 1 (+0)" } },
        /* It has what it renames, wherever that is. */
        { RENAMED,
          RECORD(5, ITEM("A", 0, 2) ITEM("B", 2, 2) ITEM("C", 4, 1)
                        WITH("L", 0, 4, "'kind':'renames'")),
          5,
          { "lays out A in 2 bytes, not 1: PIC X: it is text (+2)" } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check(&cases[i]);
}

/* Deeper than anybody means it: [[[…]]], or {"items": [{"items": … */
static char *nested(const char *open, const char *close, size_t depth)
{
    char *text = calloc(depth + 1, strlen(open) + strlen(close) + 1), *at = text;

    assert_non_null(text);
    for (size_t i = 0; i < depth; i++)
        at = stpcpy(at, open);
    at = stpcpy(at, "[]");
    for (size_t i = 0; i < depth; i++)
        at = stpcpy(at, close);
    return text;
}

static void refuse(const char *description, const char *expected)
{
    ph_layout_differences differences;
    char reason[PH_REASON_MAX];

    assert_false(compare(THREE, description, 9, &differences, reason));
    if (!strstr(reason, expected))
        fail_msg("%.100s: %s", description, reason);
}

/* For the caller to free. */
static char *repeated(const char *begin, const char *what, size_t times, const char *end)
{
    const size_t length = strlen(what);
    char *text = malloc(strlen(begin) + times * length + strlen(end) + 1), *to = text;

    assert_non_null(text);
    to = stpcpy(to, begin);
    for (size_t i = 0; i < times; i++, to += length)
        memcpy(to, what, length);
    (void)strcpy(to, end);
    return text;
}

static void test_what_is_no_description_is_refused(void **state)
{
    char *arrays = nested("[", "]", 10000);
    char *items = nested("[{'name':'A','offset':0,'size':1,'items':", "}]", 200);
    char *values = repeated("[1", ",1", 1048600, "]");
    char *strings = repeated("['\\'", ",[{", 1048600, "']"); /* One value. */

    (void)state;
    refuse("", "is not JSON");
    refuse("[", "is not JSON");
    refuse("[] and more", "goes on behind its JSON: byte 2");
    refuse("{}", "is no array");
    refuse("[1]", "item 1 of its description is no object with a \"name\"");
    refuse("[" ITEM("A", 0, 1) "{'name':'B','size':1}]",
           "item 2 of its description has no \"offset\"");
    refuse("[" ITEM("A", -1, 1) "]", "\"offset\" of item 1 of its description is no whole number");
    refuse("[" ITEM("A", 0, 1.5) "]", "\"size\" of item 1");
    refuse("[" ITEM("A", 0, 1e300) "]", "\"size\" of item 1");
    refuse("[" ITEM("A", 0, 1e999) "]", "\"size\" of item 1");
    refuse("[" ITEM("A", 0, '1') "]", "\"size\" of item 1");
    refuse("[" WITH("A", 0, 1, "'items':7") "]", "\"items\" in its description is no array");
    refuse(arrays, "nested too deeply");
    refuse(values, "has more than 1048560 values");
    refuse(strings, "item 1 of its description is no object");
    refuse(items, "nested more than 100 deep");
    free(arrays);
    free(items);
    free(values);
    free(strings);
}

/* Of what a subject makes up there may be anything but harm. */
static void test_a_description_of_nonsense_is_one_of_differences(void **state)
{
    enum { MANY = 5000 };
    static const char item[] = "{'name':'\\u0007\xff  a','offset':9007199254740991,"
                               "'size':9007199254740991,'occurs':9007199254740991},";
    char *text = calloc(MANY + 1, sizeof(item)), *at = stpcpy(text, "[");
    ph_layout_differences differences;
    char reason[PH_REASON_MAX];

    (void)state;
    for (int i = 0; i < MANY; i++)
        at = stpcpy(at, item);
    at[-1] = ']';
    assert_true(compare(THREE, text, UINT64_MAX, &differences, reason));
    assert_int_equal(differences.count, PH_LAYOUT_DIFFERENCES_MAX);
    assert_true(differences.more >= MANY - PH_LAYOUT_DIFFERENCES_MAX);
    assert_string_equal(differences.all[1].path, "????a");
    ph_layout_differences_free(&differences);
    free(text);
}

static void test_each_kind_has_a_name(void **state)
{
    (void)state;
#define X(id, name) assert_string_equal(ph_layout_difference_name(PH_LAYOUT_DIFFERENCE_##id), name);
    PH_LAYOUT_DIFFERENCE_LIST(X)
#undef X
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_right_layout_has_no_difference),
        cmocka_unit_test(test_a_cause_is_one_difference),
        cmocka_unit_test(test_a_cause_in_a_group_has_followers_behind_it),
        cmocka_unit_test(test_shared_storage),
        cmocka_unit_test(test_slack),
        cmocka_unit_test(test_what_a_counter_moves),
        cmocka_unit_test(test_comments_are_named_by_their_lines),
        cmocka_unit_test(test_where_the_sign_is),
        cmocka_unit_test(test_lines_end_as_the_reader_has_them),
        cmocka_unit_test(test_each_01_is_a_record),
        cmocka_unit_test(test_renamed_ranges),
        cmocka_unit_test(test_what_is_no_description_is_refused),
        cmocka_unit_test(test_a_description_of_nonsense_is_one_of_differences),
        cmocka_unit_test(test_each_kind_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
