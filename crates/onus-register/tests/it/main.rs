//! Integration tests of the register: what authors of pages and of cases read when something is wrong, and that nothing panics.

mod cases;
mod codes;
mod corpus;
mod render;
mod robust;
