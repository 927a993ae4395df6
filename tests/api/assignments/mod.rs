mod create_assignment;
mod find_assignment;
mod life;
mod list_assignments;
mod participants;
mod response;
mod rests;
mod revise;
