// SPDX-License-Identifier: AGPL-3.0-or-later
//! Copied for either side: `compare` runs the base's executable and its own.

use perfharness_study_peers::SubjectLoop;
use tango_bench::{IntoBenchmarks, benchmark_fn, tango_benchmarks};

fn decode_benchmarks() -> impl IntoBenchmarks {
    [benchmark_fn("decode", |bencher| {
        let mut subject = SubjectLoop::open_named_beside_executable();
        bencher.iter(move || subject.run())
    })]
}

tango_benchmarks!(decode_benchmarks());
