"""How long documents take to be read: file → blocks → draft → findings, in seconds.

Use: make bench
"""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

import django

ROUNDS = 3


def main() -> None:
    """Print each document with its rows, and the median of its runs."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from documents.matching.intake import draft_from_file
    from documents.reading.plan_files.fixture import read_fixture
    from documents.review.findings import findings_of
    from tests.documents.remade import Layout, Paper, as_docx, as_html, as_txt, as_xlsx, paper
    from tests.fixtures.documents import SEEDS, are_here

    call_command("migrate", verbosity=0)
    call_command("loadplans", verbosity=0)
    wenzhou = paper(read_fixture(Path(settings.BASE_DIR, "fixtures", "wenzhou-2022.json").read_bytes()), Layout())
    tasks = ["序号", "重点工作", "主要内容", "责任单位"]
    documents = {
        "wenzhou .txt": ("a.txt", next(SEEDS.glob("000_*")).read_bytes() if are_here() else as_txt(wenzhou), 82),
        "wenzhou .docx": ("a.docx", as_docx(wenzhou), 82),
        "wenzhou .html": ("a.html", as_html(wenzhou), 82),
        "2,000 tasks .docx": ("a.docx", as_docx(Paper([wenzhou.parts[4], [tasks, *_tasks(2_000)]])), 2_000),
        "10,000 tasks .xlsx": ("a.xlsx", as_xlsx(Paper([wenzhou.parts[4], [tasks, *_tasks(10_000)]])), 10_000),
    }
    print(f"{'document':<22}{'rows':>7}{'seconds':>9}")
    results = {}
    for name, (file, content, rows) in documents.items():
        spent = []
        for _round in range(ROUNDS):
            start = time.perf_counter()
            draft, _blocks = draft_from_file(file, content)
            findings_of(draft)
            spent.append(time.perf_counter() - start)
        assert len(draft.tasks) + len(draft.indicators) == rows, (name, len(draft.tasks), len(draft.indicators))
        results[name] = round(statistics.median(spent), 2)
        print(f"{name:<22}{rows:>7}{results[name]:>9}")
    (settings.BASE_DIR / "var" / "bench-reading.json").write_text(json.dumps(results, indent=1))


def _tasks(count: int) -> list[list[str]]:
    names = ["*市市场监管局、市科技局,各县(市、区)政府", "市法院", "*市委宣传部(市新闻出版局)、市文广旅局"]
    return [
        [str(n + 1), f"重点工作{n // 10 + 1}", f"开展第{n + 1}项工作，建设基地{n % 7 + 2}个以上。", names[n % 3]]
        for n in range(count)
    ]


if __name__ == "__main__":
    main()
