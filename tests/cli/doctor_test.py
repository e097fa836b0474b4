# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness doctor` on planted hosts: what is fine, found or unknown, and what it makes unfit."""
import json
import unittest

from planted_host import CPU, CPUFREQ, GROUP, THP, plant
from program import ProgramTest, run, unbroken, validator

# The CPU's own word, and a measurement: neither is in a folder.
OF_THE_MACHINE = {"hypervisor", "shared-core"}

CGROUP_V1 = {
    "proc/self/cgroup": "2:cpu,cpuacct:/runner\n1:cpuset:/runner\n",
    "proc/self/mountinfo":
        "30 23 0:26 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
        "31 23 0:27 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n",
    "sys/fs/cgroup/cpu/runner/cpu.cfs_quota_us": "50000\n",
    "sys/fs/cgroup/cpu/runner/cpu.cfs_period_us": "100000\n",
}

# Check, what is different on the host, what is said of it, what mends it, what it is unfit below.
DEFECTS = [
    ("governor", {CPUFREQ + "scaling_governor": "powersave\n"}, "powersave",
     "echo performance | sudo tee", 1),
    ("frequency-range", {CPUFREQ + "scaling_min_freq": "800000\n"}, "800000 to 2400000 kHz",
     "echo 2400000 | sudo tee", 0.5),
    ("turbo", {CPU + "intel_pstate/no_turbo": "0\n"}, "on", "no_turbo", 1),
    ("turbo", {CPU + "intel_pstate/no_turbo": None, CPU + "cpufreq/boost": "1\n"}, "on",
     "echo 0 | sudo tee", 1),
    ("clock-source",
     {"sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet\n"}, "hpet",
     "echo tsc", 0.25),
    ("smt-sibling", {CPU + "cpu3/topology/thread_siblings_list": "1,3\n"}, "CPU 1",
     "cpu1/online", 0.5),
    ("isolation", {CPU + "isolated": "\n"}, "not isolated, without a tick", "isolcpus=3", 0.1),
    ("isolation", {CPU + "nohz_full": "0-2\n"}, "isolated, with a tick", "nohz_full=3", 0.1),
    ("cpuset-partition", {GROUP + "cpuset.cpus.partition": "member\n"}, "member",
     "echo isolated", 0.1),
    ("cpuset-partition", {GROUP + "cpuset.cpus.partition": "isolated invalid (no CPU)\n"},
     "isolated invalid (no CPU)", "echo isolated", 0.1),
    ("cpuset-partition", CGROUP_V1, "cgroup v1", "unified_cgroup_hierarchy", 0.1),
    ("interrupts", {"proc/irq/25/smp_affinity_list": "0-3\n"}, "1 may come to CPU 3",
     "perfharness tune --cpu 3", 0.25),
    ("huge-pages", {THP: "[always] madvise never\n"}, "always", "echo madvise", 0.5),
    ("address-randomisation", {"proc/sys/kernel/randomize_va_space": "0\n"}, "off", "echo 2", 0.5),
    ("address-randomisation", {"proc/self/personality": "00040000\n"}, "off for this process",
     "setarch", 0.5),
    ("counters", {"proc/sys/kernel/perf_event_paranoid": "4\n"}, "4", "echo 2", 0),
    ("cpu-quota", {GROUP + "cpu.max": "150000 100000\n"}, "1.5 CPUs", "without a quota", 1),
    ("cpu-quota", CGROUP_V1, "0.5 CPUs", "without a quota", 1),
    ("load", {"proc/loadavg": "1.25 0.5 0.5 2/300 4000\n"}, "1.25", "top", 1),
    ("load", {"proc/loadavg": "9.00 5.0 5.0 9/300 4000\n"}, "9.00", "top", 5),
    ("steal", {"proc/stat": "cpu  9 0 9 9 0 0 0 9 0 0\ncpu3 10 0 10 900 0 0 0 100 0 0\n"}, "9.80 %",
     "of its own", 0.5),
    ("memory-pressure",
     {"proc/pressure/memory": "some avg10=9.00 avg60=2.50 avg300=1.00 total=999\n"}, "2.50 %",
     "ps aux", 1),
]

# Without these files, or with nothing of sense in them, nothing is known.
UNREADABLE = {
    "governor": [CPUFREQ + "scaling_governor"],
    "frequency-range": [CPUFREQ + "scaling_max_freq"],
    "turbo": [CPU + "intel_pstate/no_turbo"],
    "clock-source": ["sys/devices/system/clocksource/clocksource0/current_clocksource"],
    "smt-sibling": [CPU + "cpu3/topology/thread_siblings_list"],
    "isolation": [CPU + "isolated"],
    "cpuset-partition": [GROUP + "cpuset.cpus.partition"],
    "interrupts": ["proc/irq/24/smp_affinity_list"],
    "huge-pages": [THP],
    "address-randomisation": ["proc/sys/kernel/randomize_va_space"],
    "counters": ["proc/sys/kernel/perf_event_paranoid"],
    "cpu-quota": [GROUP + "cpu.max", "sys/fs/cgroup/cgroup.controllers"],
    "load": ["proc/loadavg"],
    "steal": ["proc/stat"],
    "memory-pressure": ["proc/pressure/memory"],
}
ANY_WORD = {"governor", "frequency-range", "clock-source", "cpuset-partition"}


