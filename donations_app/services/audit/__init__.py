"""The books proved: verified, sampled, followed back, packed for an auditor."""
