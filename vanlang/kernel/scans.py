"""What the text found in a PDF is worth: a scanner's watermark says nothing, and before Unicode
Vietnamese was written in TCVN3 (ABC) and VNI, which search would never find.
"""

import re
import unicodedata

LETTERS_OF_A_TEXT = 40  # fewer beside a watermark are no page's text
WATERMARK = re.compile(
    r"scanned?\s+(with|by|using)\s+[\w .]{1,30}|cam\s?scanner|adobe\s+scan|microsoft\s+lens"
    r"|(được\s+)?quét\s+bằng\s+[\w .]{1,30}|intsig\w*|tap\s?scanner|genius\s+scan|www\.\S+|https?://\S+",
    re.IGNORECASE,
)
VIETNAMESE = re.compile("[\u1ea0-\u1ef9]")
LEAST_SHARE, LEAST_SIGNS = 0.03, 3  # of the letters: signs that only the old encodings use
TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
ONLY_TCVN3 = re.compile("[µ¸¶·¹¨»¾¼½Æ©®ªÖ×ØÞß«¬÷þ¦§]")
VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
VNI_HATS = {
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
VNI_ALONE = {"ñ": "đ", "Ñ": "Đ", "ô": "ơ", "Ô": "Ơ", "ö": "ư", "Ö": "Ư"}
VNI_ALONE |= {"æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI_PAIR = re.compile("([aeoAEO])([âáàåãäêéèúüë])|([aeouyôöAEOUYÔÖ])([øùûõï])")
ONLY_VNI = re.compile("[aeouyôöAEOUYÔÖ][øùûõïåäü]|[ñö]", re.IGNORECASE)


def says_nothing(text: str) -> bool:
    """Tell whether what stands in a PDF is only what a scanner printed over the picture."""
    bare = WATERMARK.sub(" ", text)
    lines = {" ".join(line.split()) for line in bare.splitlines()} - {""}
    letters = sum(sign.isalpha() for line in lines for sign in line)
    return letters < LETTERS_OF_A_TEXT and bool(WATERMARK.search(text))


def in_unicode(text: str) -> str:
    """Return the text in Unicode, converted where it was plainly written in TCVN3 or VNI."""
    letters = sum(sign.isalpha() for sign in text)
    if not letters or VIETNAMESE.search(text):
        return text
    least = max(LEAST_SIGNS, LEAST_SHARE * letters)
    if len(ONLY_TCVN3.findall(text)) >= least:
        return "".join(TCVN3.get(sign, sign) for sign in text)
    if len(ONLY_VNI.findall(text)) >= least:
        return _from_vni(text)
    return text


def _from_vni(text: str) -> str:
    def joined(match: re.Match[str]) -> str:
        if match[1]:
            return match[1] + VNI_HATS[match[2]]
        return VNI_ALONE.get(match[3], match[3]) + VNI_TONES[match[4]]

    paired = VNI_PAIR.sub(joined, text)
    return unicodedata.normalize("NFC", "".join(VNI_ALONE.get(sign, sign) for sign in paired))
