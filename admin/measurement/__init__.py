"""The town's own service measurement: rounds of questions by mail to the departments, and how they were answered."""
