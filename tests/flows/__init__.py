"""Whole lines, driven from the outside: real programs, real servers, real databases."""
