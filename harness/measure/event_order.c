/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/event_order.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "model/noise_seen.h"

enum {
    QUOTED_BYTES_MAX = 60, /* Of what is said to be wrong. */
    LIBRARIES_MAX = 256,   /* More variants of subjects no worker is given. */
};

struct ph_event_order {
    gboolean has_begun;
    gboolean has_arms;
    gboolean has_ended;
    gboolean has_notice;
    guint libraries;          /* That were loaded or rejected. */
    guint arm_count;          /* That "arms" lists. */
    guint arms_said;          /* Of them, spoken of by "arm". */
    GHashTable *arms;         /* "NAME/LEVEL" of those. Owned. */
    GHashTable *said;         /* "KIND NAME/LEVEL RECORDS" that were spoken of. Owned. */
    double undescribed_bytes; /* Of the last layout, in pieces to come. */
    double undecoded;         /* The last record that was, from 1. */
    double claimed_ns;
};

ph_event_order *ph_event_order_new(void)
{
    ph_event_order *order = g_new0(ph_event_order, 1);

    order->arms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    order->said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return order;
}

void ph_event_order_free(ph_event_order *order)
{
    g_hash_table_unref(order->arms);
    g_hash_table_unref(order->said);
    g_free(order);
}

double ph_event_order_claimed_s(const ph_event_order *order)
{
    return order->claimed_ns / 1e9;
}

static const cJSON *member(const cJSON *event, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(event, name);
}

/* JSON has no infinity, but a number may be too large for a double. */
static gboolean is_finite(const cJSON *item)
{
    if (cJSON_IsNumber(item))
        return isfinite(item->valuedouble);
    for (const cJSON *child = item->child; child; child = child->next)
        if (!is_finite(child))
            return FALSE;
    return TRUE;
}

/* How many numbers above a limit a list has; -1 when it is no list, or holds anything else. */
static gint count_above(const cJSON *list, double limit)
{
    gint count = 0;
    const cJSON *item;

    if (!cJSON_IsArray(list))
        return -1;
    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsNumber(item) || !(item->valuedouble > limit))
            return -1;
        count++;
    }
    return count;
}

static char *name_of(const cJSON *arm)
{
    return g_strdup_printf("%s/%s", ph_event_text(arm, "name"), ph_event_text(arm, "level"));
}

static const char *take_arms(ph_event_order *order, const cJSON *event)
{
    const cJSON *arms = member(event, "arms"), *arm;

    if (order->has_arms)
        return "its arms a second time";
    if (!cJSON_IsArray(arms))
        return "arms that are no list";
    cJSON_ArrayForEach(arm, arms)
    {
        if (!g_hash_table_add(order->arms, name_of(arm)))
            return "an arm that is listed twice";
    }
    order->has_arms = TRUE;
    order->arm_count = g_hash_table_size(order->arms);
    return NULL;
}

/* Something of an arm, or of its calls of so many records: once. */
static const char *note_arm(ph_event_order *order, const cJSON *event)
{
    g_autofree char *name = name_of(event);
    char *said = g_strdup_printf("%s %s %g", ph_event_text(event, "event"), name,
                                 ph_event_number(event, "records"));

    if (!g_hash_table_contains(order->arms, name)) {
        g_free(said);
        return "an arm that it did not list";
    }
    return g_hash_table_add(order->said, said) ? NULL : "one thing of an arm twice";
}

/* Which blocks may have waited for a disk: they will be set aside. */
static const char *mark_waiting(const cJSON *event, gint blocks, gboolean *is_waiting)
{
    const cJSON *entry, *cause;

    cJSON_ArrayForEach(entry, member(event, "disturbed"))
    {
        const cJSON *block = member(entry, "block");

        if (!cJSON_IsNumber(block) || !(block->valuedouble >= 0 && block->valuedouble < blocks))
            return "a cause of what no block is";
        cJSON_ArrayForEach(cause, member(entry, "causes"))
        {
            if (cJSON_IsString(cause) && ph_noise_find(cause->valuestring) == PH_NOISE_MAJOR_FAULT)
                is_waiting[(gint)block->valuedouble] = TRUE;
        }
    }
    return NULL;
}

static const char *add_blocks(ph_event_order *order, const cJSON *event, gint blocks)
{
    gboolean is_waiting[PH_BLOCKS_MAX] = { FALSE };
    const cJSON *ns = member(event, "ns")->child;
    const cJSON *switches = member(event, "involuntary_switches")->child;
    const char *wrong = mark_waiting(event, blocks, is_waiting);

    for (gint i = 0; i < blocks && !wrong; i++) {
        if (!(switches->valuedouble > 0.0) && !is_waiting[i])
            order->claimed_ns += ns->valuedouble;
        ns = ns->next;
        switches = switches->next;
    }
    return wrong;
}

static const char *take_arm(ph_event_order *order, const cJSON *event)
{
    const char *wrong = note_arm(order, event);
    const gint blocks = count_above(member(event, "ns"), 0.0);

    if (wrong)
        return wrong;
    order->arms_said++;
    if (!cJSON_IsBool(member(event, "void")))
        return "an arm of which nobody knows whether it is void";
    if (cJSON_IsTrue(member(event, "void")))
        return NULL;
    if (blocks < 0 || blocks > PH_BLOCKS_MAX)
        return "blocks that took no time, or more than there are";
    if (count_above(member(event, "bytes"), 0.0) != blocks ||
        count_above(member(event, "probe_ns"), 0.0) != blocks ||
        count_above(member(event, "involuntary_switches"), -1.0) != blocks)
        return "blocks of which not all is told";
    return add_blocks(order, event, blocks);
}

