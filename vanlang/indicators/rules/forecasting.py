"""How a series will likely end: exponential smoothing with a damped trend, and its uncertainty.

A program of its own (`python -m vanlang.indicators.rules.forecasting`): statsmodels brings 165 MB
and takes seconds to load, which only the night's run pays for, and gives back when it ends. Reads
{name: {"values": […], "ahead": n}} and writes {name: {"middle", "low", "high", "method"}} as JSON.
"""

import json
import sys
import warnings

import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

CERTAINTY = 80
METHOD = "San bằng mũ có xu thế giảm dần (ETS A,Ad,N)"


def predict(values: list[float], ahead: int) -> dict[str, float | str]:
    """Return where a series will be `ahead` steps on, and between which bounds."""
    series = pd.Series(values, dtype=float)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of convergence; wide bounds say it too
        model = ETSModel(series, error="add", trend="add", damped_trend=True).fit(disp=False)
        last = len(values) + ahead - 1
        found = model.get_prediction(start=len(values), end=last).summary_frame(
            alpha=1 - CERTAINTY / 100
        )
    end = found.iloc[-1]
    return {
        "middle": float(end["mean"]),
        "low": float(end["pi_lower"]),
        "high": float(end["pi_upper"]),
        "method": METHOD,
    }


def main() -> None:
    asked = json.load(sys.stdin)
    found = {name: predict(one["values"], one["ahead"]) for name, one in asked.items()}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
