from ops.metrics_page import PAGE, page


def test_the_page_is_what_the_definitions_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m ops.metrics_page"
