// SPDX-License-Identifier: AGPL-3.0-or-later
//! Finds out what is being built and how, for the subject's version and build texts.

use std::{env, fs, process::Command};

const CRATE_UNDER_TEST: &str = "copybook-codec";

fn main() {
    let lock = fs::read_to_string("Cargo.lock").expect("Cargo.lock beside Cargo.toml");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=Cargo.lock");
    println!("cargo:rerun-if-changed=Cargo.toml");
    println!("cargo:rerun-if-env-changed=CARGO_ENCODED_RUSTFLAGS");
    println!("cargo:rustc-env=PH_SUBJECT_VERSION={}", linked_version(&lock));
    println!("cargo:rustc-env=PH_SUBJECT_BUILD={}", build_text());
}

/// Version in the lock file, which is what cargo links. A crate that does not come from the
/// registry says so behind a plus sign: a checkout carries the version of its last release.
fn linked_version(lock: &str) -> String {
    let package = lock
        .split("[[package]]")
        .find(|package| text_value(package, "name") == Some(CRATE_UNDER_TEST))
        .expect("copybook-codec in Cargo.lock");
    let version = text_value(package, "version").expect("a version in Cargo.lock");
    match text_value(package, "source") {
        None => format!("{version}+checkout"),
        Some(source) if source.starts_with("git+") => {
            let commit = source.rsplit('#').next().unwrap_or_default();
            format!("{version}+git.{:.12}", commit)
        }
        Some(_) => version.to_owned(),
    }
}

fn build_text() -> String {
    let opt_level = variable("OPT_LEVEL");
    let has_assertions = env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some();
    let is_release = variable("PROFILE") == "release"
        && matches!(opt_level.as_str(), "2" | "3")
        && !has_assertions;
    let manifest = fs::read_to_string("Cargo.toml").expect("Cargo.toml");
    let (lto, codegen_units) = if variable("PROFILE") == "release" {
        (release_setting(&manifest, "lto"), release_setting(&manifest, "codegen-units"))
    } else {
        (None, None)
    };
    format!(
        "{} {} opt-level={opt_level} lto={} codegen-units={} panic={} debug-assertions={} {}",
        rustc_version(),
        if is_release { "release" } else { "debug" },
        lto.unwrap_or_else(|| "default".into()),
        codegen_units.unwrap_or_else(|| "default".into()),
        variable("CARGO_CFG_PANIC"),
        if has_assertions { "on" } else { "off" },
        codegen_flags()
    )
}

/// Value of a release profile setting: cargo tells a build script neither of the two asked for.
fn release_setting(manifest: &str, key: &str) -> Option<String> {
    let override_name = format!("CARGO_PROFILE_RELEASE_{}", key.to_uppercase().replace('-', "_"));
    println!("cargo:rerun-if-env-changed={override_name}");
    if let Ok(value) = env::var(override_name) {
        return Some(value);
    }
    let profile = manifest.split("[profile.release]").nth(1)?;
    let profile = profile.split("\n[").next()?;
    raw_value(profile, key).map(|value| value.trim_matches('"').to_owned())
}

/// The -C flags that rustc is given, target CPU first, "default" when it is not among them. Not what
/// paths are called by: that is no part of the code.
fn codegen_flags() -> String {
    let encoded = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let mut target_cpu = "default";
    let mut others = String::new();
    for flag in encoded.split('\x1f') {
        let flag = flag.strip_prefix("-C").unwrap_or(flag).trim_start();
        match flag.strip_prefix("target-cpu=") {
            Some(cpu) => target_cpu = cpu,
            None if flag.is_empty() || flag.starts_with("--remap-path-prefix=") => {}
            None => {
                others.push(' ');
                others.push_str(flag);
            }
        }
    }
    format!("target-cpu={target_cpu}{others}")
}

fn rustc_version() -> String {
    let output = Command::new(variable("RUSTC")).arg("--version").output();
    let output = output.expect("rustc --version");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// The value of `key = value` on a line of its own.
fn raw_value<'a>(section: &'a str, key: &str) -> Option<&'a str> {
    section.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == key).then(|| value.trim())
    })
}

fn text_value<'a>(section: &'a str, key: &str) -> Option<&'a str> {
    raw_value(section, key).map(|value| value.trim_matches('"'))
}
