# SPDX-License-Identifier: AGPL-3.0-or-later
"""
`perfharness bisect`: the commit of a checkout that made head slower is found, whatever stands in the
way, and never measured twice. Builds are copies of one library with a slowness planted in them.
"""
import json
import signal
import subprocess
import unittest

from counting import CAN_COUNT
from program import (TEST_SUBJECTS, ProgramTest, environment, lay_out, lines_said, load, once_is_enough, patiently,
                     run, unbroken, validator)
from stand_in_crates import Checkout, plant_subject

PLANTED = TEST_SUBJECTS / "planted.so"
WRONG = TEST_SUBJECTS / "last-value-wrong.so"
# Of the crate core: what every build does, which library it is of, and the digits that are planted.
SCRIPT = f"""
. "$core/meanwhile"
if [ -s "$core/broken" ]; then
    echo "planted: it does not build (see $HOME/log)" >"$2/copybook-rs.unavailable"
    exit 0
elif [ -s "$core/wrong" ]; then
    cp '{WRONG}' "$2/copybook-rs.so"
else
    sed -e "s/planted-work:00000/planted-work:$(cat "$core/work")/" '{PLANTED}' >"$2/copybook-rs.so"
fi
"""
# For each ten thousand cells, decoded besides: ten times as slow, which no neighbour on the host hides. (A
# sleep does not show there: who sleeps finds the CPU in use by others.)
MUCH = 90000
SCHEMA = "bisection.schema.json"


class BisectTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.program = lay_out(self.folder / "prefix")
        plant_subject(self.folder / "prefix", SCRIPT)
        self.checkout = Checkout(self.folder / "checkout")
        self.cache = self.folder / "cache"
        self.environment = environment(XDG_CACHE_HOME=str(self.cache))

    def commit(self, count, **planted):
        """Commits c0, c1, …: each planted value is a function of the number, or is the same in all."""
        for i in range(count):
            value = {name: plant(i) if callable(plant) else plant for name, plant in planted.items()}
            self.checkout.commit(f"c{i}", work=f"{value.get('work', 0):05d}",
                                 broken="x" if value.get("broken") else "",
                                 wrong="x" if value.get("wrong") else "",
                                 meanwhile=value.get("meanwhile", ":") + "\n", number=str(i))

    def arguments(self, base, head, *more):
        return ("bisect", f"{self.checkout}@{base}", f"{self.checkout}@{head}", "--workload", "comp3", *more)

    def bisect(self, base, head, *more):
        return run(*self.arguments(base, head, *more), program=self.program, env=self.environment)

    def bisect_json(self, base, head, *more):
        result = self.bisect(base, head, "--json", *more)
        document = json.loads(result.stdout)
        validator(SCHEMA).validate(document)
        return result, document

    def hash_of(self, tag):
        return subprocess.run(["git", "rev-parse", tag], cwd=self.checkout.path, check=True,
                              stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()

    def states(self):
        return sorted((self.cache / "perfharness" / "bisect").glob("*"))

    def assert_found(self, result, document, tag):
        self.assertEqual((document["outcome"], result.returncode), ("found", 3), document)
        place = document["found"]["to"]
        self.assertEqual(document["commits"][place], {"hash": self.hash_of(tag), "subject": tag})
        self.assertEqual(document["found"]["from"], place - 1)


def at_places(document, step):
    return [(entry["base"], entry["head"]) for entry in document["comparisons"] if entry["step"] == step]


@unittest.skipUnless(CAN_COUNT, "work cannot be counted here")
class ByWork(BisectTest):
    """What instructions tell is exact: nothing is luck here."""

    def bisect_json(self, base, head, *more):
        return super().bisect_json(base, head, "--work-only", *more)

    def test_a_commit_is_found_past_one_that_does_not_build(self):
        self.commit(5, work=lambda i: 700 * (i >= 3), broken=lambda i: i == 1)
        result, document = self.bisect_json("c0", "c4")
        self.assert_found(result, document, "c3")
        self.assertEqual((document["sought"]["benchmark"], document["sought"]["by"]), ("comp3/L2", "work"))
        again = document["comparisons"][-1]
        self.assertAlmostEqual(again["work_log_ratio"], 0.068, 2)
        self.assertEqual(again["log_interval"], [again["log_ratio"]] * 2)
        self.assertIsNone(again["time"])

    @once_is_enough
    def test_a_creep_is_no_single_commit(self):
        self.commit(5, work=lambda i: 300 * i)
        result, document = self.bisect_json("c0", "c4")
        self.assertEqual((document["outcome"], result.returncode), ("spread", 4), document)
        self.assertLess(document["found"]["share"], 0.3)


@once_is_enough
class ByTime(BisectTest):
    """Where work is not counted: many times as slow, however busy the machine is."""

    def arguments(self, base, head, *more):
        return super().arguments(base, head, "--no-work", "--launches", str(10 * self.patience),
                                 "--sample-ms", "5", *more)

    @patiently
    def test_as_few_are_compared_as_it_takes(self):
        self.commit(9, work=lambda i: MUCH * (i >= 6), broken=lambda i: i == 4)
        output = self.folder / "found.json"
        result, document = self.bisect_json("c0", "c8", "--output", output)
        self.assert_found(result, document, "c6")
        self.assertEqual((document["sought"]["benchmark"], document["sought"]["by"]), ("comp3/L2", "time"))
        told = [entry for entry in document["comparisons"] if entry["answer"] != "does not build"]
        self.assertEqual(len(told), 3 + 2)
        (skipped,) = (entry for entry in document["comparisons"] if entry not in told)
        self.assertEqual(skipped["reason"], "planted: it does not build (see ~/log)")
        self.assertEqual(document["commits"][skipped["head"]]["subject"], "c4")
        self.assertEqual(at_places(document, "again"), [(5, 6)])
        time_taken = document["comparisons"][-1]["time"]
        self.assertLess(time_taken["log_ci95"][0], time_taken["log_ratio"])
        self.assertLess(0.0, time_taken["log_ci95"][0])
        self.assertEqual(load(output), document)
        self.assertTrue(document["repeat"].startswith("perfharness bisect ./checkout@"), document["repeat"])
        self.assertEqual(self.states(), [])

    @patiently
    def test_what_people_are_shown(self):
        self.commit(4, work=lambda i: MUCH * (i >= 2), broken=lambda i: i == 1)
        result = self.bisect("c0", "c3")
        text = unbroken(result.stdout)
        self.assertEqual(result.returncode, 4, result.stderr)
        for phrase in ("checkout, 3 commits from", "What differs most: comp3/L2, kernel",
                       "does not build", "planted: it does not build",
                       f"it is one of the 2 behind {self.hash_of('c0')[:12]} up to "
                       f"{self.hash_of('c2')[:12]}", "measured again beside", "× slower (95 %: ",
                       "1 of which told nothing"):
            self.assertIn(phrase, text)
        self.assertEqual(result.stdout.splitlines()[-1], "Bisection: [BETWEEN]")
        self.assertIn("Comparison 1 of at most 4: ", result.stderr)
        self.assertIn("Skipped: ", result.stderr)

    @patiently
    def test_wrong_answers_are_stepped_over(self):
        self.commit(5, work=lambda i: MUCH * (i >= 4), wrong=lambda i: i == 2)
        result, document = self.bisect_json("c0", "c4")
        self.assert_found(result, document, "c4")
        (skipped,) = (entry for entry in document["comparisons"] if entry["head"] == 2)
        self.assertEqual(skipped["answer"], "cannot be measured")
        self.assertIn("answers wrongly", skipped["reason"])

    @patiently
    def test_what_became_faster_is_found_as_well(self):
        self.commit(3, work=lambda i: MUCH * (i < 2))
        result, document = self.bisect_json("c0", "c2")
        self.assert_found(result, document, "c2")
        self.assertEqual(document["comparisons"][0]["answer"], "faster")

    @patiently
    def test_the_line_is_of_first_parents(self):
        """What a merge brought is the merge's."""
        self.commit(2)
        self.checkout.git("checkout", "-qb", "side", "c0")
        self.checkout.commit("s1", work=str(MUCH))
        self.checkout.git("checkout", "-q", "c1")
        self.checkout.git("merge", "-q", "--no-ff", "-m", "a merge", "side")
        self.checkout.commit("c9", number="9")
        result, document = self.bisect_json("c0", "c9")
        self.assertEqual([commit["subject"] for commit in document["commits"]],
                         ["c0", "c1", "a merge", "c9"])
        self.assertEqual((document["outcome"], document["found"]["to"]), ("found", 2), document)
        result = self.bisect("s1", "c9")
        self.assert_says_one_sentence(result, 2, "CBKB015", "do not lead to s1, but to "
                                      f"{self.hash_of('c0')[:12]}, where that branched off")

    def is_killed_while_building(self, tag):
        """From c0 to c4; not where the machine was too busy to come to that."""
        place = f"{self.checkout}@{self.hash_of(tag)}"
        with subprocess.Popen([str(self.program), *self.arguments("c0", "c4")], env=self.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              encoding="utf-8") as process:
            for line in process.stderr:
                if f"Building {place}" in line:
                    process.send_signal(signal.SIGKILL)
                    return True
        return False

    @patiently
    def test_a_kill_loses_no_comparison(self):
        """What was compared until then is not compared again, and the answer is the same."""
        self.commit(5, work=lambda i: MUCH * (i >= 3), meanwhile=lambda i:
                    f'[ -e "{self.folder}/go-on" ] || sleep 30' if i == 3 else ":")
        self.assertTrue(self.is_killed_while_building("c3"))
        (self.folder / "go-on").touch()
        (state,) = self.states()
        kept = load(state)
        validator(SCHEMA).validate(kept)
        self.assertEqual((kept["outcome"], at_places(kept, "ends"), at_places(kept, "middle")[0]),
                         ("open", [(0, 4)], (0, 2)), kept)
        result, document = self.bisect_json("c0", "c4")
        count = len(kept["comparisons"])
        self.assertIn(f"Taken up again behind comparison {count}", result.stderr)
        self.assertEqual(document["comparisons"][:count], kept["comparisons"])
        self.assertEqual(len(at_places(document, "ends")), 1)
        self.assertEqual(self.states(), [])

    @patiently
    def test_who_gives_up_is_told_how_to_go_on(self):
        self.commit(5, work=lambda i: MUCH * (i >= 3),
                    meanwhile=lambda i: "kill -TERM $PPID; sleep 1000" if i == 2 else ":")
        result = self.bisect("c0", "c4")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("CBKB016", result.stderr)
        self.assertIn("The same command goes on where this one ended: 1 comparison is in",
                      unbroken(result.stderr))
        self.assertEqual(len(self.states()), 1)

    @patiently
    def test_a_state_by_name(self):
        self.commit(2, work=lambda i: MUCH * i)
        self.checkout.git("commit", "-q", "--amend", "-m", "c1 " + "says more than a line holds, " * 5)
        self.checkout.git("update-ref", "refs/tags/c1", "HEAD")
        state = self.folder / "state.json"
        _, document = self.bisect_json("c0", "c1", "--state", state)
        self.assertEqual(load(state), document)
        for library in self.cache.rglob("copybook-rs.so"):
            library.unlink()
        again, same = self.bisect_json("c0", "c1", "--state", state)
        self.assertEqual({**same, "timestamp": None}, {**document, "timestamp": None})
        self.assertNotIn("Building", again.stderr)
        shown = self.bisect("c0", "c1", "--state", state).stdout
        self.assertIn("\nFound: ", shown)
        for line in shown.splitlines():
            self.assertLessEqual(len(line), 80, "wider than a terminal")
        valid = run("validate", state)
        self.assertEqual((valid.returncode, "perfharness-bisection-1" in valid.stdout), (0, True), valid)
        self.assert_another_is_refused(state)

    def assert_another_is_refused(self, state):
        self.checkout.commit("c2", number="2")
        before = state.read_bytes()
        for arguments, phrase in ((("c0", "c2"), "its head is "), (("c1", "c2"), "its base is "),
                                  (("c0", "c1", "--seed", "7"), "its command line is ")):
            result = self.bisect(*arguments, "--state", state)
            self.assert_says_one_sentence(result, 2, "CBKB015", "is of another bisection", phrase)
        self.assertEqual(state.read_bytes(), before)
        document = json.loads(before)
        document["comparisons"][0]["head"] = 99
        for text, code, phrase in (("{", "CBKB002", "taking up a bisection again: "),
                                   ("{}", "CBKB003", "taking up a bisection again: "),
                                   (json.dumps(document), "CBKB003",
                                    "/comparisons/0: two places in /commits were expected")):
            state.write_text(text)
            result = self.bisect("c0", "c1", "--state", state)
            self.assert_says_one_sentence(result, 1, code, phrase)


class Ends(BisectTest):
    def test_nothing_is_searched_where_nothing_differs(self):
        self.commit(9)
        result, document = self.bisect_json("c0", "c8")
        self.assertEqual((document["outcome"], result.returncode), ("no difference", 0), document)
        self.assertEqual(at_places(document, "ends"), [(0, 8)])
        self.assertEqual((len(document["comparisons"]), document["found"]), (1, None))
        self.assertEqual(len(list(self.cache.rglob("copybook-rs.so"))), 2)

    def test_an_end_that_does_not_build(self):
        self.commit(3, broken=lambda i: i == 2)
        result = self.bisect("c0", "c2")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("CBKB008: head: building ", result.stderr)
        self.assertIn("planted: it does not build", result.stderr)
        self.assertEqual(self.states(), [])

    def test_ends_that_work_are_needed(self):
        self.commit(3, wrong=lambda i: i == 2)
        result = self.bisect("c0", "c2", "--no-work", "--launches", "1")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("CBKB010: head cannot be compared with base (comp3/L2: answers wrongly", result.stderr)

    def test_a_state_that_cannot_be_written_is_known_first(self):
        self.commit(2)
        result = self.bisect("c0", "c1", "--state", PLANTED / "state.json")
        self.assert_says_one_sentence(result, 1, "CBKB012", "keeping what was compared: ")


class Refused(BisectTest):
    def test_wrong_use(self):
        self.commit(3)
        one, other = f"{self.checkout}@c0", f"{self.checkout}@c2"
        for arguments, phrase in (
                ((one,), "two revisions of one checkout were expected"),
                ((one, other, other), "two revisions of one checkout were expected"),
                ((one, PLANTED), "is no revision of a checkout"),
                ((one, "copybook-rs@0.8.1"), "is no revision of a checkout"),
                ((one, f"{self.folder}@c0"), "are two checkouts"),
                ((other, one), "BASE was expected to be the earlier one"),
                ((one, one), "no commit leads from c0 to c0"),
                ((one, f"{self.checkout}@none"), "looking for revision none"),
                ((one, other, "--budget", "0"), "--budget 0: more than 0"),
                ((one, other, "--work-only", "--budget", "3"), "--budget says how to time")):
            with self.subTest(phrase):
                self.assert_says_one_sentence(self.perform("bisect", *arguments), 2, "CBKB015", phrase)
        self.assertEqual(self.states(), [])

    def perform(self, *arguments):
        return run(*arguments, program=self.program, env=self.environment)

    def test_revisions_of_a_repository(self):
        self.commit(2)
        result = self.perform("bisect", "--repository", self.checkout, "c1", "c0")
        self.assert_says_one_sentence(result, 2, "no commit leads from c1 to c0")
        self.assertEqual(lines_said(result)[0].count("CBKB"), 1)

    def test_an_output_that_cannot_be_written(self):
        self.commit(2)
        result = self.perform(*self.arguments("c0", "c1", "--output", PLANTED / "found.json"))
        self.assert_says_one_sentence(result, 1, "CBKB012", "writing the bisection ")


if __name__ == "__main__":
    unittest.main()