static const char *take_calls(ph_event_order *order, const cJSON *event)
{
    const char *wrong = note_arm(order, event);
    const cJSON *ns = member(event, "ns"), *item;

    if (wrong)
        return wrong;
    if (count_above(ns, 0.0) < 0)
        return "calls that took no time";
    cJSON_ArrayForEach(item, ns)
    {
        order->claimed_ns += item->valuedouble;
    }
    return NULL;
}

static const char *take_answers(const cJSON *event)
{
    const gint rows = count_above(member(event, "rows"), -1.0);

    return rows >= 0 && cJSON_GetArraySize(member(event, "answers")) == rows
               ? NULL
               : "answers that are not one for each row";
}

/* Once of each subject and copybook. */
static const char *take_layout(ph_event_order *order, const cJSON *event)
{
    char *said = g_strdup_printf("layout %s of %g", ph_event_text(event, "name"),
                                 ph_event_number(event, "copybook"));

    order->undescribed_bytes = ph_event_number(event, "described_bytes");
    if (!(order->undescribed_bytes >= 0.0) || !(ph_event_number(event, "record_length") >= 0.0)) {
        g_free(said);
        return "a layout of less than nothing";
    }
    return g_hash_table_add(order->said, said) ? NULL
                                               : "two layouts of one copybook by one subject";
}

/* No more of it than the layout before it is described in. */
static const char *take_description(ph_event_order *order, const cJSON *event)
{
    order->undescribed_bytes -= (double)strlen(ph_event_text(event, "text"));
    return order->undescribed_bytes >= 0.0 ? NULL : "more of a layout than it is described in";
}

/* Before there are arms, and no more of them than there can be. */
static const char *take_library(ph_event_order *order)
{
    if (order->has_arms)
        return "a library that it loads behind its arms";
    return ++order->libraries <= LIBRARIES_MAX ? NULL : "more libraries than there are";
}

/* Once of each subject. */
static const char *take_laid_out(ph_event_order *order, const cJSON *event)
{
    if (order->has_arms || g_hash_table_size(order->said) >= LIBRARIES_MAX)
        return "a layout behind its arms, or more of them than there are libraries";
    return g_hash_table_add(order->said,
                            g_strdup_printf("laid out %s", ph_event_text(event, "name")))
               ? NULL
               : "two layouts of one subject";
}

/* One record after the other. */
static const char *take_undecoded(ph_event_order *order, const cJSON *event)
{
    const double record = ph_event_number(event, "record");

    if (!(record > order->undecoded))
        return "a record once more";
    order->undecoded = record;
    return NULL;
}

static const char *take_done(ph_event_order *order)
{
    order->has_ended = TRUE;
    if (order->undescribed_bytes > 0.0)
        return "that it is done, and not all of a layout";
    return order->arms_said == 0 || order->arms_said == order->arm_count
               ? NULL
               : "that it is done, and nothing of some arms";
}

static const char *take_notice(ph_event_order *order)
{
    if (order->has_notice)
        return "twice that it checks";
    order->has_notice = TRUE;
    return NULL;
}

static const char *take_expected(ph_event_order *order, const cJSON *event)
{
    if (!(ph_event_number(event, "used") >= 0.0) || !(ph_event_number(event, "unused") >= 0.0))
        return "less than nothing that is expected";
    return g_hash_table_add(order->said, g_strdup("expected")) ? NULL : "twice what is expected";
}

static const char *take_proven(ph_event_order *order)
{
    return g_hash_table_add(order->said, g_strdup("proven")) ? NULL : "twice what it proved";
}

static const char *take_known(ph_event_order *order, const cJSON *event, ph_event kind)
{
    switch (kind) {
    case PH_EVENT_READY: order->has_begun = TRUE; return NULL;
    case PH_EVENT_SUBJECT:
    case PH_EVENT_REJECTED: return take_library(order);
    case PH_EVENT_LAID_OUT: return take_laid_out(order, event);
    case PH_EVENT_REFUSED: order->has_ended = TRUE; return NULL;
    case PH_EVENT_CHECKING: return take_notice(order);
    case PH_EVENT_EXPECTED: return take_expected(order, event);
    case PH_EVENT_ARMS: return take_arms(order, event);
    case PH_EVENT_ARM: return take_arm(order, event);
    case PH_EVENT_CALLS: return take_calls(order, event);
    case PH_EVENT_START:
    case PH_EVENT_COUNT: return note_arm(order, event);
    case PH_EVENT_ANSWERS: return take_answers(event);
    case PH_EVENT_LAYOUT: return take_layout(order, event);
    case PH_EVENT_DESCRIPTION: return take_description(order, event);
    case PH_EVENT_UNDECODED: return take_undecoded(order, event);
    case PH_EVENT_PROVEN: return take_proven(order);
    case PH_EVENT_DONE: return take_done(order);
    }
    return NULL;
}

char *ph_event_order_take(ph_event_order *order, const cJSON *event)
{
    const ph_event kind = ph_event_kind(event);
    const char *wrong = NULL;

    if (!event || !*ph_event_text(event, "event")) {
        wrong = "a line that is no event";
    } else if (kind == PH_EVENT_KINDS) {
        g_autofree char *said = g_strndup(ph_event_text(event, "event"), QUOTED_BYTES_MAX);
        g_autofree char *printable = ph_error_printable(said);

        return g_strdup_printf("\"%s\"", printable);
    } else if (order->has_ended) {
        wrong = "something behind its last word";
    } else if (order->has_begun == (kind == PH_EVENT_READY)) {
        wrong = order->has_begun ? "twice that it is ready" : "something before it is ready";
    } else if (!is_finite(event)) {
        wrong = "a number that is none";
    } else {
        wrong = take_known(order, event, kind);
    }
    return g_strdup(wrong);
}
