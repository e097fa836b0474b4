/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"

#include <string.h>

#include "record/character.h"

/* Words that are no names where one may stand: an entry may have none. */
static const char *const clause_words[] = {
    "REDEFINES", "RENAMES", "OCCURS",    "PIC",        "PICTURE",      "USAGE",
    "SIGN",      "LEADING", "TRAILING",  "SYNC",       "SYNCHRONIZED", "JUST",
    "JUSTIFIED", "BLANK",   "VALUE",     "VALUES",     "GLOBAL",       "EXTERNAL",
    "IS",        "INDEXED", "ASCENDING", "DESCENDING", "DEPENDING",
};

/* Words of COBOL that this reader knows and does not read. */
static const struct {
    const char *word;
    const char *what;
} unsupported_words[] = {
    { "DISPLAY-1", "double-byte characters" },
    { "UTF-8", "UTF-8 items" },
    { "OBJECT", "object references" },
    { "DATE", "the DATE FORMAT clause" },
    { "GROUP-USAGE", "the GROUP-USAGE clause" },
    { "TYPE", "types" },
    { "TYPEDEF", "types" },
    { "SAME", "the SAME AS clause" },
    { "LIKE", "the LIKE clause" },
    { "UNBOUNDED", "tables without a maximum" },
    { "DYNAMIC", "items of dynamic length" },
    { "ANY", "items of any length" },
    { "POINTER-32", "pointers of 32 bits among longer ones" },
    { "COPY", "COPY: put the text of that copybook in its place" },
};

bool ph_entry_has(const ph_entry *entry, ph_clause clause)
{
    return entry->clauses[clause].kind != PH_TOKEN_END;
}

static const char *clause_name(ph_clause clause)
{
    static const char *const names[] = {
#define X(id, word) word,
        PH_CLAUSE_LIST(X)
#undef X
    };

    return names[clause];
}

static bool is_number(const ph_token *token)
{
    if (token->kind != PH_TOKEN_WORD || token->length == 0)
        return false;
    for (uint32_t i = 0; i < token->length; i++)
        if (!ph_is_digit(token->text[i]))
            return false;
    return true;
}

/* Up to 9 digits; more are as many as can be said. */
static uint32_t number_of(const ph_token *token)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < token->length; i++) {
        if (number > (UINT32_MAX - 9) / 10)
            return UINT32_MAX;
        number = number * 10 + (uint32_t)(token->text[i] - '0');
    }
    return number;
}

/* A new entry seems to begin where the one before goes on. */
static bool is_level_on_new_line(const ph_token *token)
{
    const uint32_t level = is_number(token) && token->length <= 2 ? number_of(token) : 0;

    return token->is_first_on_line &&
           ((level >= 1 && level <= 49) || level == 66 || level == 77 || level == 88);
}

static bool refuse_missing_period(ph_words *words, const ph_entry *entry)
{
    const ph_token *token = &words->token;

    if (token->kind == PH_TOKEN_END)
        return ph_words_refuse(words, &entry->place, PH_COPYBOOK_ERROR_MISSING_PERIOD,
                               "the entry that begins here, the last one, does not end with a "
                               "period");
    return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_MISSING_PERIOD,
                           "'%.*s' begins an entry, but the one before, of line %u, does not end "
                           "with a period%s",
                           PH_TOKEN_QUOTED(token), entry->place.line,
                           ph_source_hides(&words->source, entry->place.begin, token->begin, '.')
                               ? ": one stands behind column 72, where fixed format has no text"
                               : "");
}

/* No word of a data description begins so. */
static bool seems_comment(const ph_token *token)
{
    return token->kind == PH_TOKEN_WORD && (token->text[0] == '*' || token->text[0] == '/');
}

static bool refuse_comment(ph_words *words, ph_copybook_error_kind kind)
{
    return ph_words_refuse(
        words, &words->token, kind,
        "'%.*s' begins no comment here: one has its * or / in column 7, in fixed "
        "format, or begins with *>",
        PH_TOKEN_QUOTED(&words->token));
}

/* The word that is looked at stands where something else must. @param expected  With its article.
 */
