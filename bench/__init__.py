"""Benchmarks: each prints figures for a closing note; none fails because a machine is slow."""
