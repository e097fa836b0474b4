/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conformance/construct_judge.h"

#include "answer/layout_difference.h"
#include "conformance/construct_copybook.h"
#include "error/error.h"

enum { CLAUSE_BYTES = 1024 };

struct ph_construct_judge {
    void *memory; /* The reader's. */
};

/* What one answer comes to. */
typedef struct finding {
    ph_conformity conformity;
    char *found;
    char *field;
    guint differences;
} finding;

ph_construct_judge *ph_construct_judge_new(void)
{
    ph_construct_judge *judge = g_new0(ph_construct_judge, 1);

    judge->memory = g_malloc(PH_COPYBOOK_MEMORY_MAX);
    return judge;
}

void ph_construct_judge_free(ph_construct_judge *judge)
{
    g_free(judge->memory);
    g_free(judge);
}

static void finding_clear(finding *f)
{
    g_free(f->found);
    g_free(f->field);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(finding, finding_clear)

static void refuses(const ph_construct *construct, const ph_construct_answer *answer, finding *ret)
{
    g_autofree char *code = ph_error_printable(answer->code);
    g_autofree char *reason = ph_error_printable(answer->reason);

    ret->conformity = construct->is_valid ? PH_CONFORMITY_REFUSED : PH_CONFORMITY_RIGHT;
    ret->found = g_strdup_printf("refuses it: %s: %s", code, reason);
}

static void is_wrong(finding *ret, char *found)
{
    ret->conformity = PH_CONFORMITY_WRONG;
    ret->found = found;
}

static void differs(const ph_layout_differences *differences, finding *ret)
{
    char clause[CLAUSE_BYTES];
    const ph_layout_difference *first = differences->all;

    if (differences->count == 0)
        return;
    (void)ph_layout_difference_text(first, clause, sizeof(clause));
    is_wrong(ret, g_strdup(clause));
    ret->field = g_strdup(first->path);
    ret->differences = (guint)(differences->count + differences->more);
}

static void compare(const ph_construct *construct, const ph_copybook *copybook,
                    const ph_construct_answer *answer, finding *ret)
{
    const ph_layout_truth truth = { copybook, ph_construct_copybook_record(copybook),
                                    construct->copybook, construct->copybook_length };
    ph_layout_differences differences;
    char reason[PH_REASON_MAX];

    if (!ph_layout_compare(&truth, answer->description, answer->length,
                           (uint64_t)answer->record_length, &differences, reason)) {
        g_autofree char *printable = ph_error_printable(reason);

        is_wrong(ret, g_strdup_printf("describes it in no way that can be read: %s", printable));
        return;
    }
    differs(&differences, ret);
    ph_layout_differences_free(&differences);
}

static void judge_answer(const ph_construct *construct, const ph_copybook *copybook,
                         const ph_construct_answer *answer, finding *ret)
{
    if (!answer->is_read)
        refuses(construct, answer, ret);
    else if (!construct->is_valid)
        is_wrong(ret, g_strdup("reads it, and says nothing"));
    else if (*answer->code) {
        g_autofree char *code = ph_error_printable(answer->code);
        g_autofree char *reason = ph_error_printable(answer->reason);

        is_wrong(ret, g_strdup_printf("fails to describe it: %s: %s", code, reason));
    } else
        compare(construct, copybook, answer, ret);
}

/* Of two processes the words of a refusal may differ, and it is the same refusal. */
static gboolean is_same(const ph_construct_result *result, const finding *f)
{
    return result->conformity == f->conformity &&
           (f->conformity != PH_CONFORMITY_WRONG || g_strcmp0(result->found, f->found) == 0);
}

static void note(ph_construct_result *result, finding *f)
{
    if (f->conformity == PH_CONFORMITY_RIGHT)
        return;
    result->processes++;
    result->differences = MAX(result->differences, f->differences);
    if (result->found)
        return;
    result->found = g_steal_pointer(&f->found);
    result->field = g_steal_pointer(&f->field);
}

gboolean ph_construct_judge_take(ph_construct_judge *judge, ph_construct_result *result,
                                 const ph_construct_answer *answer, GError **error)
{
    g_auto(finding) f = { .conformity = PH_CONFORMITY_RIGHT };
    ph_copybook copybook = { 0 };

    if (!ph_construct_copybook_read(result->construct, judge->memory, &copybook, error))
        return FALSE;
    judge_answer(result->construct, &copybook, answer, &f);
    if (result->asked == 0)
        result->conformity = f.conformity;
    else if (!is_same(result, &f))
        result->conformity = PH_CONFORMITY_RANDOM;
    result->asked++;
    note(result, &f);
    return TRUE;
}

void ph_construct_judge_take_end(ph_construct_result *result, const char *how)
{
    g_autofree char *printable = ph_error_printable(how);

    result->conformity = PH_CONFORMITY_CRASHED;
    result->asked++;
    result->processes++;
    result->differences = 0;
    g_free(result->found);
    result->found = g_strdup_printf("%s over it", printable);
    g_clear_pointer(&result->field, g_free);
}