static bool refuse_word(ph_words *words, const ph_entry *entry, const char *expected)
{
    const ph_token *token = &words->token;

    if (token->kind == PH_TOKEN_END || is_level_on_new_line(token))
        return refuse_missing_period(words, entry);
    if (token->kind == PH_TOKEN_LITERAL)
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_UNKNOWN_WORD,
                               "a literal stands where %s was expected", expected);
    if (token->kind == PH_TOKEN_PERIOD)
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_CLAUSE,
                               "a period stands where %s was expected", expected);
    if (seems_comment(token))
        return refuse_comment(words, PH_COPYBOOK_ERROR_UNKNOWN_WORD);
    for (size_t i = 0; i < sizeof(unsupported_words) / sizeof(*unsupported_words); i++)
        if (ph_words_is(words, unsupported_words[i].word))
            return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_UNSUPPORTED,
                                   "'%.*s': this reader does not know %s", PH_TOKEN_QUOTED(token),
                                   unsupported_words[i].what);
    return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_UNKNOWN_WORD,
                           "'%.*s' is no word that is known here: %s was expected",
                           PH_TOKEN_QUOTED(token), expected);
}

/* Step over a word that may be left out. */
static bool skip(ph_words *words, const char *word)
{
    return !ph_words_is(words, word) || ph_words_next(words);
}

static bool is_name(const ph_token *token)
{
    bool has_letter = false;

    if (token->kind != PH_TOKEN_WORD || token->length == 0 || token->text[0] == '-' ||
        token->text[token->length - 1] == '-')
        return false;
    for (uint32_t i = 0; i < token->length; i++) {
        const char c = token->text[i];

        has_letter = has_letter || ph_is_letter(c);
        if (!ph_is_letter(c) && !ph_is_digit(c) && c != '-' && c != '_')
            return false;
    }
    return has_letter;
}

static bool is_clause_word(const ph_words *words)
{
    for (size_t i = 0; i < sizeof(clause_words) / sizeof(*clause_words); i++)
        if (ph_words_is(words, clause_words[i]))
            return true;
    return ph_usage_find(words->token.text, words->token.length) != PH_USAGE_NONE;
}

/* Copy the name that is looked at, and go on. */
static bool read_name(ph_words *words, const ph_entry *entry, char *name)
{
    const ph_token *token = &words->token;

    if (token->kind == PH_TOKEN_END || is_level_on_new_line(token))
        return refuse_missing_period(words, entry);
    if (token->kind == PH_TOKEN_WORD && is_clause_word(words))
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_NAME,
                               "'%.*s' begins a clause, and stands where a name was expected",
                               PH_TOKEN_QUOTED(token));
    if (!is_name(token))
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_NAME,
                               "'%.*s' is no name: names are of letters, digits and hyphens, with "
                               "a letter in them and no hyphen at either end",
                               PH_TOKEN_QUOTED(token));
    if (token->length > PH_COPYBOOK_NAME_MAX)
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_TOO_LARGE,
                               "'%.*s…' is a name of %u characters: at most %d can be read",
                               PH_TOKEN_QUOTED(token), token->length, PH_COPYBOOK_NAME_MAX);
    memcpy(name, token->text, token->length);
    name[token->length] = '\0';
    return ph_words_next(words);
}

/* NAME [OF|IN GROUP]… */
static bool read_reference(ph_words *words, const ph_entry *entry, ph_reference *ret)
{
    ret->place = words->token;
    ret->count = 0;
    do {
        if (ret->count > 0 && !ph_words_next(words)) /* OF */
            return false;
        if (ret->count > PH_QUALIFIERS_MAX)
            return ph_words_refuse(words, &ret->place, PH_COPYBOOK_ERROR_BAD_NAME,
                                   "'%s' is said to be in more than %d groups", ret->names[0],
                                   PH_QUALIFIERS_MAX);
        if (!read_name(words, entry, ret->names[ret->count++]))
            return false;
    } while (ph_words_is(words, "OF") || ph_words_is(words, "IN"));
    return true;
}

static bool read_number(ph_words *words, const ph_entry *entry, ph_copybook_error_kind kind,
                        uint32_t *ret)
{
    const ph_token *token = &words->token;

    if (token->kind == PH_TOKEN_END)
        return refuse_missing_period(words, entry);
    if (ph_words_is(words, "UNBOUNDED"))
        return refuse_word(words, entry, "a number");
    if (!is_number(token))
        return ph_words_refuse(words, token, kind,
                               "'%.*s' stands where a whole number was expected",
                               PH_TOKEN_QUOTED(token));
    *ret = number_of(token);
    return ph_words_next(words);
}

