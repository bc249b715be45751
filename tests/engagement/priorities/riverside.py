"""The worked neighborhood of SCIENCE 1.4: 6,000 residents, four lines."""

from __future__ import annotations

from engagement.priorities.scoring import (
    IssueInput,
    IssueScore,
    LineScore,
    Tally,
    score_issue,
    score_line,
)


def issue(
    ver: int, unv: int, sup: int, age: float, *, is_open: bool, is_late: bool = False
) -> IssueScore:
    return score_issue(
        IssueInput(
            ver=Tally.of_ages([age] * ver),
            unv=Tally.of_ages([age] * unv),
            sup_ver=Tally.of_ages([age] * sup),
            is_open=is_open,
            is_late=is_late,
        )
    )


ISSUES = {
    "speeding": [
        issue(6, 0, 12, 3, is_open=True),
        issue(2, 1, 0, 20, is_open=True, is_late=True),
        issue(1, 0, 0, 45, is_open=False),
    ],
    "drug_dealing": [issue(2, 4, 0, 8, is_open=True)],
    "street_lighting": [
        issue(4, 3, 30, 5, is_open=True, is_late=True),
        issue(3, 0, 4, 40, is_open=True, is_late=True),
    ],
    "noise": [
        issue(9, 2, 40, 2, is_open=True),
        issue(1, 0, 0, 10, is_open=True),
        issue(1, 0, 0, 12, is_open=True),
    ],
}
HARM = {"speeding": 3, "drug_dealing": 4, "street_lighting": 2, "noise": 1}


def lines() -> dict[str, LineScore]:
    return {
        code: score_line(issues, harm_level=HARM[code])
        for code, issues in ISSUES.items()
    }
