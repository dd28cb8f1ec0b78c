"""What Danvan costs, measured against the least that the same work could cost on the same machine.

``make bench`` (``python -m bench``) runs everything on both engines and writes ``bench/results/latest.md``;
a part of the benches, or one engine, is written to a file named after it:

* rollup – a province's figures from the cells, against one indexed read of the cells that they need;
* places – reading one place out of free text (no yardstick: milliseconds, told for the record);
* register – a register of 4,250 rows from its file to committed records, against reading it with python-calamine and
  one ``bulk_create`` into each table that the import fills;
* pages – a list and a detail page under ``danvan serve``, against a bare view (``bench.bare``) that renders the same
  template with the same rows from the same database under the same server.

Ours and the yardstick take turns (A B A B …); what counts is the ratio of their medians. Figures are written down as
they came out. Nothing here is a test: a noisy machine must not fail a build.
"""