/* Names up to the next clause, of keys and indexes: they change no layout. */
static bool skip_names(ph_words *words, const ph_entry *entry)
{
    char name[PH_COPYBOOK_NAME_MAX + 1];

    do {
        if (!read_name(words, entry, name))
            return false;
        while (ph_words_is(words, "OF") || ph_words_is(words, "IN"))
            if (!ph_words_next(words) || !read_name(words, entry, name))
                return false;
    } while (words->token.kind == PH_TOKEN_WORD && !is_clause_word(words) &&
             !is_level_on_new_line(&words->token));
    return true;
}

/* ASCENDING KEY IS … and INDEXED BY …, any number of them. */
static bool read_keys(ph_words *words, const ph_entry *entry)
{
    for (;;) {
        if (ph_words_is(words, "ASCENDING") || ph_words_is(words, "DESCENDING")) {
            if (!ph_words_next(words) || !skip(words, "KEY") || !skip(words, "IS"))
                return false;
        } else if (ph_words_is(words, "INDEXED")) {
            if (!ph_words_next(words) || !skip(words, "BY"))
                return false;
        } else {
            return true;
        }
        if (!skip_names(words, entry))
            return false;
    }
}

static bool check_occurs(ph_words *words, const ph_entry *entry, bool has_range)
{
    const ph_token *place = &entry->clauses[PH_CLAUSE_OCCURS];

    if (entry->occurs_max == 0)
        return ph_words_refuse(words, place, PH_COPYBOOK_ERROR_BAD_OCCURS,
                               "a table of 0 occurrences holds nothing: OCCURS takes 1 or more");
    if (entry->occurs_min > entry->occurs_max)
        return ph_words_refuse(words, place, PH_COPYBOOK_ERROR_BAD_OCCURS,
                               "OCCURS %u TO %u: the first number is above the second",
                               entry->occurs_min, entry->occurs_max);
    if (has_range && !entry->has_counter)
        return ph_words_refuse(
            words, place, PH_COPYBOOK_ERROR_BAD_OCCURS,
            "OCCURS %u TO %u does not say by which item: DEPENDING ON is missing",
            entry->occurs_min, entry->occurs_max);
    return true;
}

/* OCCURS n [TO m] [TIMES] [DEPENDING [ON] counter] [keys and indexes], in any order behind m. */
static bool read_occurs(ph_words *words, ph_entry *entry)
{
    bool has_range = false;

    if (!read_number(words, entry, PH_COPYBOOK_ERROR_BAD_OCCURS, &entry->occurs_max))
        return false;
    entry->occurs_min = entry->occurs_max;
    if (ph_words_is(words, "TO")) {
        has_range = true;
        if (!ph_words_next(words) ||
            !read_number(words, entry, PH_COPYBOOK_ERROR_BAD_OCCURS, &entry->occurs_max))
            return false;
    }
    if (!skip(words, "TIMES") || !read_keys(words, entry))
        return false;
    if (ph_words_is(words, "DEPENDING")) {
        entry->has_counter = true;
        if (!has_range) /* IBM: from 1. */
            entry->occurs_min = 1;
        if (!ph_words_next(words) || !skip(words, "ON") ||
            !read_reference(words, entry, &entry->counter) || !read_keys(words, entry))
            return false;
    }
    return check_occurs(words, entry, has_range);
}

static bool read_picture(ph_words *words, ph_entry *entry)
{
    const ph_token *token = &words->token;
    ph_copybook_error_kind kind;
    const char *reason;

    if (!skip(words, "IS"))
        return false;
    if (token->kind == PH_TOKEN_END)
        return refuse_missing_period(words, entry);
    if (token->kind != PH_TOKEN_WORD)
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_PICTURE,
                               "a picture, such as X(5), was expected behind PIC");
    if (!ph_picture_read(token->text, token->length, &entry->picture, &kind, &reason))
        return ph_words_refuse(words, token, kind, "the picture '%.*s' %s", PH_TOKEN_QUOTED(token),
                               reason);
    for (uint32_t i = 0; i < token->length; i++)
        entry->picture_text[i] = ph_upper(token->text[i]);
    entry->picture_text[token->length] = '\0';
    return ph_words_next(words);
}

static bool read_usage(ph_words *words, ph_entry *entry)
{
    entry->usage = words->token.kind == PH_TOKEN_WORD
                       ? ph_usage_find(words->token.text, words->token.length)
                       : PH_USAGE_NONE;
    if (entry->usage == PH_USAGE_NONE)
        return refuse_word(words, entry, "a usage, such as COMP-3,");
    if (ph_usage_is_pointer(entry->usage) && words->options->pointer_bytes == 0)
        return ph_words_refuse(words, &words->token, PH_COPYBOOK_ERROR_UNSUPPORTED,
                               "'%.*s' is 4 or 8 bytes long, by how the program was compiled: say "
                               "--pointer-bytes 4 or 8",
                               PH_TOKEN_QUOTED(&words->token));
    return ph_words_next(words);
}

