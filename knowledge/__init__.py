"""What is true before any resident writes: organisation, working time, approved entries and how they are found."""
