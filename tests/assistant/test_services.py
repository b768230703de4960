"""What every door works with."""

from __future__ import annotations

from threadpoolctl import threadpool_info

from assistant.services import Services


def test_arithmetic_keeps_to_one_thread(services: Services) -> None:
    """Idle threads of numpy's would spin and take the core from whoever else asks."""
    assert services.matcher is not None
    assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {1}
