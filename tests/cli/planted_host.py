# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder that stands in for a host's /proc and /sys: a quiet, well set up one, or a tuned one."""
import re

CPU = "sys/devices/system/cpu/"
CPUFREQ = CPU + "cpu3/cpufreq/"
THP = "sys/kernel/mm/transparent_hugepage/enabled"
GROUP = "sys/fs/cgroup/runner/"

# Of CPU 3, the last of four.
QUIET = {
    "proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme avx2\n",
    "proc/meminfo": "MemTotal:       32000000 kB\nMemAvailable:   16000000 kB\n",
    **{CPU + f"cpu{number}/cpu_capacity": "1024\n" for number in range(4)},
    CPU + "online": "0-3\n",
    "sys/class/dmi/id/sys_vendor": "Maker of bare machines\n",
    "proc/self/status": "Name:\tperfharness\nCpus_allowed_list:\t0-3\n",
    "proc/self/cgroup": "0::/runner\n",
    "proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n",
    "proc/self/personality": "00000000\n",
    "proc/sys/kernel/random/boot_id": "11111111-2222-3333-4444-555555555555\n",
    "proc/sys/kernel/randomize_va_space": "2\n",
    "proc/sys/kernel/perf_event_paranoid": "2\n",
    "proc/loadavg": "0.04 0.10 0.20 1/300 4000\n",
    "proc/stat": "cpu  40 0 40 4000 0 0 0 0 0 0\ncpu3 10 0 10 1000 0 0 0 0 0 0\n",
    "proc/pressure/memory": "some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"
                            "full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
    "proc/irq/24/smp_affinity_list": "0-2\n",
    "proc/irq/25/smp_affinity_list": "0-2\n",
    "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
    CPU + "isolated": "3\n",
    CPU + "nohz_full": "3\n",
    CPU + "intel_pstate/no_turbo": "1\n",
    CPU + "cpu3/topology/thread_siblings_list": "3\n",
    CPUFREQ + "scaling_governor": "performance\n",
    CPUFREQ + "scaling_min_freq": "2400000\n",
    CPUFREQ + "scaling_max_freq": "2400000\n",
    THP: "always [madvise] never\n",
    GROUP + "cpu.max": "max 100000\n",
    GROUP + "cpuset.cpus.effective": "0-3\n",
    GROUP + "cpuset.cpus.partition": "isolated\n",
    "sys/fs/cgroup/cgroup.controllers": "cpuset cpu memory\n",
}

# What tuning is to change, and what it has to become.
UNTUNED = {
    CPUFREQ + "scaling_governor": "powersave\n",
    CPU + "intel_pstate/no_turbo": "0\n",
    CPUFREQ + "scaling_min_freq": "800000\n",
    THP: "[always] madvise never\n",
    "proc/irq/24/smp_affinity_list": "0-3\n",
    "proc/irq/25/smp_affinity_list": "3\n",
    "proc/irq/26/smp_affinity_list": "1,3\n",
}
TUNED = {
    CPUFREQ + "scaling_governor": "performance",
    CPU + "intel_pstate/no_turbo": "1",
    CPUFREQ + "scaling_min_freq": "2400000",
    THP: "madvise",
    "proc/irq/24/smp_affinity_list": "0-2",
    "proc/irq/25/smp_affinity_list": "0-2",
    "proc/irq/26/smp_affinity_list": "1",
}


def plant(root, *changes):
    """Write the quiet host's files with these changes; None: there is no such file."""
    files = dict(QUIET)
    for change in changes:
        files.update(change)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")


def settings(root):
    """What is in force: a plain file does not put brackets around what is written, as sysfs does."""
    found = {}
    for name in UNTUNED:
        text = (root / name).read_text(encoding="utf-8").strip()
        choice = re.search(r"\[(.*)\]", text)
        found[name] = choice.group(1) if choice else text
    return found
