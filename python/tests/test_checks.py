"""scikit-learn's own checks of estimators."""

from __future__ import annotations

from sklearn.utils.estimator_checks import parametrize_with_checks

from apical import DSFClassifier

# Checks that are known to fail, each with its reason.
EXCLUDED: dict[str, str] = {
    "check_decision_proba_consistency": "its samples are negative, whatever the tag positive_only says; "
    "test_probabilities_order_as_decisions_do checks the same with samples that are not",
}


@parametrize_with_checks(
    [DSFClassifier((20,), epochs=5, front_end="threshold"), DSFClassifier((20,))],
    expected_failed_checks=lambda estimator: EXCLUDED if estimator.front_end == "threshold" else {},
)
def test_scikit_learn(estimator, check):
    check(estimator)
