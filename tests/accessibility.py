"""axe-core in a page of Playwright's."""

from axe_playwright_python.base import AXE_FILE_PATH


def serious_faults(page, selector: str) -> list[str]:
    """What axe-core finds serious or critical (WCAG 2.2 A and AA) within the elements that `selector` names."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate("selector => axe.run({include: [selector]}, {resultTypes: ['violations']})", selector)
    return [
        f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
