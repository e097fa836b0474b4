/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the binder says is what the kernel says, in a child that was forked, and it is undone. */
#define _GNU_SOURCE /* sched_getaffinity */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/mempolicy.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "system/binding.h"
#include "system/cpu_choice.h"

#define NODE_BITS 4096

/* What the kernel does with a thread: asked of the kernel, not of hwloc. */
typedef struct kernel_view {
    cpu_set_t cpus;
    long policy_status; /* 0 when policy and nodes are known. */
    int policy;
    unsigned long nodes[NODE_BITS / (8 * sizeof(unsigned long))];
} kernel_view;

static kernel_view look(void)
{
    kernel_view view;

    memset(&view, 0, sizeof(view));
    assert_int_equal(sched_getaffinity(0, sizeof(view.cpus), &view.cpus), 0);
    view.policy_status =
        syscall(SYS_get_mempolicy, &view.policy, view.nodes, (unsigned long)NODE_BITS, NULL, 0);
    return view;
}

static void write_view_and_exit(int fd)
{
    const kernel_view view = look();

    _exit(write(fd, &view, sizeof(view)) == (ssize_t)sizeof(view) ? 0 : 1);
}

static kernel_view look_in_child(void)
{
    kernel_view view;
    int ends[2];
    int status = -1;

    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        write_view_and_exit(ends[1]);
    assert_int_equal(read(ends[0], &view, sizeof(view)), sizeof(view));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(ends[0]);
    close(ends[1]);
    return view;
}

/* Containers often may not. */
static gboolean may_bind_memory(void)
{
    const unsigned long node_0[NODE_BITS / (8 * sizeof(unsigned long))] = { 1 };
    const kernel_view before = look();

    if (before.policy_status != 0 ||
        syscall(SYS_set_mempolicy, MPOL_BIND, node_0, (unsigned long)NODE_BITS) != 0)
        return FALSE;
    syscall(SYS_set_mempolicy, before.policy, before.nodes, (unsigned long)NODE_BITS);
    return TRUE;
}

/* A CPU or node list of one number is that number. */
static guint64 single(const char *list)
{
    guint64 number = 0;

    assert_true(g_ascii_string_to_unsigned(list, 10, 0, NODE_BITS - 1, &number, NULL));
    return number;
}

static void assert_bound(guint cpu, const ph_binding_readback *readback)
{
    const kernel_view view = look_in_child();

    assert_int_equal(single(readback->cpus), cpu);
    assert_int_equal(CPU_COUNT(&view.cpus), 1);
    assert_true(CPU_ISSET(cpu, &view.cpus));
    if (!readback->nodes) {
        assert_non_null(readback->nodes_missing);
        print_message("memory not bound: %s\n", readback->nodes_missing);
        assert_false(may_bind_memory());
        return;
    }
    assert_null(readback->nodes_missing);
    assert_int_equal(view.policy_status, 0);
    assert_int_equal(view.policy, MPOL_BIND);
    if (strpbrk(readback->nodes, ",-"))
        return; /* A CPU with memory of several kinds. */
    const guint64 node = single(readback->nodes);
    const size_t word_bits = 8 * sizeof(view.nodes[0]);
    assert_int_equal(view.nodes[node / word_bits], 1ul << (node % word_bits));
}

static int open_binder(void **state)
{
    *state = ph_binder_new(NULL);
    return *state ? 0 : -1;
}

static int close_binder(void **state)
{
    ph_binder_free(*state);
    return 0;
}

static GArray *usable_cpus(void)
{
    g_autoptr(ph_cpu_choice) choice = ph_cpu_choose("", PH_CPU_USUAL, NULL);

    assert_non_null(choice);
    return g_array_ref(choice->usable);
}

static void the_allowed_cpus_are_the_kernels(void **state)
{
    g_autoptr(GArray) cpus = usable_cpus();
    const kernel_view view = look();

    (void)state;
    assert_true(cpus->len > 0);
    assert_int_equal(cpus->len, CPU_COUNT(&view.cpus));
    for (guint i = 0; i < cpus->len; i++) {
        assert_true(CPU_ISSET(g_array_index(cpus, guint, i), &view.cpus));
        assert_true(i == 0 || g_array_index(cpus, guint, i) > g_array_index(cpus, guint, i - 1));
    }
}

