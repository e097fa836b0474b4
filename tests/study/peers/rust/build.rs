// SPDX-License-Identifier: AGPL-3.0-or-later
//! Links libsubject_loop.a, which peers.py builds once for all peers, from SUBJECT_LOOP_FOLDER.

use std::env;

fn main() {
    let folder = env::var("SUBJECT_LOOP_FOLDER").expect("SUBJECT_LOOP_FOLDER");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SUBJECT_LOOP_FOLDER");
    println!("cargo:rerun-if-changed={folder}/libsubject_loop.a");
    println!("cargo:rustc-link-search=native={folder}");
    println!("cargo:rustc-link-lib=static=subject_loop");
}
