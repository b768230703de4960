"""The guide's desk: an answer to read aloud while the resident is on the phone, and the contact written down."""
