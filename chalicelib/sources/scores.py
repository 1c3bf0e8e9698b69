"""Scores of other scales, brought to ours: 1 to 5 for satisfaction, 0 to 10 for recommending."""


def to_five(value: int, lowest: int, highest: int) -> int:
    """A value of a scale from `lowest` to `highest` as 1 to 5: the ends are the ends, halves are rounded up."""
    if highest <= lowest:
        return min(max(value, 1), 5)
    share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
    return 1 + int(share * 4 + 0.5)


def to_ten(value: int) -> int:
    """A value as 0 to 10."""
    return min(max(value, 0), 10)
