"""Accuracy beside scikit-learn's usual classifiers: five folds, default settings, nothing tuned.

    python benchmarks/classifiers.py [SEEDS]

The folds are stratified and shuffled. Seed S (1 to SEEDS, default 3) is that of the folds and of the classifiers; a cell is the mean
accuracy of all folds of all seeds. Classifiers that mind the scale of features are given it by ``StandardScaler``, within the folds.
"""

import argparse
import warnings

import numpy as np
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine, make_classification, make_moons
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from apical import DSFClassifier

DATASETS = {
    "iris": load_iris(return_X_y=True),
    "wine": load_wine(return_X_y=True),
    "breast cancer": load_breast_cancer(return_X_y=True),
    "digits, 8 x 8": load_digits(return_X_y=True),
    "moons": make_moons(1000, noise=0.2, random_state=0),
    "20 features": make_classification(1000, n_features=20, random_state=0),
}
CLASSIFIERS = {
    "apical": lambda seed: DSFClassifier(random_state=seed),
    "logistic regression": lambda seed: make_pipeline(StandardScaler(), LogisticRegression()),
    "SVC": lambda seed: make_pipeline(StandardScaler(), SVC()),
    "random forest": lambda seed: RandomForestClassifier(random_state=seed),
    "k-NN": lambda seed: make_pipeline(StandardScaler(), KNeighborsClassifier()),
    "MLP": lambda seed: make_pipeline(StandardScaler(), MLPClassifier(random_state=seed)),
}


def accuracy(make, X, y, seeds):
    scores = []
    for seed in seeds:
        folds = StratifiedKFold(5, shuffle=True, random_state=seed)
        scores.append(cross_val_score(clone(make(seed)), X, y, cv=folds).mean())
    return float(np.mean(scores))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="?", type=int, default=3)
    seeds = range(1, parser.parse_args().seeds + 1)
    # MLP with its default of 200 epochs is not always at rest.
    warnings.simplefilter("ignore", ConvergenceWarning)
    print("| dataset | " + " | ".join(CLASSIFIERS) + " |")
    print("|---" + "|---:" * len(CLASSIFIERS) + "|")
    for name, (X, y) in DATASETS.items():
        cells = (f"{accuracy(make, X, y, seeds):.3f}" for make in CLASSIFIERS.values())
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
