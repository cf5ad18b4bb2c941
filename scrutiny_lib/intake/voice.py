"""Voices, as the rest of the world meets them: texts, codebooks, coders' work, and projects of other tools.

Everything here is made elsewhere and only gathered: projects (REFI-QDA and Taguette) are read and written by
:func:`read_qdpx`, :func:`read_qdc`, :func:`read_taguette`, :func:`write_qdpx` and :func:`write_qdc`.
"""

from scrutiny_lib.intake.codebook import Codebook, choose_codes, read_codebook
from scrutiny_lib.intake.coders import Coded, read_coded
from scrutiny_lib.intake.engagement import read_engagement
from scrutiny_lib.intake.passages import passages_of
from scrutiny_lib.intake.qda_codebook import codebook_from, write_codebook
from scrutiny_lib.intake.qda_positions import PositionsUnclear
from scrutiny_lib.intake.qda_project import Project
from scrutiny_lib.intake.qdc_read import read_qdc
from scrutiny_lib.intake.qdc_write import write_qdc
from scrutiny_lib.intake.qdpx_read import read_qdpx
from scrutiny_lib.intake.qdpx_write import write_qdpx
from scrutiny_lib.intake.taguette import read_taguette
from scrutiny_lib.intake.texts import Texts, read_texts

__all__ = [
    "Codebook",
    "Coded",
    "PositionsUnclear",
    "Project",
    "Texts",
    "choose_codes",
    "codebook_from",
    "passages_of",
    "read_codebook",
    "read_coded",
    "read_engagement",
    "read_qdc",
    "read_qdpx",
    "read_taguette",
    "read_texts",
    "write_codebook",
    "write_qdc",
    "write_qdpx",
]
