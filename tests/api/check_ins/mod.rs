mod correct_check_in;
mod create_check_in;
mod delete_check_in;
mod details;
mod list_check_ins;
mod privacy;
mod retry;
mod time;
