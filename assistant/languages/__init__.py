"""The languages of the residents' pages: Swedish is the source, English and Finnish are translations of it."""
