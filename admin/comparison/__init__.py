"""The town beside others: its own figures of three years, the mean and the best of the national measurement."""
