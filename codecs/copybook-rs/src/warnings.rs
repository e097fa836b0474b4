// SPDX-License-Identifier: AGPL-3.0-or-later
//! What copybook-rs decodes with a warning. It counts its warnings only for whole files, and says
//! which they are in events of `tracing`: these are listened to, at their level alone, so that all
//! that is quieter costs what it costs without a listener. So does what is warned of although the
//! copybook allows it, from the second time on: nobody listens to that place in the library any more.

use std::cell::RefCell;
use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tracing_core::callsite::{Identifier, rebuild_interest_cache};
use tracing_core::dispatcher::{Dispatch, set_global_default};
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::subscriber::Interest;
use tracing_core::{Event, Level, LevelFilter, Metadata, Subscriber};

/// A field that was filled with blanks where its copybook allows them for zero is as it should be, and
/// so is a control character that is replaced, which it never is unless that was asked for.
const ALLOWED: [&str; 3] = [
    "CBKD412_ZONED_BLANK_IS_ZERO",
    "CBKD423_EDITED_PIC_BLANK_WHEN_ZERO",
    "CBKC301_INVALID_EBCDIC_BYTE",
];

pub struct Warning {
    pub code: String,
    /// Path of the field, empty when it is not said.
    pub field: String,
}

/// Where in the library it says that, which its messages alone tell. A place has one message, so what
/// was allowed there once always is.
static ALLOWED_PLACES: Mutex<Vec<Identifier>> = Mutex::new(Vec::new());

thread_local! {
    static FIRST: RefCell<Option<Warning>> = const { RefCell::new(None) };
}

/// Whether there was one, on whatever thread: the library's own are gone when a file is decoded.
static HEARD: AtomicBool = AtomicBool::new(false);

/// Hear warnings from now on.
pub fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Fails where another listens, which no code of this library does.
        let _ = set_global_default(Dispatch::new(Listener));
    });
}

/// Whether there was any since this was last asked; those that were are forgotten.
pub fn take_heard() -> bool {
    let _ = take();
    HEARD.swap(false, Ordering::Relaxed)
}

/// The first of this thread since it was last taken.
pub fn take() -> Option<Warning> {
    FIRST.with_borrow_mut(Option::take)
}

fn allowed_places() -> MutexGuard<'static, Vec<Identifier>> {
    ALLOWED_PLACES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// To hear a place means to format its message, which would be timed with the record.
#[cold]
fn stop_listening_to(place: Identifier) {
    allowed_places().push(place);
    rebuild_interest_cache();
}

fn is_allowed(message: &str) -> bool {
    message.split_once(':').is_some_and(|(code, _)| ALLOWED.contains(&code))
}

impl Warning {
    /// "CBKS301_ODO_CLIPPED: ODO counter value 9 … for array 'ORDER.LINES' …"
    fn read(message: &str) -> Option<Self> {
        let (code, text) = message.split_once(':')?;
        if !code.starts_with("CBK") {
            return None;
        }
        let field = text.split_once("for array '").and_then(|(_, rest)| rest.split_once('\''));
        let field = field.map_or("", |(path, _)| path);
        Some(Self { code: code.to_owned(), field: field.to_owned() })
    }
}

struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
            && *metadata.level() == Level::WARN
            && !allowed_places().contains(&metadata.callsite())
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::WARN)
    }

    fn event(&self, event: &Event<'_>) {
        if FIRST.with_borrow(Option::is_some) {
            return;
        }
        let mut message = Message::default();
        event.record(&mut message);
        if is_allowed(&message.0) {
            stop_listening_to(event.metadata().callsite());
        } else {
            FIRST.set(Warning::read(&message.0));
            HEARD.fetch_or(FIRST.with_borrow(Option::is_some), Ordering::Relaxed);
        }
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}
