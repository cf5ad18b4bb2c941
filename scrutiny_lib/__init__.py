"""Scrutiny Workbench: from *which cases do we look at* to *did anything change for children*."""

__version__ = "0.1.0"