static bool read_sign(ph_words *words, ph_entry *entry)
{
    entry->is_leading = ph_words_is(words, "LEADING");
    if (!entry->is_leading && !ph_words_is(words, "TRAILING"))
        return refuse_word(words, entry, "LEADING or TRAILING");
    if (!ph_words_next(words))
        return false;
    entry->is_separate = ph_words_is(words, "SEPARATE");
    return !entry->is_separate || (ph_words_next(words) && skip(words, "CHARACTER"));
}

static bool read_blank(ph_words *words, const ph_entry *entry)
{
    if (!skip(words, "WHEN"))
        return false;
    if (!ph_words_is(words, "ZERO") && !ph_words_is(words, "ZEROS") &&
        !ph_words_is(words, "ZEROES"))
        return refuse_word(words, entry, "ZERO");
    return ph_words_next(words);
}

static bool is_figurative(const ph_words *words)
{
    static const char *const constants[] = {
        "ZERO",      "ZEROS",      "ZEROES", "SPACE",  "SPACES", "HIGH-VALUE", "HIGH-VALUES",
        "LOW-VALUE", "LOW-VALUES", "QUOTE",  "QUOTES", "NULL",   "NULLS",
    };

    for (size_t i = 0; i < sizeof(constants) / sizeof(*constants); i++)
        if (ph_words_is(words, constants[i]))
            return true;
    return false;
}

/* 1, -1, +1.5, .5, 1,5, 1E3, -.5E-10 */
static bool is_numeric_literal(const ph_token *token)
{
    bool has_digit = false;

    for (uint32_t i = 0; i < token->length; i++) {
        const char c = token->text[i];

        has_digit = has_digit || ph_is_digit(c);
        if (!ph_is_digit(c) && !(c == '+' || c == '-') && c != '.' && c != ',' &&
            !(ph_upper(c) == 'E' && has_digit))
            return false;
    }
    return has_digit;
}

/* One value; ALL stands before a literal. */
static bool read_one_value(ph_words *words, ph_entry *entry)
{
    if (ph_words_is(words, "ALL") && !ph_words_next(words))
        return false;
    if (words->token.kind != PH_TOKEN_LITERAL && !is_figurative(words) &&
        !(words->token.kind == PH_TOKEN_WORD && is_numeric_literal(&words->token)))
        return refuse_word(words, entry, "a value, a literal or a number,");
    entry->value_end = words->token.end;
    return ph_words_next(words);
}

static bool is_value(const ph_words *words)
{
    return words->token.kind == PH_TOKEN_LITERAL || is_figurative(words) ||
           ph_words_is(words, "ALL") ||
           (words->token.kind == PH_TOKEN_WORD && is_numeric_literal(&words->token));
}

/* A level number in a list of values, where the period before it is missing? A name follows it. */
static bool is_next_entry(const ph_words *words)
{
    ph_copybook_error ignored;
    ph_words ahead;

    if (!is_level_on_new_line(&words->token))
        return false;
    ahead = *words;
    ahead.error = &ignored;
    return ph_words_next(&ahead) && ahead.token.kind == PH_TOKEN_WORD && is_name(&ahead.token) &&
           !is_figurative(&ahead) && !ph_words_is(&ahead, "THRU") &&
           !ph_words_is(&ahead, "THROUGH") && !ph_words_is(&ahead, "WHEN") &&
           !ph_words_is(&ahead, "ALL") && !ph_words_is(&ahead, "FALSE");
}

/* Level 88: any number of values and ranges, and what FALSE sets. */
static bool read_condition_values(ph_words *words, ph_entry *entry)
{
    do {
        if (is_next_entry(words))
            return refuse_missing_period(words, entry);
        if (!read_one_value(words, entry))
            return false;
        if ((ph_words_is(words, "THRU") || ph_words_is(words, "THROUGH")) &&
            (!ph_words_next(words) || !read_one_value(words, entry)))
            return false;
    } while (is_value(words));
    if (!ph_words_is(words, "WHEN") && !ph_words_is(words, "FALSE"))
        return true;
    return skip(words, "WHEN") && skip(words, "SET") && skip(words, "TO") && skip(words, "FALSE") &&
           skip(words, "IS") && read_one_value(words, entry);
}

