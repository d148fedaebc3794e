"""Names of agencies: cut apart, and what kind of agency a name is of (domain.md §4, Roles)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.notation.text import plain

OPENING, CLOSING = "([{〔【《<", ")]}〕】》>"
SEPARATORS = "、,;，；"
ENDS = re.compile(
    r"(?:局|委|办|部|院|署|厅|处|站|所|社|会|中心|政府|街道|镇|乡|区|县|市|公司|大学|学院|学校|海关|银行|支行|分局|单位|部门|成员|组|团|队|企业|行|街|商会|科协|工会|园|集团|法院|检察院|税务|人行|馆|台|室"
    r"|科|股|联|协|庭|校|电力|移动|电信|联通|邮政|铁塔|烟草|央企|国企|专班)(?:\([^()]*\))?\)?[*]?$"
)
MAX_NAME = 60  # characters
NO_NAME = re.compile(
    r"^\d|年底|月底|时限|持续|长期|同上|详见|见附|职责|分工|负责|落实|推进|完成|^(?:略|无|等|按|由)|领导$"
)
RUN_TOGETHER = re.compile(
    r"[市县区省州旗][^、,()]{2,12}[局院厅署](?=[市县区旗省州][^、,()]{2,12}[局委办部院署厅会](?:$|\(|[市县区旗省州]))"
)  # 县检察院县司法局
COLLECTIVE = re.compile(
    r"^(?:各|有关|相关|市级有关|区级有关|市有关|其他)|(?:成员单位|各单位|有关单位|相关单位|有关部门|相关部门)$"
)
UNSPECIFIED = re.compile(r"^(?:各?有关|各?相关|市级有关|市有关|区有关|县有关|其他)|(?:有关|相关)(?:部门|单位)$")


def split_names(text: str) -> list[str]:
    """Split at 、，,；; and at line ends outside brackets only: 各县(市、区)政府 is one name."""
    return [name for name in (_trimmed(part) for part in _parts(_joined_lines(plain(text)))) if name]


def _joined_lines(text: str) -> str:
    """A line end parts two names where the first is whole; else the cell was only too narrow."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lines = ["、".join(_apart(line)) for line in lines]
    joined = "".join(
        line if n == 0 or (_goes_on(lines[n - 1]) and not line.startswith("各")) else "、" + line
        for n, line in enumerate(lines)
    )
    return JOINED.sub("、", "".join(joined.split()))


def _apart(line: str) -> list[str]:
    """The parts of a line where blanks or strokes stand between whole names: 市法院 市检察院, 市法院/市检察院."""
    parts = re.split(r"(\s+|/)", line)
    found = [[parts[0]]]
    last = re.split(f"[{SEPARATORS}]", parts[0])[-1]
    for between, part in zip(parts[1::2], parts[2::2], strict=True):
        names = re.split(f"[{SEPARATORS}]", part)
        if _is_whole(last) and _is_whole(names[0]):
            found.append([part])
            last = names[-1]
        else:
            found[-1] += [between.strip(), part]
            joined = f"{last}{between.strip()}{part}" if len(names) == 1 else names[-1]
            last = joined[-MAX_NAME:]  # no name is longer: a line of blanks is read in a straight line
    return ["".join(pieces) for pieces in found]


def _is_whole(name: str) -> bool:
    return len(name) >= 3 and ENDS.search(name) is not None


# 市人社局等部门和各县市区政府, 市直各有关单位及各县区政府; not 市人力资源和社会保障局
AND = r"(?:以及|及|和|与)"
ENDING = "局委办部院署厅处会心府道镇乡区县市司位门队组校业"
JOINED = re.compile(
    rf"等(?:有关|相关|各)?(?:部门|单位)?(?:{AND}|[,、;]|(?=$))"
    rf"|(?<=[{ENDING}]){AND}(?=[各市县区省州](?!域)|有关|相关|其他)"
)


def _goes_on(line: str) -> bool:
    depth = sum(line.count(character) for character in OPENING) - sum(line.count(character) for character in CLOSING)
    return depth > 0 or line.endswith(tuple(SEPARATORS)) or not ENDS.search(line)


def _parts(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, character in enumerate(text):
        if character in OPENING:
            depth += 1
        elif character in CLOSING:
            depth = max(depth - 1, 0)
        elif character in SEPARATORS and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def _trimmed(name: str) -> str:
    return name.strip(" 。.·:")


def is_name(name: str) -> bool:
    """Whether a text may be an agency: it ends as agencies do or names several, and is no term, remark or sentence."""
    bare = name.strip("*")
    ends = ENDS.search(bare) is not None or is_collective(bare)
    return 2 <= len(bare) <= 40 and ends and not is_no_name(bare)


def is_no_name(text: str) -> bool:
    """Whether what stands in the place of a name is none: a term, a remark, or several names with nothing between."""
    return bool(NO_NAME.search(text) or RUN_TOGETHER.search(text))


def looks_like_names(text: str) -> bool:
    """Whether a cell holds agencies and no sentence: short names that end as agencies do."""
    names = split_names(text)
    short = [name for name in names if len(name) <= 25]
    return bool(names) and len(short) == len(names) and sum(bool(ENDS.search(name)) for name in names) * 2 > len(names)


def main_name(name: str) -> tuple[str, str]:
    """Return an agency's main name, and the other one in a last bracket: 市委宣传部(市新闻出版局).

    A bracket that only says which places are meant (各镇(街道)) belongs to the name.
    """
    found = re.fullmatch(r"(.+?)\(([^()]+)\)", name)
    if found and not is_collective(name) and ENDS.search(found[2]) and ENDS.search(found[1]):
        return found[1], found[2]
    return name, ""


def is_collective(name: str) -> bool:
    return bool(COLLECTIVE.search(name))


def is_unspecified(name: str) -> bool:
    """Whether a name leaves open which agencies are meant: 有关县(市、区)政府."""
    return bool(UNSPECIFIED.search(name))


def agency_kind(name: str) -> str:
    """department, organisation or collective, read from the ending of a name."""
    if is_collective(name):
        return "collective"
    if re.search(r"(?:局|委|办|部|办公室|委员会|厅|署)(?:\)|$)", name) and not re.search(
        r"(?:分局|办事处|支行|海关)$", name
    ):
        return "department"
    return "organisation"
