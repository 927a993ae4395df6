//! No practice sees another: the policies, the keys, and the transaction that sets the practice.

mod audit_policy;
mod catalogue;
mod isolation;
mod overload;
mod policies;
mod transactions;
