/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/launch.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "measure/quiet_cpu.h"
#include "model/statistics.h"
#include "perfharness/require.h"
#include "protocol/noise_cause.h"

/* A launch whose arm kept fewer blocks gives no sample. */
enum { BLOCKS_KEPT_MIN = 5 };

/* Copy an array of numbers; cJSON's lists are slow to index. */
static GArray *numbers(const cJSON *event, const char *member)
{
    GArray *values = g_array_new(FALSE, FALSE, sizeof(double));
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(event, member))
    {
        const double value = cJSON_IsNumber(item) ? item->valuedouble : NAN;

        g_array_append_val(values, value);
    }
    return values;
}

/* What probes take beside nobody in particular, of one launch. */
typedef struct launch_probes {
    double quiet_ns;         /* The quiet ones, over all arms, where none slows them itself. */
    double least_typical_ns; /* The median of the arm whose median is least. */
} launch_probes;

static launch_probes read_probes(const ph_worker_outcome *outcome)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
    launch_probes probes = { NAN, NAN };

    for (guint i = 0; i < outcome->events->len; i++) {
        const cJSON *event = outcome->events->pdata[i];
        g_autoptr(GArray) values = NULL;

        if (!ph_event_is(event, PH_EVENT_ARM))
            continue;
        values = numbers(event, "probe_ns");
        if (values->len == 0)
            continue;
        g_array_append_vals(all, values->data, values->len);
        probes.least_typical_ns = fmin(probes.least_typical_ns, ph_quantile(values, 0.5));
    }
    if (all->len)
        probes.quiet_ns = ph_quantile(all, 1.0 / PH_PROBE_QUIET_ONE_IN);
    ph_quiet_cpu_note(probes.quiet_ns);
    return probes;
}

/*
 * What a quiet probe beside this arm takes. Code that works all of a core's widest vector units
 * makes the CPU lower its clock for a while, and so the probes beside it slow: that is the arm's
 * own doing and no disturbance. What disturbs a machine slows the probes beside all arms.
 */
static double quiet_probe_ns(launch_probes probes, const cJSON *arm)
{
    g_autoptr(GArray) values = numbers(arm, "probe_ns");
    const double typical_ns = values->len ? ph_quantile(values, 0.5) : NAN;

    return probes.quiet_ns * typical_ns / probes.least_typical_ns;
}

/* One arm's blocks as the worker told them, index by index. */
typedef struct arm_blocks {
    GArray *ns; /* double, as all. */
    GArray *bytes;
    GArray *probe_ns;
    GArray *switches;
    uint32_t *causes; /* What is known of them, as PH_NOISE_BIT; 0: nothing. */
    guint count;
} arm_blocks;

static double at(const GArray *values, guint i)
{
    return g_array_index(values, double, i);
}

/* The causes in a list of names. */
static uint32_t causes_of(const cJSON *names)
{
    uint32_t causes = 0;
    const cJSON *item;

    cJSON_ArrayForEach(item, names)
    {
        const ph_noise_cause cause =
            cJSON_IsString(item) ? ph_noise_find(item->valuestring) : PH_NOISE_COUNT;

        if (cause < PH_NOISE_COUNT)
            causes |= PH_NOISE_BIT(cause);
    }
    return causes;
}

static ph_noise_cause deepest(uint32_t causes)
{
    return causes ? (ph_noise_cause)g_bit_nth_lsf(causes, -1) : PH_NOISE_UNKNOWN;
}

static void read_causes(const cJSON *event, arm_blocks *blocks)
{
    const cJSON *entry;

    blocks->causes = g_new0(uint32_t, MAX(blocks->count, 1));
    for (guint i = 0; i < blocks->count; i++)
        if (at(blocks->switches, i) > 0.0)
            blocks->causes[i] = PH_NOISE_BIT(PH_NOISE_SWITCH);
    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(event, "disturbed"))
    {
        const cJSON *block = cJSON_GetObjectItemCaseSensitive(entry, "block");
        const cJSON *causes = cJSON_GetObjectItemCaseSensitive(entry, "causes");

        if (cJSON_IsNumber(block) && block->valueint >= 0 && (guint)block->valueint < blocks->count)
            blocks->causes[block->valueint] |= causes_of(causes);
    }
}

