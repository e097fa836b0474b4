# SPDX-License-Identifier: AGPL-3.0-or-later
"""
The man pages are ones that man and mandoc take without a warning; each has what the help has, and
they are the same wherever they are made.
"""
import os
import re
import subprocess
import unittest

from program import PROGRAM, ProgramTest, commands, environment, output_of, run

# What stands in a terminal of so many columns, so that no name is broken.
WIDE = "1000"
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"]


def options_of(command):
    return set(re.findall(r"^  (?:-., )?(--[a-z-]+)", output_of("help", command), re.MULTILINE))


class Page(ProgramTest):
    def pages(self):
        """Name and file of each: of the program, and of each command."""
        self.assertGreater(len(commands()), 10)
        for command in ("", *commands()):
            name = "perfharness" + (f"-{command}" if command else "")
            arguments = ("help", "--man", command) if command else ("help", "--man")
            yield name, self.write(f"{name}.1", output_of(*arguments))

    def test_man_takes_them(self):
        for _, path in self.pages():
            for width in ("80", WIDE):
                result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", path],
                                        check=False, capture_output=True, encoding="utf-8",
                                        env=environment(MANWIDTH=width, MANPAGER="cat"))
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertNotIn("\\[", result.stdout)

    def test_mandoc_takes_them(self):
        for _, path in self.pages():
            result = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], check=False,
                                    capture_output=True, encoding="utf-8")
            self.assertEqual((result.returncode, result.stdout), (0, ""))

    def shown(self, path):
        """As a reader sees it, each paragraph in a line."""
        text = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=" + WIDE, path], check=True,
                              capture_output=True, encoding="utf-8").stdout
        return re.sub(".\b", "", text)

    def test_each_has_what_the_help_has(self):
        for name, path in self.pages():
            text = self.shown(path)
            title, command = name.replace("-", " "), name.removeprefix("perfharness-")
            help_text = output_of("help", command)
            self.assertRegex(text, rf"(?m)^ +{name} +(-|–|‐) \S")
            self.assertIn(f"{title} [OPTION…]" if title != name else f"{title} COMMAND", text)
            for option in options_of(command):
                self.assertRegex(text, rf"(?m)^ +(-., )?{option}\b")
            words = re.sub(r"\s+", " ", text)
            for sentence in re.findall(r"\b[A-Z][a-z ,]{30,}",
                                       re.sub(r"\s+", " ", help_text.partition("SEE ALSO")[0])):
                self.assertIn(sentence, words)
            for line in re.findall(r"(?m)^    (perfharness .+)$", help_text):
                self.assertIn(line, text)
            headings = re.findall(r"(?m)^([A-Z][A-Z ]+[A-Z])$", text)
            if title != name:
                self.assertEqual([heading for heading in headings if heading in SECTIONS], SECTIONS)

    def test_it_refers_to_pages(self):
        names = {name for name, _ in self.pages()}
        for _, path in self.pages():
            section = self.shown(path).partition("\nSEE ALSO\n")[2]
            found = re.findall(r"(perfharness[a-z-]*)\(1\)", section)
            self.assertGreater(len(found), 0)
            self.assertLessEqual(set(found), names)

    def test_the_program_s_has_statuses_and_errors(self):
        text = self.shown(self.write("perfharness.1", output_of("help", "--man")))
        for topic, of_list in (("errors", r" +(CBKB\d+)"), ("exit-statuses", r"(\S+)")):
            entries = re.findall(rf"(?m)^{of_list} +(.*(?:\n {{4,}}.*)*)", output_of("help", topic))
            self.assertGreater(len(entries), 4)
            for term, meaning in entries:
                self.assertRegex(text, rf"(?m)^ +{term}\s+" + re.escape(re.sub(r"\s+", " ", meaning)))

    def test_it_is_dated_by_its_sources(self):
        for _, path in self.pages():
            self.assertRegex(path.read_text("utf-8").partition("\n")[0],
                             r'^\.TH PERFHARNESS\S* 1 20\d\d-[01]\d-[0-3]\d "perfharness \d+\.\d+'
                             r'\.\d+" "User Commands"$')


class Use(ProgramTest):
    def test_wrong_use(self):
        for arguments, phrase in ((("--man", "run", "check"), "one command was expected"),
                                  (("--man", "rnu"), 'did you mean "run"?'),
                                  (("--man", "errors"), "no command"),
                                  (("--man", "--completion", "bash"), "--completion stands alone"),
                                  (("--completion", "bash", "run"), "--completion stands alone")):
            self.assert_says_one_sentence(run("help", *arguments), 2, "CBKB015", phrase)

    def test_it_is_the_same_wherever_it_is_made(self):
        for arguments in (("help", "--man"), ("help", "--man", "run"), ("help", "run")):
            again = subprocess.run([PROGRAM, *arguments], check=True, capture_output=True,
                                   cwd=self.folder, env={**os.environ, "LC_ALL": "C"})
            self.assertEqual(again.stdout.decode("utf-8"), output_of(*arguments))


if __name__ == "__main__":
    unittest.main()