static void each_cpu_binds_and_unbinds(void **state)
{
    g_autoptr(GArray) cpus = usable_cpus();
    const kernel_view before = look();

    for (guint i = 0; i < cpus->len; i++) {
        const guint cpu = g_array_index(cpus, guint, i);
        ph_binding_readback readback = { 0 };
        g_autoptr(GError) error = NULL;
        assert_true(ph_binder_bind(*state, cpu, &readback, &error));
        assert_bound(cpu, &readback);
        ph_binding_readback_clear(&readback);
        ph_binder_unbind(*state);
        const kernel_view after = look();
        assert_memory_equal(&after, &before, sizeof(after));
    }
}

/* All that there are of the first one's node, at once. */
static void several_are_bound_together(void **state)
{
    g_autoptr(GArray) usable = usable_cpus();
    const guint first = g_array_index(usable, guint, 0);
    g_autoptr(GArray) units = ph_binder_units(*state, first);
    g_autoptr(GArray) cpus = g_array_new(FALSE, FALSE, sizeof(guint));
    const kernel_view before = look();
    ph_binding_readback readback = { 0 };
    kernel_view bound;

    for (guint i = 0; i < units->len; i++)
        g_array_append_val(cpus, g_array_index(units, ph_cpu_unit, i).cpu);
    assert_true(cpus->len > 0);
    assert_true(ph_binder_bind_all(*state, cpus, &readback, NULL));
    bound = look_in_child();
    assert_int_equal(CPU_COUNT(&bound.cpus), cpus->len);
    for (guint i = 0; i < cpus->len; i++)
        assert_true(CPU_ISSET(g_array_index(cpus, guint, i), &bound.cpus));
    ph_binding_readback_clear(&readback);
    ph_binder_unbind(*state);
    const kernel_view after = look();
    assert_memory_equal(&after, &before, sizeof(after));
}

/* Binding again moves on; unbinding goes back to before the first. */
static void a_second_binding_is_undone_to_before_the_first(void **state)
{
    g_autoptr(GArray) cpus = usable_cpus();
    const kernel_view before = look();

    for (guint i = 0; i < cpus->len; i++) {
        const guint cpu = g_array_index(cpus, guint, i);
        ph_binding_readback readback = { 0 };
        assert_true(ph_binder_bind(*state, cpu, &readback, NULL));
        assert_bound(cpu, &readback);
        ph_binding_readback_clear(&readback);
    }
    ph_binder_unbind(*state);
    ph_binder_unbind(*state);
    const kernel_view after = look();
    assert_memory_equal(&after, &before, sizeof(after));
}

/* hwloc alone would turn a preference into something else. */
static void a_memory_policy_of_the_callers_own_comes_back(void **state)
{
    g_autoptr(GArray) cpus = usable_cpus();
    const unsigned long node_0[NODE_BITS / (8 * sizeof(unsigned long))] = { 1 };
    ph_binding_readback readback = { 0 };

    if (syscall(SYS_set_mempolicy, MPOL_PREFERRED, node_0, (unsigned long)NODE_BITS))
        skip();
    const kernel_view before = look();
    assert_int_equal(before.policy, MPOL_PREFERRED);
    assert_true(ph_binder_bind(*state, g_array_index(cpus, guint, 0), &readback, NULL));
    ph_binder_unbind(*state);
    const kernel_view after = look();
    assert_memory_equal(&after, &before, sizeof(after));
    ph_binding_readback_clear(&readback);
    assert_int_equal(syscall(SYS_set_mempolicy, MPOL_DEFAULT, NULL, 0), 0);
}

