"""The municipality's own details, as every signature carries them."""
