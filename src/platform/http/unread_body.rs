//! A body that nobody reads must not keep its connection.
//!
//! The framework reads an unread body of unknown length to its end before it closes, however slowly it comes, unless
//! the body still has a holder when the answer is sent: then it closes within a second.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::stream::poll_fn;

/// Holds the body of a request until its answer is sent.
pub(super) struct UnreadBody(Option<Rc<RefCell<Payload>>>);

impl UnreadBody {
    /// Takes hold of a body of unknown length; the handler reads it as before.
    pub(super) fn hold(request: &mut ServiceRequest) -> Self {
        if !request.headers().contains_key(TRANSFER_ENCODING) {
            return Self(None);
        }
        let held = Rc::new(RefCell::new(request.take_payload()));
        let read = Rc::clone(&held);
        let reader = poll_fn(move |context| read.borrow_mut().poll_next_unpin(context));
        request.set_payload(Payload::Stream { payload: Box::pin(reader) });
        Self(Some(held))
    }

    /// Gives the hold to the answer.
    pub(super) fn until_sent(self, answer: BoxBody) -> BoxBody {
        match self.0 {
            None => answer,
            Some(held) => BoxBody::new(Answer { body: answer, _held: held }),
        }
    }
}

struct Answer {
    body: BoxBody,
    _held: Rc<RefCell<Payload>>,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
