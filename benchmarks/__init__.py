"""Speed against limits measured in the same run; `python -m benchmarks NAME`."""
