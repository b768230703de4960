"""The programs that made the shipped files of knowledge/pack/; see README.md here."""
