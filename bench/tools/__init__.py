"""What several benchmarks use: a load generator, pgbench, and a served platform."""
