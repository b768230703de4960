"""Tests of the links that are tried: while somebody writes, and in the background."""
