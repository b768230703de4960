"""The plan of action: what is to become better, by whom, and when somebody looks at whether it has."""
