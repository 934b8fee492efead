"""What EKS refuses about tags.

Source: EKS user guide eks-using-tags, "Tag restrictions": 50 tags a resource, keys of 128 and values of 256 characters,
no prefix `aws:`. The texts are our reading.
"""

MOST_TAGS = 50
LONGEST_KEY, LONGEST_VALUE = 128, 256


def broken_rule(tags: dict[str, str]) -> str | None:
    """The first broken rule, or None."""
    for key, value in tags.items():
        if key.lower().startswith("aws:"):
            return f"The tag key {key} begins with aws:, which is reserved."
        if not 1 <= len(key) <= LONGEST_KEY or len(value) > LONGEST_VALUE:
            return f"The tag {key} is too long."
    if len(tags) > MOST_TAGS:
        return f"The resource can have at most {MOST_TAGS} tags; it would have {len(tags)}."
    return None
