"""The project's models, compiled once with those of tests/retention."""

from tests.retention import conftest

models = conftest.models
