# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness tune` and `restore` on a planted host: what is set, that what was there comes back after
a death at any point, and what is said of a kernel that refuses or alters values.
"""
import json
import os
import unittest

from planted_host import CPU, CPUFREQ, TUNED, UNTUNED, plant, settings
from program import ProgramTest, environment, once_is_enough, preloading, run

KERNEL_SHIM = os.environ["KERNEL_SHIM"]
FAULT_AT_CALL = os.environ["FAULT_AT_CALL"]
# More changes than any of the commands makes.
DEATHS_MAX = 60
KILLED = -9


class Tune(ProgramTest):
    def setUp(self):
        super().setUp()
        self.begin("")

    def begin(self, name):
        """A host as it is found, and no journal."""
        self.root = self.folder / f"root{name}"
        self.state = self.folder / f"state{name}"
        self.journal = self.state / "tune.json"
        self.root.mkdir()
        plant(self.root, UNTUNED)
        self.untuned = settings(self.root)

    def perform(self, *arguments, cwd=None, **shim):
        """Run the program with this test's journal, and the shims where they have something to do."""
        changes = {"PERFHARNESS_STATE": str(self.state),
                   "PERFHARNESS_LOCK": str(self.folder / "lock")}
        if shim:
            changes.update(shim, **preloading(KERNEL_SHIM, FAULT_AT_CALL))
        return run(*arguments, env=environment(**changes), cwd=cwd)

    def tune(self, **shim):
        return self.perform("tune", "--sysfs-root", str(self.root), **shim)

    def assert_tuned(self):
        self.assertEqual(settings(self.root), TUNED)

    def assert_untuned(self):
        self.assertEqual(settings(self.root), self.untuned)

    def assert_said_once(self, result, said):
        self.assertEqual(len(result.stderr.splitlines()), 1 if said else 0, result.stderr)
        if said:
            self.assertIn("a tuning was interrupted", result.stderr)

    def test_there_and_back(self):
        result = self.tune()
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("scaling_governor: performance, was powersave", result.stdout)
        self.assert_tuned()
        # It stays, whatever else is run.
        self.assert_said_once(self.perform("help"), False)
        self.assert_tuned()
        result = self.perform("restore")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assert_untuned()
        self.assertFalse(self.journal.exists())
        result = self.perform("restore")
        self.assertEqual((result.returncode, result.stdout),
                         (0, "Nothing to restore: nothing is tuned.\n"))

    def test_what_was_there_is_on_disk_first(self):
        self.assertEqual(self.tune(SHIM_REFUSE=".freq").returncode, 0)
        document = json.loads(self.journal.read_text(encoding="utf-8"))
        self.assertEqual({"/" + name: value for name, value in self.untuned.items()},
                         {entry["path"]: entry["previous"] for entry in document["settings"]})
        self.assertEqual(document["stage"], "applied")

    def test_a_second_tune_keeps_the_originals(self):
        self.tune()
        (self.root / CPUFREQ / "scaling_governor").write_text("ondemand\n", encoding="utf-8")
        self.assertEqual(self.tune().returncode, 0)
        self.assert_tuned()
        self.perform("restore")
        self.assert_untuned()

    def test_dry_run_changes_nothing(self):
        result = self.perform("tune", "--sysfs-root", str(self.root), "--dry-run")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("scaling_min_freq: 2400000, is 800000", result.stdout)
        self.assert_untuned()
        self.assertFalse(self.state.exists())

    def test_only_a_cpu_that_is_online_and_fast_is_tuned(self):
        """The kernel allows CPUs that may be plugged in one day; the last ones may be slow."""
        plant(self.root, UNTUNED, {"proc/self/status": "Cpus_allowed_list:\t0-7\n"})
        dry = ("tune", "--sysfs-root", str(self.root), "--dry-run")
        self.assertTrue(self.perform(*dry).stdout.startswith("For measuring on CPU 3 would be set"))
        # No interrupt is sent where nothing is.
        self.assertIn("smp_affinity_list: 0-2, is 3", self.perform(*dry).stdout)
        self.assert_refused(self.perform(*dry, "--cpu", "7"), 2, "not online")
        plant(self.root, UNTUNED, {CPU + f"cpu{slow}/cpu_capacity": "446\n" for slow in (2, 3)})
        self.assertIn("on CPU 1 would be set", self.perform(*dry).stdout)

    def deaths(self, act, prepare=lambda: None):
        """
        Kill act at its first change of a file, its second, ... and amid its first write, ..., on a
        host of its own each time, until it lives.
        """
        for death in ("kill", "torn"):
            for at in range(1, DEATHS_MAX):
                self.begin(f"-{at}-{death}")
                prepare()
                result = act(PH_FAULT_AT=str(at), PH_FAULT_WITH=death)
                if result.returncode != KILLED:
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertGreater(at, 2 if death == "torn" else 6,
                                       "the shim does not see the changes")
                    break
                yield at, death
            else:
                self.fail("it dies for ever")

    @once_is_enough
    def test_killed_while_tuning(self):
        for at in self.deaths(self.tune):
            with self.subTest(at=at):
                began = self.journal.exists()
                is_applied = began and '"applied"' in self.journal.read_text(encoding="utf-8")
                if not began:
                    self.assert_untuned()
                self.assert_said_once(self.perform("help"), began and not is_applied)
                if is_applied:
                    self.assert_tuned()
                    self.perform("restore")
                self.assert_untuned()
                self.assert_said_once(self.perform("help"), False)
                self.assertFalse(self.journal.exists())

    @once_is_enough
    def test_killed_while_tuning_a_second_time(self):
        for at in self.deaths(self.tune, self.tune):
            with self.subTest(at=at):
                self.perform("help")
                self.perform("restore")
                self.assert_untuned()

    def test_killed_while_restoring(self):
        for at in self.deaths(lambda **shim: self.perform("restore", **shim), self.tune):
            with self.subTest(at=at):
                is_begun = self.journal.exists() and '"restoring"' in self.journal.read_text(
                    encoding="utf-8")
                self.assert_said_once(self.perform("help"), is_begun)
                if is_begun:
                    self.assert_untuned()
                self.perform("restore")
                self.assert_untuned()
                self.assertFalse(self.journal.exists())

    @once_is_enough
    def test_killed_while_recovering(self):
        def die_tuning():
            # Half of the settings are changed by then.
            result = self.tune(PH_FAULT_AT="14", PH_FAULT_WITH="kill")
            self.assertEqual(result.returncode, KILLED)
            self.assertNotIn(settings(self.root), (TUNED, self.untuned))

        for at in self.deaths(lambda **shim: self.perform("help", **shim), die_tuning):
            with self.subTest(at=at):
                self.perform("help")
                self.assert_untuned()
                self.assertFalse(self.journal.exists())

    @once_is_enough
    def test_a_death_leaves_no_litter(self):
        for at in self.deaths(self.tune):
            with self.subTest(at=at):
                self.assertEqual(self.tune().returncode, 0)
                self.perform("restore")
                self.assertEqual(set(os.listdir(self.state)), {"tune.lock"})

    def test_another_users_journal_is_left_alone(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give a file away")
        self.tune()
        text = self.journal.read_text(encoding="utf-8").replace("applied", "applying")
        self.journal.write_text(text, encoding="utf-8")
        os.chown(self.journal, 65534, 65534)
        result = self.perform("help")
        self.assertIn("it is another user's", result.stderr)
        self.assert_tuned()

    def test_refused(self):
        result = self.tune(SHIM_REFUSE="scaling_governor")
        self.assert_says_one_sentence(result, 1, "CBKB011", "1 of 7 settings")
        self.assertIn("scaling_governor: refused:", result.stdout)
        self.assertIn("Input/output error", result.stdout)
        kept = {**TUNED, CPUFREQ + "scaling_governor": "powersave"}
        # A plain file is empty by then, as it was opened to be written anew.
        (self.root / CPUFREQ / "scaling_governor").write_text("powersave\n", encoding="utf-8")
        self.assertEqual(settings(self.root), kept)
        self.assertEqual(self.perform("restore").returncode, 0)
        self.assert_untuned()

    def test_interrupts_that_stay_are_no_failure(self):
        result = self.tune(SHIM_REFUSE="24/smp_affinity_list")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("/proc/irq/24/smp_affinity_list: refused:", result.stdout)

    def test_altered(self):
        result = self.tune(SHIM_ALTER="scaling_min_freq=2100000")
        self.assert_says_one_sentence(result, 1, "1 of 7 settings")
        self.assertIn("scaling_min_freq: reads back as 2100000, not 2400000; was 800000",
                      result.stdout)
        result = self.perform("restore", SHIM_ALTER="scaling_min_freq=900000")
        self.assert_says_one_sentence(result, 1, "1 of 7")
        self.assertIn("scaling_min_freq: reads back as 900000, not 800000", result.stdout)

    def test_what_cannot_be_put_back_stays_in_the_journal(self):
        self.tune()
        result = self.perform("restore", SHIM_REFUSE="no_turbo")
        self.assert_says_one_sentence(result, 1, "1 of 7")
        self.assertTrue(self.journal.exists())
        self.assertEqual(self.perform("restore").returncode, 0)
        self.assert_untuned()

    def test_restarted_since(self):
        self.tune()
        (self.root / "proc/sys/kernel/random/boot_id").write_text("another\n", encoding="utf-8")
        result = self.perform("restore")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("started anew", result.stdout)
        self.assert_tuned()
        self.assertFalse(self.journal.exists())

    def test_a_setting_that_is_gone(self):
        self.tune()
        (self.root / "proc/irq/25/smp_affinity_list").unlink()
        result = self.perform("restore")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("still there (6 of 7)", result.stdout)
        self.assertIn("/proc/irq/25/smp_affinity_list: not there any more", result.stdout)
        self.assertFalse(self.journal.exists())

    def interrupt(self):
        """As a tuning leaves the journal that dies at its very end."""
        text = self.journal.read_text(encoding="utf-8")
        self.journal.write_text(text.replace('"applied"', '"applying"'), encoding="utf-8")

    def test_a_root_given_from_another_folder(self):
        result = self.perform("tune", "--sysfs-root", self.root.name, cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.interrupt()
        result = self.perform("help", cwd="/")
        self.assert_said_once(result, True)
        self.assertIn("7 are as they were, 0 are not (", result.stderr)
        self.assert_untuned()
        self.assertFalse(self.journal.exists())

    def test_recovery_counts_what_is_gone(self):
        self.tune()
        self.interrupt()
        (self.root / "proc/irq/25/smp_affinity_list").unlink()
        result = self.perform("help")
        self.assert_said_once(result, True)
        self.assertIn("6 are as they were, 0 are not, 1 are not there any more", result.stderr)
        self.assertFalse(self.journal.exists())

    def test_a_tree_that_is_away_for_a_while(self):
        """Without its root, and with a root that has nothing of what was tuned in it."""
        away = self.folder / "away"
        for is_empty, message in ((False, "is not there: nothing was put back"),
                                  (True, "none of the 7 is there any more")):
            for is_interrupted in (False, True):
                with self.subTest(is_empty=is_empty, is_interrupted=is_interrupted):
                    self.tune()
                    if is_interrupted:
                        self.interrupt()
                    self.root.rename(away)
                    if is_empty:
                        self.root.mkdir()
                    if is_interrupted:
                        said = self.perform("help").stderr
                        self.assertEqual(len(said.splitlines()), 1, said)
                        self.assertIn("0 are as they were, 0 are not, 7 are not there" if is_empty
                                      else message, said)
                    self.assert_says_one_sentence(self.perform("restore"), 1, message)
                    self.assertEqual(
                        len(json.loads(self.journal.read_text(encoding="utf-8"))["settings"]), 7)
                    if is_empty:
                        self.root.rmdir()
                    away.rename(self.root)
                    self.assertEqual(self.perform("restore").returncode, 0)
                    self.assert_untuned()
                    self.assertFalse(self.journal.exists())

    def test_a_journal_that_is_not_ours(self):
        victim = self.folder / "victim"
        victim.write_text("precious", encoding="utf-8")
        self.tune()
        document = json.loads(self.journal.read_text(encoding="utf-8"))
        forgeries = ["", "{", "[]", json.dumps({**document, "stage": "done"}),
                     json.dumps({**document, "settings": 1}),
                     json.dumps({**document, "sysfs_root": self.root.name})]
        for path, previous in [("/victim", "x"), ("/proc/irq/1/../../../victim", "x"),
                               ("/proc/irq/24/smp_affinity_list\n", "0"),
                               ("/proc/irq/24/smp_affinity_list", "a\nb"),
                               ("/proc/irq/24/smp_affinity_list", "")]:
            forgeries.append(json.dumps({**document, "sysfs_root": str(self.folder),
                                         "stage": "applying",
                                         "settings": [{"path": path, "previous": previous}]}))
        for forgery in forgeries:
            with self.subTest(forgery=forgery):
                self.journal.write_text(forgery, encoding="utf-8")
                result = self.perform("restore")
                self.assert_says_one_sentence(result, 1, "CBKB002", "journal of tuning")
                self.assertEqual(victim.read_text(encoding="utf-8"), "precious")
                self.assertEqual(self.journal.read_text(encoding="utf-8"), forgery)
        self.assert_tuned()

    def test_a_link_is_not_written_through(self):
        victim = self.folder / "victim"
        victim.write_text("precious", encoding="utf-8")
        path = self.root / CPUFREQ / "scaling_governor"
        path.unlink()
        path.symlink_to(victim)
        self.assertEqual(self.tune().returncode, 1)
        self.assertEqual(victim.read_text(encoding="utf-8"), "precious")

    def test_nowhere_to_keep_a_journal(self):
        self.state.write_text("a file", encoding="utf-8")
        result = self.tune()
        self.assertEqual(result.returncode, 1)
        self.assertIn("CBKB012", result.stderr)
        self.assert_untuned()

    def test_wrong_use(self):
        env = environment()
        env.pop("PERFHARNESS_STATE", None)
        self.assert_refused(run("tune", "--sysfs-root", self.root, env=env), 2, "PERFHARNESS_STATE")
        self.assert_refused(self.perform("tune", "--cpu", "9", "--sysfs-root", str(self.root)), 2,
                            "--cpu 9")
        self.assert_refused(self.perform("restore", "operand"), 2, "operand")


if __name__ == "__main__":
    unittest.main()
