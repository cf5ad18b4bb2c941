"""What two texts have in common that look alike: letters only, in one alphabet, nothing invisible.

For comparing, never for printing. Somebody who wants to get past a comparison writes a letter of another alphabet, puts
something invisible between two letters, or spreads them out; here all of these are the same text.
"""

from __future__ import annotations

import unicodedata

from .redact_words import word_set

_ALIKE: dict[str | int, str] = {
    **dict(zip("абвгԁеһіјкмнопрсѕтухѵԝԛʏьэ", "a6brdehljkmhonpcstyxvwqyb3", strict=True)),
    **dict(zip("αβεηικμνορτυχγωζσ", "abenlkuvoptuxywzo", strict=True)),
    **dict(zip("ոօսհցքɑɡıƚɩʟ|×", "nouhgqaglllllx", strict=True)),
    **dict(zip("01345i", "oleasl", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghljkmnoprstuvwyz", strict=True)),
    **dict(zip("øɵłđħŧⱦƀɍɏɇɨʉȼꝁɉǥƶ", "ooldhttbryeluckjgz", strict=True)),
    **dict(zip("ᎠᎡᎢᎪᎫᎬᎳᎷᎻᎽᏀᏃᏒᏚᏙᏞᏟᏢᏦᏴ", "drtajewmhygzrsvlcpkb", strict=True)),
    **dict(zip("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "bpdtgkjczfmnlsrvhwxyaelou", strict=True)),
    "ĸ": "k",
    **{first + at: "abcdefghljklmnopqrstuvwxyz"[at] for first in (0x1F150, 0x1F170, 0x1F1E6) for at in range(26)},
}
_LOOKS_LIKE = str.maketrans(_ALIKE)
"""Letters of other alphabets, and digits, that are read as one of ours, in small letters."""
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
"""Greek capitals that look like ours; their small letters look like others."""

_SIGNS = {"'", "’", *(sign for sign in map(chr, _LOOKS_LIKE) if not sign.isalnum())} - {"|", "×"}
"""What a word of a name may hold besides letters and digits: an apostrophe, and signs that are read as letters."""
_ADDRESSED = word_set("mr mrs ms mlss mx dr doctor prof professor rev reverend slr dame lady lord")
"""How people are addressed, as skeletons."""


def skeleton(text: str) -> str:
    """Only the letters and digits of a text, as they look: compatibility forms, accents, case, alphabet and everything
    between them left out.

    >>> skeleton("I h\u0430te\u200b it!") == skeleton("I hate it")
    True
    >>> skeleton("ADMIN-1") == skeleton("adminl")
    True
    """
    flat = unicodedata.normalize("NFKD", text).translate(_CAPITALS).casefold().translate(_LOOKS_LIKE)
    return "".join(character for character in flat if character.isalnum())


def words_of(text: str) -> list[str]:
    """The words of a text as skeletons, in order. What stands between two white spaces is a word; one without a letter
    or digit is none.

    >>> words_of("No – not 1 day.") == words_of("no, not l day")
    True
    """
    return [word for word in map(skeleton, text.split()) if word]


def same_person(first: str, second: str) -> bool:
    """Whether two names as typed may be one person's: the same words in any order, or one with initials for the other.

    It fails closed: names that cannot be told apart count as one. A blank name is nobody and so the same as any; how
    somebody is addressed tells nobody apart.

    >>> same_person("Kim Lee", "lee, KIM"), same_person("Ms K. Lee", "Kim Lee"), same_person("Kim Lee", "Jo Park")
    (True, True, False)
    """
    one, other = (_name(name) for name in (first, second))
    if not one or not other:
        return True
    if "".join(sorted("".join(one))) == "".join(sorted("".join(other))):
        return True
    fewer, more = sorted((one, other), key=len)
    rest = list(more)
    for word in sorted(fewer, key=len, reverse=True):
        match = next((have for have in rest if have.startswith(word) or word.startswith(have)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _name(name: str) -> list[str]:
    spaced = "".join(
        character if character.isalnum() or unicodedata.category(character)[0] in "MC" or character in _SIGNS else " "
        for character in unicodedata.normalize("NFKD", name)
    )
    said = words_of(spaced)
    return [word for word in said if word not in _ADDRESSED] or said