static void a_cpu_that_may_not_be_used_is_refused(void **state)
{
    static const guint refused[] = { 4095, 65535, G_MAXUINT };
    const kernel_view before = look();

    for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
        ph_binding_readback readback = { 0 };
        g_autoptr(GError) error = NULL;
        assert_false(ph_binder_bind(*state, refused[i], &readback, &error));
        assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_ENVIRONMENT));
        assert_non_null(strstr(error->message, "may run on"));
        assert_null(readback.cpus);
    }
    const kernel_view after = look();
    assert_memory_equal(&after, &before, sizeof(after));
}

/* taskset: what the process was started with limits it. */
static void an_affinity_from_outside_is_respected(void **state)
{
    g_autoptr(GArray) cpus = usable_cpus();
    const guint last = g_array_index(cpus, guint, cpus->len - 1);
    const guint first = g_array_index(cpus, guint, 0);
    const kernel_view before = look();
    cpu_set_t one;
    ph_binding_readback readback = { 0 };

    (void)state;
    if (cpus->len < 2)
        skip();
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
    g_autoptr(ph_binder) limited = ph_binder_new(NULL);
    g_autoptr(GArray) allowed = usable_cpus();
    assert_int_equal(allowed->len, 1);
    assert_int_equal(g_array_index(allowed, guint, 0), last);
    assert_false(ph_binder_bind(limited, first, &readback, NULL));
    assert_int_equal(sched_setaffinity(0, sizeof(before.cpus), &before.cpus), 0);
}

/* hwloc is told that this machine is another one. */
static ph_cpu_caches caches_of_machine(const char *topology, guint cpu)
{
    g_setenv("HWLOC_SYNTHETIC", topology, TRUE);
    g_setenv("HWLOC_THISSYSTEM", "1", TRUE);
    g_autoptr(ph_binder) binder = ph_binder_new(NULL);
    g_unsetenv("HWLOC_SYNTHETIC");
    g_unsetenv("HWLOC_THISSYSTEM");
    assert_non_null(binder);
    return ph_binder_caches(binder, cpu);
}

static void caches_are_those_of_the_cpu(void **state)
{
    static const struct {
        const char *topology;
        guint cpu;
        ph_cpu_caches caches;
    } machines[] = {
        { "Package:2 L3:2(size=33554432) L2:32(size=1048576) L1d:1(size=49152) PU:2",
          255,
          { 49152, 1048576, 33554432 } },
        { "L3:1(size=8388608) L2:2(size=262144) L1d:1(size=32768) L1i:1(size=65536) PU:1",
          0,
          { 32768, 262144, 8388608 } },
        { "L2:1(size=4194304) L1d:4(size=32768) PU:1", 3, { 32768, 4194304, 0 } },
        { "Core:4 PU:1", 0, { 0, 0, 0 } },
        { "L2:1(size=4194304) L1d:4(size=32768) PU:1", 65535, { 0, 0, 0 } },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
        const ph_cpu_caches caches = caches_of_machine(machines[i].topology, machines[i].cpu);
        assert_int_equal(caches.l1d_bytes, machines[i].caches.l1d_bytes);
        assert_int_equal(caches.l2_bytes, machines[i].caches.l2_bytes);
        assert_int_equal(caches.l3_bytes, machines[i].caches.l3_bytes);
    }
}

static void another_machines_topology_is_refused(void **state)
{
    g_autoptr(GError) error = NULL;

    (void)state;
    g_setenv("HWLOC_SYNTHETIC", "node:2 core:2 pu:2", TRUE);
    g_autoptr(ph_binder) binder = ph_binder_new(&error);
    g_unsetenv("HWLOC_SYNTHETIC");
    assert_null(binder);
    assert_non_null(strstr(error->message, "not this machine's"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_binder, close_binder)
    const struct CMUnitTest tests[] = {
        TEST(the_allowed_cpus_are_the_kernels),
        TEST(each_cpu_binds_and_unbinds),
        TEST(several_are_bound_together),
        TEST(a_second_binding_is_undone_to_before_the_first),
        TEST(a_memory_policy_of_the_callers_own_comes_back),
        TEST(a_cpu_that_may_not_be_used_is_refused),
        TEST(an_affinity_from_outside_is_respected),
        cmocka_unit_test(caches_are_those_of_the_cpu),
        cmocka_unit_test(another_machines_topology_is_refused),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
