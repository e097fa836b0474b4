// SPDX-License-Identifier: AGPL-3.0-or-later
//! Criterion's defaults; what is run and for how long comes from outside.

use criterion::{Criterion, criterion_group, criterion_main};
use perfharness_study_peers::SubjectLoop;

fn decode(criterion: &mut Criterion) {
    let mut subject = SubjectLoop::open_named_beside_executable();
    criterion.bench_function("decode", |bencher| bencher.iter(|| subject.run()));
}

criterion_group!(benches, decode);
criterion_main!(benches);