static void blocks_read(const cJSON *event, arm_blocks *ret)
{
    *ret = (arm_blocks){ .ns = numbers(event, "ns"),
                         .bytes = numbers(event, "bytes"),
                         .probe_ns = numbers(event, "probe_ns"),
                         .switches = numbers(event, "involuntary_switches") };
    ret->count =
        MIN(MIN(ret->ns->len, ret->bytes->len), MIN(ret->probe_ns->len, ret->switches->len));
    read_causes(event, ret);
}

static void blocks_clear(arm_blocks *blocks)
{
    g_array_unref(blocks->ns);
    g_array_unref(blocks->bytes);
    g_array_unref(blocks->probe_ns);
    g_array_unref(blocks->switches);
    g_free(blocks->causes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(arm_blocks, blocks_clear)

/* What each block that was set aside took beyond a kept one, its probes included. */
static void count_causes(const arm_blocks *blocks, double quiet_probe_ns, double input_bytes,
                         ph_arm_sample *sample)
{
    g_autoptr(GArray) paces = g_array_new(FALSE, FALSE, sizeof(double));
    double pace;

    sample->noise.blocks = blocks->count;
    for (guint i = 0; i < blocks->count; i++) {
        const double kept_ns = at(sample->block_ns, i);

        if (!isnan(kept_ns))
            g_array_append_val(paces, kept_ns);
    }
    /* None is kept: then what is lost is not known either, only how many are. */
    pace = paces->len ? ph_quantile(paces, 0.5) / input_bytes : NAN;
    for (guint i = 0; i < blocks->count; i++) {
        ph_noise_seen *seen = &sample->noise.seen[deepest(blocks->causes[i])];
        const double late_ns = at(blocks->ns, i) - pace * at(blocks->bytes, i);
        const double probe_late_ns = at(blocks->probe_ns, i) - quiet_probe_ns;

        if (!isnan(at(sample->block_ns, i)))
            continue;
        seen->blocks_set_aside++;
        seen->lost_s += (fmax(late_ns, 0.0) + fmax(probe_late_ns, 0.0)) / 1e9;
    }
}

/* Keep the blocks that nothing disturbed, and count the others by cause. */
static void read_blocks(const cJSON *event, double quiet_ns, double input_bytes,
                        ph_arm_sample *sample)
{
    g_auto(arm_blocks) blocks = { 0 };
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(double));

    blocks_read(event, &blocks);
    for (guint i = 0; i < blocks.count; i++) {
        const double input_ns = at(blocks.ns, i) * input_bytes / at(blocks.bytes, i);
        /* Who waits for a disk has lost its CPU as well. */
        const gboolean is_preempted =
            at(blocks.switches, i) > 0.0 || blocks.causes[i] & PH_NOISE_BIT(PH_NOISE_MAJOR_FAULT);
        const gboolean is_slowed = at(blocks.probe_ns, i) > quiet_ns * PH_PROBE_SLOWED_ABOVE;
        const double clean_ns = is_preempted || is_slowed ? NAN : input_ns;

        sample->blocks_preempted += is_preempted ? 1 : 0;
        sample->blocks_slowed += is_slowed && !is_preempted ? 1 : 0;
        if (!isnan(clean_ns))
            g_array_append_val(kept, clean_ns);
        g_array_append_val(sample->block_ns, clean_ns);
    }
    sample->blocks_kept = kept->len;
    sample->input_ns = kept->len >= BLOCKS_KEPT_MIN ? ph_quantile(kept, 0.5) : NAN;
    count_causes(&blocks, quiet_ns, input_bytes, sample);
}

static ph_arm_sample *read_arm(const ph_worker_outcome *outcome, const cJSON *event,
                               double quiet_ns, double input_bytes)
{
    ph_arm_sample *sample = g_new0(ph_arm_sample, 1);

    sample->subject = g_strdup(ph_event_text(event, "name"));
    sample->level = g_strdup(ph_event_text(event, "level"));
    sample->is_void = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(event, "void"));
    sample->records = ph_event_count(event, "records");
    sample->records_failed = ph_event_count(event, "records_failed");
    sample->records_proven = ph_event_count(event, "records_proven");
    sample->input_ns = NAN;
    sample->block_ns = g_array_new(FALSE, FALSE, sizeof(double));
    ph_noise_init(&sample->noise);
    if (sample->is_void) {
        sample->reason = g_strdup(ph_event_text(event, "reason"));
        return sample;
    }
    sample->checksum = g_strdup(ph_event_text(event, "checksum"));
    sample->output_bytes = ph_event_count(event, "output_bytes");
    read_blocks(event, quiet_ns, input_bytes, sample);
    sample->latency = ph_launch_latency_read(outcome, sample->subject, sample->level);
    return sample;
}

