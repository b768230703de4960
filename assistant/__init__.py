"""What happens when a resident writes: the decision, the case, the hand-over and the residents' web."""
