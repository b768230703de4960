"""The remarks' pages: what somebody says is wrong with an entry, for whoever looks after it, and the answer back."""
