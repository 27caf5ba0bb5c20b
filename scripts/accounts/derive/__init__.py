"""What the build computes: pure functions from tables to tables."""
