"""The post-room's part of the town's own service measurement: questions that go out, and what comes back to them."""
