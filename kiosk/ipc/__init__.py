"""The Unix socket on which the core is reached by its UI and its reader."""
