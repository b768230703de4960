"""What could not be answered: the residents' questions in groups of one matter, and drafts made of them."""
