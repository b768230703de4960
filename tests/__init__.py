"""Tests, laid out as the packages are; flows/ drives whole lines, browser/ real pages."""
