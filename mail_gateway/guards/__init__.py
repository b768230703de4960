"""What stops loops, repetitions and floods, and tells people of it."""
