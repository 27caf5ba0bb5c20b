"""The benchmark: made-up corpora, rivals, and what is measured of them. Not part of what ``accounts`` installs."""
