"""The public log: publications, withdrawals and corrections, chained."""