static bool read_value(ph_words *words, ph_entry *entry)
{
    if (!skip(words, "IS") || !skip(words, "ARE"))
        return false;
    entry->value_begin = words->token.begin;
    return entry->level == 88 ? read_condition_values(words, entry) : read_one_value(words, entry);
}

static bool read_renames(ph_words *words, ph_entry *entry)
{
    if (!read_reference(words, entry, &entry->redefines))
        return false;
    if (!ph_words_is(words, "THRU") && !ph_words_is(words, "THROUGH"))
        return true;
    return ph_words_next(words) && read_reference(words, entry, &entry->last);
}

/* The clause that a word begins; PH_CLAUSE_COUNT: none. */
static ph_clause clause_of(const ph_words *words)
{
    static const struct {
        const char *word;
        ph_clause clause;
    } words_of_clauses[] = {
        { "REDEFINES", PH_CLAUSE_REDEFINES },
        { "RENAMES", PH_CLAUSE_RENAMES },
        { "OCCURS", PH_CLAUSE_OCCURS },
        { "PIC", PH_CLAUSE_PICTURE },
        { "PICTURE", PH_CLAUSE_PICTURE },
        { "USAGE", PH_CLAUSE_USAGE },
        { "SIGN", PH_CLAUSE_SIGN },
        { "LEADING", PH_CLAUSE_SIGN },
        { "TRAILING", PH_CLAUSE_SIGN },
        { "SYNC", PH_CLAUSE_SYNCHRONIZED },
        { "SYNCHRONIZED", PH_CLAUSE_SYNCHRONIZED },
        { "JUST", PH_CLAUSE_JUSTIFIED },
        { "JUSTIFIED", PH_CLAUSE_JUSTIFIED },
        { "BLANK", PH_CLAUSE_BLANK },
        { "VALUE", PH_CLAUSE_VALUE },
        { "VALUES", PH_CLAUSE_VALUE },
        { "GLOBAL", PH_CLAUSE_GLOBAL },
        { "EXTERNAL", PH_CLAUSE_EXTERNAL },
    };

    if (words->token.kind != PH_TOKEN_WORD)
        return PH_CLAUSE_COUNT;
    for (size_t i = 0; i < sizeof(words_of_clauses) / sizeof(*words_of_clauses); i++)
        if (ph_words_is(words, words_of_clauses[i].word))
            return words_of_clauses[i].clause;
    return ph_usage_find(words->token.text, words->token.length) != PH_USAGE_NONE ? PH_CLAUSE_USAGE
                                                                                  : PH_CLAUSE_COUNT;
}

/* What stands behind a clause's first word. */
static bool read_clause(ph_words *words, ph_entry *entry, ph_clause clause)
{
    switch (clause) {
    case PH_CLAUSE_REDEFINES: return read_reference(words, entry, &entry->redefines);
    case PH_CLAUSE_RENAMES: return read_renames(words, entry);
    case PH_CLAUSE_OCCURS: return read_occurs(words, entry);
    case PH_CLAUSE_PICTURE: return read_picture(words, entry);
    case PH_CLAUSE_USAGE: return read_usage(words, entry);
    case PH_CLAUSE_SIGN: return read_sign(words, entry);
    case PH_CLAUSE_SYNCHRONIZED: return skip(words, "LEFT") && skip(words, "RIGHT");
    case PH_CLAUSE_JUSTIFIED: return skip(words, "RIGHT");
    case PH_CLAUSE_BLANK: return read_blank(words, entry);
    case PH_CLAUSE_VALUE: return read_value(words, entry);
    case PH_CLAUSE_GLOBAL:
    case PH_CLAUSE_EXTERNAL:
    case PH_CLAUSE_COUNT: break;
    }
    return true;
}

/* Step over the words that lead to what tells a clause: USAGE IS, SIGN IS; not of those that are
 * told by their first word alone. */
static bool step_in(ph_words *words, ph_clause clause)
{
    const bool is_named = ph_words_is(words, "USAGE") || ph_words_is(words, "SIGN");

    if (clause == PH_CLAUSE_USAGE || clause == PH_CLAUSE_SIGN)
        return !is_named || (ph_words_next(words) && skip(words, "IS"));
    return ph_words_next(words);
}

