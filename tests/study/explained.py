# SPDX-License-Identifier: AGPL-3.0-or-later
"""
Whether `compare --explain` names the function that was slowed: ten of copybook-rs', inlined or not, each
in another way. A build has several of them, where no benchmark sees more than one.
"""
import dataclasses
import subprocess

import comparison
import planted_checkout
from part import Part
from table import Row


@dataclasses.dataclass(frozen=True)
class Plant:
    how: str            # In a word, for the table.
    build: str          # Which of the builds has it.
    benchmark: tuple    # Workload, level and variant that see it.
    function: str       # Where it is: without its crate.
    file: str
    old: str
    new: str


PLANTS = (
    Plant("a loop", "a", ("comp3", "kernel", ""), "numeric::decode_packed_fast_general", "numeric.rs",
          """    let mut value = 0i64;
    let mut digit_pos = 0;

    for &byte in prefix_bytes {
        let high_nibble = (byte >> 4) & 0x0F;
        let low_nibble = byte & 0x0F;

        if likely(!(digit_pos == 0 && has_padding)) {
            if unlikely(high_nibble > 9) {
""", """    let mut value = 0i64;
    let mut digit_pos = 0;

    for &byte in prefix_bytes {
        std::hint::black_box(byte);
    }
    for &byte in prefix_bytes {
        let high_nibble = (byte >> 4) & 0x0F;
        let low_nibble = byte & 0x0F;

        if likely(!(digit_pos == 0 && has_padding)) {
            if unlikely(high_nibble > 9) {
"""),
    Plant("a format!", "a", ("display-zoned", "kernel", ""), "numeric::decode_zoned_decimal", "numeric.rs",
          """pub fn decode_zoned_decimal(
    data: &[u8],
    digits: u16,
    scale: i16,
    signed: bool,
    codepage: Codepage,
    blank_when_zero: bool,
) -> Result<SmallDecimal> {
""", """pub fn decode_zoned_decimal(
    data: &[u8],
    digits: u16,
    scale: i16,
    signed: bool,
    codepage: Codepage,
    blank_when_zero: bool,
) -> Result<SmallDecimal> {
    std::hint::black_box(format!("{digits}.{scale}"));
"""),
    Plant("a division", "a", ("comp3", "kernel", "scratch"), "numeric::packed_process_non_last_bytes",
          "numeric.rs", """    for (index, &byte) in bytes.iter().enumerate() {
        let high_nibble = (byte >> 4) & 0x0F;
        let low_nibble = byte & 0x0F;

        if index == 0 && has_padding {
            if high_nibble != 0 {
                return Err(Error::new(
                    ErrorCode::CBKD401_COMP3_INVALID_NIBBLE,
                    format!("Expected padding nibble 0""", """    for (index, &byte) in bytes.iter().enumerate() {
        let high_nibble = (byte >> 4) & 0x0F;
        let low_nibble = byte & 0x0F;

        std::hint::black_box(u16::from(byte) % std::hint::black_box(digits));
        if index == 0 && has_padding {
            if high_nibble != 0 {
                return Err(Error::new(
                    ErrorCode::CBKD401_COMP3_INVALID_NIBBLE,
                    format!("Expected padding nibble 0"""),
    Plant("JSON, written twice", "a", ("record-comp3", "file", ""), "lib_api::write_json_record",
          "lib_api.rs", """    if let Err(e) = serde_json::to_writer(&mut *output, value) {
""", """    std::hint::black_box(serde_json::to_string(value).ok());
    if let Err(e) = serde_json::to_writer(&mut *output, value) {
"""),
    Plant("digits, counted", "b", ("comp3", "kernel", ""), "numeric::decimal::SmallDecimal::normalize",
          "numeric/decimal.rs", """        if self.value == 0 {
            self.negative = false;
        }
    }

    /// Format""", """        let mut rest = self.value.unsigned_abs();
        while rest != 0 {
            rest = std::hint::black_box(rest / 10);
        }
        if self.value == 0 {
            self.negative = false;
        }
    }

    /// Format"""),
    Plant("a clone", "b", ("record-comp3", "record", ""), "lib_api::envelope::flatten_fields_into",
          "lib_api/envelope.rs", """            target.insert(key.clone(), value.clone());
""", """            target.insert(key.clone(), std::hint::black_box(value.clone()).clone());
"""),
    Plant("a checked sum", "c", ("display-zoned", "kernel", ""), "numeric::zoned_append_digit", "numeric.rs",
          """fn zoned_append_digit(value: i64, digit: u8, position: usize) -> Result<i64> {
""", """fn zoned_append_digit(value: i64, digit: u8, position: usize) -> Result<i64> {
    let sum = std::hint::black_box(value).checked_add(std::hint::black_box(i64::from(digit)));
    std::hint::black_box(sum.map(|sum| sum.checked_mul(3)));
"""),
    Plant("an allocation", "c", ("record-comp3", "record", ""), "lib_api::insert_decoded_field_with_key_mode",
          "lib_api.rs", """    match json_obj.entry(name.to_owned()) {
""", """    std::hint::black_box(vec![1u8; 200]);
    match json_obj.entry(name.to_owned()) {
"""),
    Plant("a text by characters", "d", ("record-comp3", "record", ""), "lib_api::numeric_string_to_value",
          "lib_api.rs", """    use crate::options::JsonNumberMode;
    match options.json_number_mode {
        JsonNumberMode::Lossless => Value::String(s),
""", """    use crate::options::JsonNumberMode;
    let s = std::hint::black_box(s.chars().collect::<String>());
    match options.json_number_mode {
        JsonNumberMode::Lossless => Value::String(s),
"""),
    Plant("a sort", "e", ("record-comp3", "record", ""), "lib_api::envelope::build_json_envelope",
          "lib_api/envelope.rs", """    flatten_fields_into(&fields, &mut root);
""", """    let mut names: Vec<String> = fields.keys().cloned().collect();
    names.sort_by(|a, b| b.cmp(a));
    std::hint::black_box(names);
    flatten_fields_into(&fields, &mut root);
"""),
)
BASE = "pristine"


