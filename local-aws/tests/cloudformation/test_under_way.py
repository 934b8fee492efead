"""A long wait, however scaled, ends after the functions that were under way for its stack when it began."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from local_aws.cloudformation import under_way

STACK = "arn:aws:cloudformation:us-east-1:123456789012:stack/one/0f1e2d3c"
OTHER = STACK.replace("/one/", "/other/")
# Of a registry type, of a custom resource, and of a state machine's task.
EVENTS = [{"stackId": STACK}, {"StackId": STACK, "RequestType": "Create"}, {"event": {"StackId": STACK}, "progress": 1}]


@pytest.mark.parametrize("event", EVENTS)
def test_an_invocation_is_of_the_stack_that_its_event_names(event: dict) -> None:
    with under_way.running(event):
        [ended] = under_way.now(frozenset([STACK]))
        assert not under_way.now(frozenset([OTHER]))
        assert not ended.done()
    assert ended.done()
    assert not under_way.now(frozenset([STACK]))


def test_a_wait_of_a_minute_outlasts_it_and_a_shorter_one_does_not() -> None:
    with ThreadPoolExecutor(1) as pool:
        with under_way.running({"stackId": STACK}):
            earlier = under_way.now(frozenset([STACK]))
            under_way.outlast(earlier, under_way.LONGEST_SECONDS - 1)
            waiting = pool.submit(under_way.outlast, earlier, under_way.LONGEST_SECONDS)
            assert not waiting.done()
        waiting.result()
