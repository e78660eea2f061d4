use redis::Script;

/// What must happen in one step. The server keeps them by their hash; one that has forgotten them is told again.
#[derive(Debug)]
pub(super) struct Scripts {
    pub(super) write: Script,
    pub(super) delete: Script,
    pub(super) delete_all: Script,
}

impl Default for Scripts {
    fn default() -> Self {
        Self {
            write: Script::new(include_str!("write.lua")),
            delete: Script::new(include_str!("delete.lua")),
            delete_all: Script::new(include_str!("delete_all.lua")),
        }
    }
}
