"""Which mails are asked for together."""

from mail_gateway.fetching.bundles import bundles


def test_small_neighbours_go_together_and_whatever_may_be_large_alone() -> None:
    """In their order, never more bytes at a time than allowed; a size that the server does not know may be any."""
    sizes = {1: 40, 2: 60, 3: 1, 4: 500, 5: 10, 6: 0, 7: 10, 8: 20}
    assert list(bundles(sizes, 100)) == [[1, 2], [3], [4], [5], [6], [7, 8]]
    assert list(bundles({}, 100)) == []
