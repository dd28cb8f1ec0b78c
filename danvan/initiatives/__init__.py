"""Models and exemplars ("mô hình, điển hình"): one identity over the years, one registration a year."""
