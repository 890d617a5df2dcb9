"""What a page that was run by AppTest says."""

from streamlit.testing.v1 import AppTest


def metrics(test: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in test.metric}


def words(test: AppTest) -> str:
    """All that the page says outside of tables and charts."""
    kinds = ("title", "caption", "markdown", "info", "warning", "error", "success", "subheader")
    return "\n".join(str(element.value) for kind in kinds for element in test.get(kind))
