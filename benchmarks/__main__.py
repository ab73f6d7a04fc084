"""`python -m benchmarks`: the tables of docs/performance.md. Ratios, because machines differ."""

import sys

from benchmarks import audit, bounds, imports, store

AIM = 1.3


def main() -> None:
    """The tables, as Markdown; `bounds` prints the one of what others can pile up, `audit` tries the audit log."""
    if sys.argv[1:] == ["bounds"]:
        bounds.main()
        return
    if sys.argv[1:2] == ["audit"]:
        audit.main(*map(int, sys.argv[2:]))
        return
    print("| function | import, as a ratio to pymongo + pydantic |\n| --- | --- |")
    found = imports.ratios()
    for name, ratio in found.items():
        print(f"| {name} | {ratio:.2f} |")
    worst = max(found, key=lambda name: found[name])
    print(f"\nworst: {worst} {found[worst]:.2f} (aim: at most {AIM})\n")
    print(
        "| use case | writes | reads | calls of WeChat | time, in bare reads |\n| --- "
        + "| --- " * 4
        + "|"
    )
    with store.bench() as bench:
        for name, cost in store.costs(bench).items():
            print(f"| {name} | {cost.writes} | {cost.reads} | {cost.outside} | {cost.ratio:.1f} |")
        print(f"\none bare read here: {bench.bare * 1000:.2f} ms")


if __name__ == "__main__":
    main()