static void sample_free(gpointer data)
{
    ph_arm_sample *sample = data;

    g_free(sample->subject);
    g_free(sample->level);
    g_free(sample->reason);
    g_free(sample->checksum);
    g_free(sample->latency);
    g_array_unref(sample->block_ns);
    g_free(sample);
}

static ph_launch_facts read_facts(const cJSON *done)
{
    ph_launch_facts facts;
    const cJSON *item;

#define X(fact)                                                                                    \
    item = cJSON_GetObjectItemCaseSensitive(done, #fact);                                          \
    facts.fact = cJSON_IsNumber(item) ? item->valuedouble : NAN;
    PH_LAUNCH_FACT_LIST(X)
#undef X
    return facts;
}

static void read_noise(const ph_host_counters *host, ph_launch *launch)
{
    ph_noise *noise = &launch->noise;
    double unknown;

    ph_noise_init(noise);
    ph_noise_count(noise, PH_NOISE_STEAL, host->steal_s);
    ph_noise_count(noise, PH_NOISE_THROTTLING, host->throttled_periods);
    ph_noise_count(noise, PH_NOISE_MEMORY_STALL, host->memory_stall_s);
    ph_noise_count(noise, PH_NOISE_MAJOR_FAULT, launch->facts.major_faults);
    ph_noise_count(noise, PH_NOISE_MIGRATION, launch->facts.migrations);
    ph_noise_count(noise, PH_NOISE_SWITCH, launch->facts.involuntary_switches);
    for (guint i = 0; i < launch->samples->len; i++)
        ph_noise_merge(noise, &((const ph_arm_sample *)launch->samples->pdata[i])->noise);
    unknown = (double)noise->seen[PH_NOISE_UNKNOWN].blocks_set_aside;
    ph_noise_count(noise, PH_NOISE_UNKNOWN, unknown);
}

static char *also_fits(const cJSON *arms)
{
    const char *format = ph_event_text(arms, "also_fits");

    return *format ? ph_error_printable(format) : NULL;
}

void ph_launch_read(const ph_worker_outcome *outcome, const ph_host_counters *host, ph_launch *ret)
{
    PH_REQUIRE(outcome->end == PH_WORKER_COMPLETE);

    const cJSON *arms = ph_worker_event(outcome, PH_EVENT_ARMS);
    const launch_probes probes = read_probes(outcome);

    *ret = (ph_launch){
        .samples = g_ptr_array_new_with_free_func(sample_free),
        .input_bytes = ph_event_number(arms, "input_bytes"),
        .records = ph_event_number(arms, "records"),
        .records_checked = ph_event_number(arms, "records_checked"),
        .also_fits = also_fits(arms),
        .has_floats = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(arms, "floats")),
        .facts = read_facts(ph_worker_event(outcome, PH_EVENT_DONE)),
    };
    for (guint i = 0; i < outcome->events->len; i++)
        if (ph_event_is(outcome->events->pdata[i], PH_EVENT_ARM))
            g_ptr_array_add(ret->samples,
                            read_arm(outcome, outcome->events->pdata[i],
                                     quiet_probe_ns(probes, outcome->events->pdata[i]),
                                     ret->input_bytes));
    read_noise(host, ret);
}

void ph_launch_clear(ph_launch *launch)
{
    if (launch->samples)
        g_ptr_array_unref(launch->samples);
    g_free(launch->also_fits);
    *launch = (ph_launch){ 0 };
}
