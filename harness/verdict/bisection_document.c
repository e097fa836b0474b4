/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/bisection_document.h"

#include <math.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "perfharness/require.h"

/* Which of so many words it is; the schema knows no others. */
static guint find_word(const char *word, const char *const *words, guint count)
{
    guint found = 0;

    while (found < count && g_strcmp0(words[found], word) != 0)
        found++;
    PH_REQUIRE(found < count);
    return found;
}

#define X(name, word) word,
static const char *const answers[] = { PH_BISECTION_ANSWER_LIST(X) };
static const char *const steps[] = { PH_BISECTION_STEP_LIST(X) };
static const char *const sensors[] = { PH_BISECTION_SENSOR_LIST(X) };
static const char *const outcomes[] = { PH_BISECTION_OUTCOME_LIST(X) };
#undef X

#define WORD_OF(object, name, words)                                                               \
    find_word(ph_json_text(object, name), words, G_N_ELEMENTS(words))

static guint place_of(const cJSON *object, const char *name)
{
    return (guint)ph_json_count(object, name);
}

static void take_commits(ph_bisection *bisection, const cJSON *list)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list)
    {
        g_autofree char *subject = ph_json_printable(entry, "subject");

        ph_bisection_add_commit(bisection, ph_json_text(entry, "hash"), subject);
    }
}

static void take_comparison(ph_bisection *bisection, const cJSON *entry)
{
    const cJSON *time = ph_json_member(entry, "time");
    ph_bisection_comparison *comparison =
        ph_bisection_add(bisection, (ph_bisection_step)WORD_OF(entry, "step", steps),
                         place_of(entry, "base"), place_of(entry, "head"));
    ph_bisection_answer *answer = &comparison->answer;

    answer->kind = (ph_bisection_answer_kind)WORD_OF(entry, "answer", answers);
    answer->log = ph_json_number(entry, "log_ratio");
    answer->interval = ph_json_interval(entry, "log_interval");
    answer->reason = ph_json_printable(entry, "reason");
    comparison->time_log = ph_json_number(time, "log_ratio");
    comparison->time_ci95 = ph_json_interval(time, "log_ci95");
    comparison->work_log = ph_json_number(entry, "work_log_ratio");
    comparison->elapsed_s = ph_json_number(entry, "elapsed_s");
}

static void take_sought(ph_bisection_sought *sought, const cJSON *entry)
{
    if (!cJSON_IsObject(entry))
        return;
    sought->benchmark = ph_json_printable(entry, "benchmark");
    sought->level = ph_json_printable(entry, "level");
    sought->variant = ph_json_printable(entry, "variant");
    sought->sensor = (ph_bisection_sensor)WORD_OF(entry, "by", sensors);
}

static void take_finding(ph_bisection_finding *finding, const cJSON *document)
{
    const cJSON *found = ph_json_member(document, "found");

    finding->outcome = (ph_bisection_outcome)WORD_OF(document, "outcome", outcomes);
    finding->low = place_of(found, "from");
    finding->high = place_of(found, "to");
    finding->share = ph_json_number(found, "share");
}

static ph_bisection *take(const cJSON *document)
{
    ph_bisection *bisection = ph_bisection_new();
    const cJSON *entry;

    g_free(bisection->timestamp);
    bisection->timestamp = ph_json_printable(document, "timestamp");
    bisection->repository = ph_json_printable(document, "repository");
#define X(member, words) bisection->member = ph_json_printable(document, #member);
    PH_BISECTION_QUESTION_LIST(X)
#undef X
    take_commits(bisection, ph_json_member(document, "commits"));
    take_sought(&bisection->sought, ph_json_member(document, "sought"));
    cJSON_ArrayForEach(entry, ph_json_member(document, "comparisons"))
        take_comparison(bisection, entry);
    take_finding(&bisection->finding, document);
    return bisection;
}

ph_bisection *ph_bisection_document_read(const char *path, const char *schemas, GError **error)
{
    g_autofree char *kind = NULL;
    cJSON *document = ph_document_read_valid(path, schemas, &kind, error);
    ph_bisection *bisection = NULL;

    if (!document)
        return NULL;
    if (strcmp(kind, PH_DOCUMENT_BISECTION) == 0)
        bisection = take(document);
    else
        (void)ph_refuse(error, PH_ERROR_SCHEMA, "%s: a bisection was expected, and it is %s", path,
                        kind);
    cJSON_Delete(document);
    return bisection;
}
