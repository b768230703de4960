"""A department's checklist document becomes rows, every fault with its place."""