static bool read_next_clause(ph_words *words, ph_entry *entry)
{
    ph_token first;
    ph_clause clause;

    const bool has_is = ph_words_is(words, "IS"); /* IS GLOBAL, IS EXTERNAL. */

    if (!skip(words, "IS"))
        return false;
    first = words->token;
    clause = clause_of(words);
    if (has_is && clause != PH_CLAUSE_GLOBAL && clause != PH_CLAUSE_EXTERNAL)
        return refuse_word(words, entry, "GLOBAL or EXTERNAL");
    if (clause == PH_CLAUSE_COUNT)
        return refuse_word(words, entry, "a clause or a period");
    if (ph_entry_has(entry, clause))
        return ph_words_refuse(words, &first, PH_COPYBOOK_ERROR_BAD_CLAUSE,
                               "'%.*s': the entry has its %s clause already",
                               PH_TOKEN_QUOTED(&first), clause_name(clause));
    entry->clauses[clause] = first;
    return step_in(words, clause) && read_clause(words, entry, clause);
}

/* What a copybook may begin with that is not for this reader. */
static bool refuse_statement(ph_words *words)
{
    static const char file_description[] =
        "is no data description, and a copybook holds nothing else: leave the file's out";
    static const char whole_program[] =
        "is no data description, and a copybook holds nothing else: leave the program out";
    static const struct {
        const char *word;
        const char *advice;
    } statements[] = {
        { "COPY", "is not carried out here: put the text of that copybook in its place" },
        { "REPLACE", "is not carried out here: use --replace TAG=TEXT for :TAG:, or replace the "
                     "text first" },
        { "EXEC", "is not carried out here: put the text that the precompiler would make in its "
                  "place; leave it out where it only declares a table" },
        { "++INCLUDE", "is not carried out here: put the text of that member in its place" },
        { "-INC", "is not carried out here: put the text of that member in its place" },
        { "FD", file_description },
        { "SD", file_description },
        { "IDENTIFICATION", whole_program },
        { "ID", whole_program },
        { "DATA", whole_program },
        { "FILE", whole_program },
        { "WORKING-STORAGE", whole_program },
        { "LOCAL-STORAGE", whole_program },
        { "LINKAGE", whole_program },
        { "PROCEDURE", whole_program },
    };
    const ph_token *token = &words->token;

    for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++)
        if (ph_words_is(words, statements[i].word))
            return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_UNSUPPORTED, "'%s' %s",
                                   statements[i].word, statements[i].advice);
    if (token->kind == PH_TOKEN_PERIOD)
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_LEVEL,
                               "a period stands where an entry was expected to begin");
    if (token->kind == PH_TOKEN_LITERAL)
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_LEVEL,
                               "a literal stands where a level number was expected");
    if (seems_comment(token))
        return refuse_comment(words, PH_COPYBOOK_ERROR_BAD_LEVEL);
    return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_LEVEL,
                           "'%.*s' stands where a level number was expected: 1 to 49, 66, 77 or 88",
                           PH_TOKEN_QUOTED(token));
}

static bool read_level(ph_words *words, ph_entry *entry)
{
    const ph_token *token = &words->token;

    if (!is_number(token))
        return refuse_statement(words);
    entry->level = number_of(token);
    if (token->length > 2 || entry->level == 0 ||
        (entry->level > PH_COPYBOOK_DEPTH_MAX && entry->level != 66 && entry->level != 77 &&
         entry->level != 88))
        return ph_words_refuse(words, token, PH_COPYBOOK_ERROR_BAD_LEVEL,
                               "%.*s is no level number: they are 1 to 49, 66, 77 and 88",
                               PH_TOKEN_QUOTED(token));
    return ph_words_next(words);
}

bool ph_entry_read(ph_words *words, ph_entry *ret)
{
    ph_entry *entry = ret;

    *entry = (ph_entry){ .place = words->token, .occurs_min = 1, .occurs_max = 1 };
    for (size_t i = 0; i < PH_CLAUSE_COUNT; i++)
        entry->clauses[i].kind = PH_TOKEN_END;
    if (!read_level(words, entry))
        return false;
    if (ph_words_is(words, "FILLER")) {
        if (!ph_words_next(words))
            return false;
    } else if (words->token.kind == PH_TOKEN_WORD && !is_clause_word(words)) {
        if (!read_name(words, entry, entry->name))
            return false;
    }
    while (words->token.kind != PH_TOKEN_PERIOD)
        if (!read_next_clause(words, entry))
            return false;
    entry->place.end = words->token.end;
    return ph_words_next(words);
}
