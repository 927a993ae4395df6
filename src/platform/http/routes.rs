//! Where slices enter their operations: into the service, or into the document that describes it. Each worker mounts its own
//! copy of the service; the document is made once, because it takes many times the memory.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa::openapi::{Components, OpenApi, OpenApiBuilder};
use utoipa_actix_web::OpenApiFactory;

/// What a slice enters its operations into.
pub struct Routes<'r>(Into<'r>);

enum Into<'r> {
    Service(&'r mut web::ServiceConfig),
    Document(&'r mut OpenApi),
}

impl<'r> Routes<'r> {
    /// Mounts operations.
    pub fn of_service(service: &'r mut web::ServiceConfig) -> Self {
        Self(Into::Service(service))
    }

    /// Describes operations.
    pub fn of_document(document: &'r mut OpenApi) -> Self {
        Self(Into::Document(document))
    }

    /// Enters an operation.
    pub fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        match &mut self.0 {
            Into::Service(service) => {
                service.service(operation);
            }
            Into::Document(document) => {
                document.paths.merge(operation.paths());
                let mut schemas = Vec::new();
                operation.schemas(&mut schemas);
                document.components.get_or_insert_with(Components::new).schemas.extend(schemas);
            }
        }
        self
    }

    /// Enters the operations of a slice.
    pub fn configure(&mut self, slice: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        slice(self);
        self
    }

    /// Enters operations whose paths begin so.
    pub fn under(&mut self, prefix: &str, slices: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        match &mut self.0 {
            Into::Service(service) => {
                let scope = web::scope(prefix);
                service.service(scope.configure(|inner| slices(&mut Routes::of_service(inner))));
            }
            Into::Document(document) => {
                let mut inner = OpenApiBuilder::new().build();
                slices(&mut Routes::of_document(&mut inner));
                let paths = std::mem::take(&mut inner.paths.paths).into_iter();
                document.paths.paths.extend(paths.map(|(path, item)| (format!("{prefix}{path}"), item)));
                let schemas = inner.components.unwrap_or_default().schemas;
                document.components.get_or_insert_with(Components::new).schemas.extend(schemas);
            }
        }
        self
    }
}
