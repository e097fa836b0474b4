# SPDX-License-Identifier: AGPL-3.0-or-later
"""`perfharness doctor` on planted hosts: what is fine, found or unknown, and what it makes unfit."""
import json
import unittest

from planted_host import CPU, CPUFREQ, GROUP, THP, plant
from program import ProgramTest, run, validator

# A measurement, and how much room a filesystem has: neither is in a folder.
OF_THE_MACHINE = {"shared-core", "storage"}

HYBRID = {CPU + f"cpu{number}/cpu_capacity": "446\n" for number in (2, 3)}
DISK = ("proc/self/mountinfo", "sys/dev/block/8:0/queue/rotational")
MOUNTS = "25 1 {} / / rw,noatime - {} {} rw\n" \
         "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"
TURNING = dict(zip(DISK, (MOUNTS.format("8:0", "ext4", "/dev/sda"), "1\n")))

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
    ("hypervisor", {"proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu hypervisor avx2\n"},
     "it hides its name", "runs no others", 0.25),
    ("hypervisor", {"sys/class/dmi/id/sys_vendor": "QEMU\n"}, "QEMU", "runs no others", 0.25),
    ("memory-size", {"proc/meminfo": "MemTotal: 4000000 kB\nMemAvailable: 100 kB\n"}, "4.1 GB",
     "with 8 GB", 0.25),
    ("memory-size", {GROUP + "memory.max": "2000000000\n"}, "2.0 GB", "with 8 GB", 0.25),
    ("storage", TURNING, "output: ext4 on a disk that turns", "moving parts", 0),
    ("storage", {"proc/self/mountinfo": MOUNTS.format("0:30", "tmpfs", "tmpfs")},
     "output: tmpfs: in memory", "moving parts", 0),
    ("storage", {"proc/self/mountinfo": MOUNTS.format("0:30", "overlay", "overlay")},
     "output: overlay: a container's own layer", "moving parts", 0),
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
    "hypervisor": ["proc/cpuinfo"],
    "core-kind": [CPU + "cpu3/cpu_capacity"],
    "memory-size": ["proc/meminfo"],
    "storage": ["sys/dev/block/8:0/queue/rotational"],
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
                    changes = {file: content for file in files}
                    document, checks, status = self.examine(changes)
                    self.assertEqual(checks[name]["state"], "unknown", checks[name])
                    self.assertIsNone(checks[name]["fix"])
                    # What might make it unfit, if it were known, does not let it be called fit.
                    in_doubt = checks[name]["weight_percent"] > 0.5
                    self.assertEqual(checks[name]["in_doubt"], in_doubt)
                    self.assertEqual((status, document["fit"], document["verdict"]),
                                     (4, False, "unknown") if in_doubt else (0, True, "fit"))
                    self.assertEqual(self.examine(changes, arguments=("--allow-unknown", name))[2],
                                     0)

    def test_what_is_unknown_counts_from_its_weight_on(self):
        changes = {CPUFREQ + "scaling_governor": None, CPUFREQ + "scaling_max_freq": None}
        for precision, status in [("0.4", 4), ("0.9", 4), ("1", 0)]:
            self.assertEqual(self.examine(changes, arguments=("--precision", precision))[2], status)
        # Each has to be allowed; a finding stays one.
        allowed = ("--precision", "0.4", "--allow-unknown", "governor", "--allow-unknown", "shared-core")
        self.assertEqual(self.examine(changes, arguments=allowed)[2], 4)
        allowed += ("--allow-unknown", "frequency-range")
        self.assertEqual(self.examine(changes, arguments=allowed)[2], 0)
        quota = {GROUP + "cpu.max": "150000 100000\n"}
        document, checks, status = self.examine(changes, quota, arguments=allowed)
        self.assertEqual((status, document["verdict"]), (3, "unfit"))
        self.assertFalse(checks["governor"]["in_doubt"])

    def test_an_unknown_check_is_said_not_to_be_fit(self):
        self.root.mkdir()
        plant(self.root, {CPUFREQ + "scaling_governor": None})
        result = run("doctor", "--sysfs-root", self.root)
        self.assertEqual((result.returncode, result.stderr), (4, ""))
        self.assertNotRegex(result.stdout, r"(?m)^Fit")
        self.assertIn("It cannot be told whether this host is fit for 0.5 %.\n"
                      "These checks are unknown, and each might make it unfit: governor.\n",
                      result.stdout)

    def test_only_what_is_online_and_fast_is_chosen(self):
        offline = {CPU + "online": "0-1\n", "proc/self/status": "Cpus_allowed_list:\t0-7\n"}
        self.assertEqual(self.examine(offline)[0]["cpu"], 1)
        self.assert_refused(run("doctor", "--sysfs-root", self.root, "--cpu", "7"), 2, "not online")
        plant(self.root, HYBRID)
        document, checks, _ = self.examine(HYBRID)
        self.assertEqual((document["cpu"], checks["core-kind"]["state"]), (1, "fine"))
        slow = self.examine(HYBRID, arguments=("--cpu", "3"))[1]["core-kind"]
        self.assertEqual((slow["state"], slow["found"]),
                         ("finding", "2 of 2, where 1 is the fastest: CPU 0-1"))
        self.assertIn("one of CPU 0-1", slow["fix"])

    def test_a_virtual_disk_that_says_it_turns_may_be_any(self):
        virtual = {"sys/class/dmi/id/sys_vendor": "QEMU\n"}
        storage = self.examine(TURNING, virtual)[1]["storage"]
        self.assertEqual(storage["state"], "unknown")
        self.assertIn("as virtual ones do", storage["found"])
        still = self.examine(TURNING, {DISK[1]: "0\n"})[1]["storage"]
        self.assertEqual((still["state"], still["found"]),
                         ("unknown", "output: a copy of /proc and /sys does not say how much is free"))

    def test_room_is_needed_where_runs_write_and_nowhere_else(self):
        # Nothing is ever free in /proc.
        def storage_of(*arguments):
            checks = json.loads(run("doctor", "--no-measure", "--json", *arguments).stdout)["checks"]
            return next(check for check in checks if check["name"] == "storage")
        written = storage_of("--output-dir", "/proc")
        self.assertEqual((written["state"], written["found"]),
                         ("finding", "output: 0.0 GB free, not 2 GB"))
        self.assertRegex(written["fix"], "^make room where runs write, or .*--output-dir$")
        read = storage_of("--data", "/proc/version")
        self.assertNotRegex(read["found"], "data: [^;]*free")

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
        self.assertRegex(result.stdout, r"\nUnfit for 0\.5 %; what was found leaves 1 %\.\n"
                                        r"\d of 20 checks are unknown, which is not fine\.\n$")
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 80)

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
        for arguments, phrase in [(("--allow-unknown", "tubo"), 'did you mean "turbo"'),
                                  (("--precision", "0"), "--precision 0"),
                                  (("--precision", "nan"), "--precision"),
                                  (("--cpu", "-7"), "--cpu -7"),
                                  (("--cpu", "65000"), "may not run there"),
                                  (("--sysfs-root", plant_root), "a folder was expected"),
                                  (("operand",), "operand")]:
            with self.subTest(arguments=arguments):
                self.assert_refused(run("doctor", *arguments), 2, phrase)


if __name__ == "__main__":
    unittest.main()
