"""An invented coded project with everything in it that an exchange file can carry."""

from __future__ import annotations

from scrutiny_lib.intake.qda_project import Project, qda_table

WORDS = "I sleep 😟\r\nat Nan's.\rCafe\u0301 \0 \u05d0\u05d1."
GUID = "0d62985d-b147-5d01-a9b5-cae5dcd98342"


def coded_project() -> Project:
    """Two texts, three codes (one a group), two coders, one case, five notes, one set."""
    return Project(
        name='Voice & <others> "now"',
        origin="Scrutiny Workbench",
        codes=qda_table(
            "codes",
            [
                {"code": "V", "name": "Voice", "codable": False, "description": "Layer: practice"},
                {
                    "code": "V1", "name": 'Own "words"', "parent": "V", "color": "#ff0000", "definition": "As said.",
                    "include": "A note.\nA text.", "exclude": "Reworded.", "example": "It's calm then.",
                },
                {"code": GUID, "name": "Nights", "description": "Id: somebody's own line"},
            ],
        ),
        sources=qda_table(
            "sources",
            [
                {"source": "S1", "name": "Visit 1", "text": WORDS, "bom": True, "description": "A drawing too."},
                {"source": "S2", "name": "", "text": ""},
            ],
        ),
        coders=qda_table("coders", [{"coder": "A1", "name": "first"}, {"coder": "A2"}]),
        codings=qda_table(
            "codings",
            [
                {"source": "S1", "start": 0, "end": 9, "code": "V1", "coder": "A1"},
                {"source": "S1", "start": 2, "end": 19, "code": "V1", "coder": "A2"},
                {"source": "S1", "start": 2, "end": 19, "code": GUID, "coder": "A1"},
                {"source": "S2", "start": 0, "end": 0, "code": "V1", "coder": ""},
            ],
        ),
        cases=qda_table("cases", [{"case": "C1", "description": "A case without a name."}]),
        case_sources=qda_table(
            "case_sources", [{"case": "C1", "source": "S2"}, {"case": "C1", "source": "S1", "start": 1, "end": 3}]
        ),
        variables=qda_table(
            "variables",
            [
                {"variable": "age", "type": "Integer", "of": "case", "about": "C1", "value": "12"},
                {"variable": "on", "type": "Date", "of": "case", "about": "C1", "value": "2025-10-01"},
                {"variable": "share", "type": "Float", "of": "source", "about": "S1", "value": "0.5"},
                {"variable": "alone", "type": "Boolean", "of": "source", "about": "S1", "value": "true"},
                {"variable": "at", "type": "DateTime", "of": "source", "about": "S2", "value": "2025-10-01T10:00:00Z"},
                {"variable": "agency", "type": "Text", "of": "source", "about": "S2", "value": ""},
            ],
        ),
        notes=qda_table(
            "notes",
            [
                {
                    "note": "N1", "name": "memo", "text": "a\rb", "of": "passage", "about": "S1", "start": 2, "end": 9,
                    "coder": "A1", "on": "2025-10-01T12:00:00",
                },
                {"note": "N2", "text": "nul \0", "of": "project"},
                {"note": "N3", "text": "on a case", "of": "case", "about": "C1"},
                {"note": "N4", "text": "on a code", "of": "code", "about": "V1", "coder": "A2"},
                {"note": "N5", "text": "on a text", "of": "source", "about": "S2"},
            ],
        ),
        sets=qda_table(
            "sets",
            [
                {"set": "G1", "name": "Sleep", "description": "d", "of": "code", "member": "V1"},
                {"set": "G1", "name": "Sleep", "description": "d", "of": "source", "member": "S1"},
                {"set": "G1", "name": "Sleep", "description": "d", "of": "note", "member": "N1"},
            ],
        ),
    )  # fmt: skip
