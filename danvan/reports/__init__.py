"""The figures: one set of indicators, pre-aggregated cells, the picture, the exports."""