class Explained(Part):
    name = "explained"
    tries = len(PLANTS)
    tries_quick = 4     # Those of the first build.
    checkout = None

    def prepare(self, folder):
        self.checkout = planted_checkout.PlantedCheckout(folder / "copybook-rs-checkout")
        for build in sorted({plant.build for plant in PLANTS}):
            self.checkout.edit(build, [(plant.file, plant.old, plant.new) for plant in PLANTS
                                       if plant.build == build])
        for build in (BASE, *sorted({plant.build for plant in PLANTS})):
            self.build(build)

    def build(self, tag):
        """It takes minutes, and is kept."""
        built = subprocess.run([comparison.PROGRAM, "subjects", "--subject",
                                f"a={self.checkout.build(tag)}"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
                               check=False)
        if built.returncode != 0:
            raise comparison.Failed(f"building {tag}: {built.stdout.strip()}")

    def run(self, case):
        plant = PLANTS[case]
        workload, level, variant = plant.benchmark
        document = comparison.compare(self.checkout.build(BASE), self.checkout.build(plant.build),
                                      workload, case + 1, "--launches", 1, "--no-referee",
                                      "--explain")
        (entry,) = (entry for entry in document["benchmarks"]
                    if (entry["level"], entry["variant"]) == (level, variant))
        if "explanation" not in entry:
            raise comparison.Failed(f"nothing is explained here: {'; '.join(document['notes'])}")
        names = [function["name"] for function in entry["explanation"]["functions"]]
        return {"seconds": document["elapsed_s"], "how": plant.how, "function": plant.function, "first": names[0] if names else None,
                "more": entry["work"]["ratio"] - 1.0}

    def rows(self, outcomes):
        right = sum(is_right(outcome) for outcome in outcomes)
        yield Row("a function of copybook-rs that was slowed, inlined or not: named first",
                  f"≥ 9 of {self.tries}", right, len(outcomes),
                  [outcome["seconds"] for outcome in outcomes], right >= 9)

    def table(self, outcomes):
        lines = ["| slowed by | function | more work | named first |\n|---|---|---:|---|\n"]
        for outcome in outcomes:
            first = "itself" if is_right(outcome) else f"`{outcome['first']}`"
            lines.append(f"| {outcome['how']} | `{outcome['function']}` | "
                         f"{100.0 * outcome['more']:+.1f} % | {first} |\n")
        return "".join(lines)


def is_right(outcome):
    return outcome["first"] == f"copybook_codec::{outcome['function']}"