class Doctor(ProgramTest):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "root"

    def examine(self, *changes, arguments=()):
        """The document, checked against its schema, its checks by name, and the exit status."""
        self.root.mkdir(exist_ok=True)
        plant(self.root, *changes)
        result = run("doctor", "--sysfs-root", self.root, "--json", *arguments)
        document = json.loads(result.stdout)
        validator("doctor.schema.json").validate(document)
        return document, {check["name"]: check for check in document["checks"]}, result.returncode

    def test_a_quiet_host_is_fit(self):
        document, checks, status = self.examine()
        self.assertEqual((document["cpu"], document["fit"], status), (3, True, 0))
        for name, check in checks.items():
            if name not in OF_THE_MACHINE:
                self.assertEqual(check["state"], "fine", check)
                self.assertIsNone(check["fix"])
        self.assertEqual(checks["shared-core"]["state"], "unknown")

    def test_each_defect_is_found_with_what_mends_it(self):
        for name, change, found, fix, unfit_below in DEFECTS:
            with self.subTest(check=name, change=change):
                document, checks, _ = self.examine(change)
                check = checks[name]
                self.assertEqual(check["state"], "finding", check)
                self.assertIn(found, check["found"])
                self.assertIn(fix, check["fix"])
                self.assertEqual(check["unfit_below_percent"], unfit_below)
                self.assertGreaterEqual(document["finest_percent"], unfit_below)

    def test_what_cannot_be_read_is_unknown_not_fine(self):
        for name, files in UNREADABLE.items():
            # Any word is a governor; what is no number, list or known line is nothing.
            contents = [None] if name in ANY_WORD else [None, "\x01\n"]
            for content in contents:
                with self.subTest(check=name, content=content):
                    _, checks, status = self.examine({file: content for file in files})
                    self.assertEqual(checks[name]["state"], "unknown", checks[name])
                    self.assertIsNone(checks[name]["fix"])
                    self.assertEqual(status, 0)

    def test_the_precision_decides(self):
        quota = {GROUP + "cpu.max": "150000 100000\n"}
        self.assertEqual(self.examine(quota, arguments=("--precision", "0.9"))[2], 3)
        self.assertEqual(self.examine(quota, arguments=("--precision", "1"))[2], 0)
        self.assertEqual(self.examine(quota)[2], 3)

    def test_for_people(self):
        self.root.mkdir()
        plant(self.root, {CPUFREQ + "scaling_governor": "power\x1bsave\n"})
        result = run("doctor", "--sysfs-root", self.root)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("power\\u001bsave, not performance", result.stdout)
        self.assertIn("unfit below 1 %", result.stdout)
        fix = f"fix: echo performance | sudo tee {self.root}/{CPUFREQ}scaling_governor"
        self.assertIn("".join(fix.split()), "".join(result.stdout.split()))
        self.assertRegex(unbroken(result.stdout), r" Unfit for 0\.5 %; what was found leaves 1 %; "
                                                  r"\d+ of 17 checks are not known, which is not "
                                                  r"fine\.$")

    def test_this_machine(self):
        result = run("doctor", "--no-measure", "--json", "--precision", "50")
        document = json.loads(result.stdout)
        validator("doctor.schema.json").validate(document)
        self.assertEqual(result.returncode, 0, result.stderr)
        shared = next(c for c in document["checks"] if c["name"] == "shared-core")
        self.assertEqual((shared["state"], shared["found"]),
                         ("unknown", "not measured: --no-measure"))

    def test_looking_for_shared_cores_says_something(self):
        result = run("doctor", "--json", "--precision", "50")
        shared = next(c for c in json.loads(result.stdout)["checks"] if c["name"] == "shared-core")
        self.assertNotIn("--no-measure", shared["found"])

    def test_wrong_use(self):
        plant_root = self.folder / "missing"
        for arguments, phrase in [(("--precision", "0"), "--precision 0"),
                                  (("--precision", "nan"), "--precision"),
                                  (("--cpu", "-7"), "--cpu -7"),
                                  (("--cpu", "65000"), "may not run there"),
                                  (("--sysfs-root", plant_root), "a folder was expected"),
                                  (("operand",), "operand")]:
            with self.subTest(arguments=arguments):
                self.assert_refused(run("doctor", *arguments), 2, phrase)


if __name__ == "__main__":
    unittest.main()
